/** What the fake GitHub holds: plain mutable objects that a test may read and change at any time. */
import { zipSync } from "fflate";
import type { Permissions } from "./permissions.ts";

export interface FakeToken {
  /** Whom it acts for; what it writes is by this login. */
  login: string;
  /** A job's own token: may not ask who it is. */
  isJob: boolean;
  permissions: Permissions;
}

export interface FakeRepository {
  id: number;
  /** owner/name */
  fullName: string;
  defaultBranch: string;
  isPrivate: boolean;
  isFork: boolean;
  isArchived: boolean;
  /** What `visibility` says: follows `isPrivate` where this is null. */
  visibility: string | null;
  /** An earlier name, which answers 301. */
  formerName: string | null;
}

export interface FakePullRequest {
  id: number;
  number: number;
  isOpen: boolean;
  title: string;
  body: string | null;
  /** Null for an account that is gone. */
  author: string | null;
  head: { sha: string; ref: string; /** Null: the fork was deleted. */ repositoryId: number | null };
  base: { sha: string; ref: string; /** The repository itself unless given. */ repositoryId?: number };
  mergeable: boolean | null;
  mergeCommit: string | null;
  mergedAt: string | null;
  /** Commits that belong to it, beside its head and its merge commit. */
  commits: string[];
}

export interface FakeComment {
  id: number;
  /** Of the pull request or the issue. */
  number: number;
  author: string | null;
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface FakeIssue {
  id: number;
  number: number;
  author: string | null;
  isOpen: boolean;
  title: string;
  body: string | null;
  createdAt: string;
}

export interface FakeDeployment {
  id: number;
  sha: string;
  ref: string;
  environment: string;
  createdAt: string;
  /** In the order in which they came. */
  statuses: FakeStatus[];
}

export interface FakeStatus {
  state: "error" | "failure" | "inactive" | "pending" | "success" | "queued" | "in_progress";
  logUrl: string | null;
  environmentUrl?: string;
}

export interface FakeRun {
  id: number;
  path: string;
  event: string;
  headSha: string;
  headBranch: string | null;
  headRepositoryId: number | null;
  status: string | null;
  conclusion: string | null;
  /** How often it was started. */
  attempt: number;
  /** How the attempts before the last one ended, the first of them first. */
  earlier: { status: string | null; conclusion: string | null }[];
  /** Of all attempts; null: one job an attempt, which ended as the attempt did. */
  jobs: FakeJob[] | null;
}

export interface FakeJob {
  name: string;
  conclusion: string | null;
}

export interface FakeArtifact {
  id: number;
  name: string;
  runId: number | null;
  isExpired: boolean;
  createdAt: string;
  /** What the storage serves. */
  zip: Uint8Array;
  /** Where the 302 points instead of the storage. */
  location: string | null;
  /** Its run is told, and not that run's commit. */
  hidesCommit?: boolean;
}

/** Where secrets and variables stand: name -> value. */
export interface FakeStore {
  secrets: Map<string, string>;
  variables: Map<string, string>;
}

export interface FakeEnvironment extends FakeStore {
  id: number;
  /** Names of the branches that may use it; null: any branch. */
  branches: string[] | null;
}

/** What people set under Settings. */
export interface FakeSettings extends FakeStore {
  environments: Map<string, FakeEnvironment>;
  /** Of a ruleset for the default branch; null: there is none. */
  rules: { checks: string[]; pullRequest: boolean; codeOwners: boolean } | null;
}

/** A repository beside the one that everything else is about: of it there are only itself and its settings. */
export interface FakeOther {
  repository: FakeRepository;
  settings: FakeSettings;
}

export interface FakeState {
  repository: FakeRepository;
  settings: FakeSettings;
  others: FakeOther[];
  tokens: Map<string, FakeToken>;
  /** Name -> commit. */
  branches: Map<string, string>;
  pullRequests: FakePullRequest[];
  comments: FakeComment[];
  issues: FakeIssue[];
  deployments: FakeDeployment[];
  runs: FakeRun[];
  artifacts: FakeArtifact[];
  /** Of the next object; objects count up together. */
  nextId: number;
  /** Of the next pull request or issue. */
  nextNumber: number;
  /** RFC 3339; what is made gets it. */
  now: string;
}

/** Adds things with everything that a test does not care about filled in; each gives the object that is kept. */
export interface Adding {
  /** Private, with these environments. */
  other(given: Partial<FakeRepository> & { fullName: string; environments?: readonly string[] }): FakeOther;
  pullRequest(given?: Partial<FakePullRequest>): FakePullRequest;
  comment(given: Partial<FakeComment> & { number: number }): FakeComment;
  issue(given?: Partial<FakeIssue>): FakeIssue;
  deployment(given: Partial<FakeDeployment> & { sha: string; environment: string }): FakeDeployment;
  run(given?: Partial<FakeRun>): FakeRun;
  artifact(
    given: Partial<FakeArtifact> & { name: string; files?: Readonly<Record<string, string | Uint8Array>> },
  ): FakeArtifact;
}

/** The commit that consists of one character, for tests that need some commit. */
export function commitOf(character: string): string {
  return character.repeat(40);
}

function repositoryOf(given: Partial<FakeRepository>): FakeRepository {
  return {
    id: 1000,
    fullName: "acme/access",
    defaultBranch: "main",
    isPrivate: true,
    isFork: false,
    isArchived: false,
    visibility: null,
    formerName: null,
    ...given,
  };
}

function emptySettings(): FakeSettings {
  return { environments: new Map(), secrets: new Map(), variables: new Map(), rules: null };
}

export function emptyState(repository: Partial<FakeRepository>, now: string): FakeState {
  const whole = repositoryOf(repository);
  return {
    repository: whole,
    settings: emptySettings(),
    others: [],
    tokens: new Map(),
    branches: new Map([[whole.defaultBranch, commitOf("a")]]),
    pullRequests: [],
    comments: [],
    issues: [],
    deployments: [],
    runs: [],
    artifacts: [],
    nextId: 5001,
    nextNumber: 1,
    now,
  };
}

/** The environment of that name, as GitHub makes it when a job names it first: open to every branch, and empty. */
export function environmentIn(state: Pick<FakeState, "settings" | "nextId">, name: string): FakeEnvironment {
  const { environments } = state.settings;
  const found = environments.get(name) ?? {
    id: state.nextId++,
    branches: null,
    secrets: new Map<string, string>(),
    variables: new Map<string, string>(),
  };
  environments.set(name, found);
  return found;
}

export function addingTo(state: FakeState): Adding {
  const kept = <T>(list: T[], item: T): T => {
    list.push(item);
    return item;
  };
  return {
    other: ({ environments = [], ...given }) => {
      const id = state.nextId++;
      const other = kept(state.others, {
        repository: repositoryOf({ id, ...given }),
        settings: emptySettings(),
      });
      for (const name of environments)
        environmentIn({ settings: other.settings, nextId: state.nextId++ }, name);
      return other;
    },
    pullRequest: (given = {}) => kept(state.pullRequests, pullRequestOf(state, given)),
    comment: (given) => kept(state.comments, commentOf(state, given)),
    issue: (given = {}) => kept(state.issues, issueOf(state, given)),
    deployment: (given) =>
      kept(state.deployments, {
        id: state.nextId++,
        ref: state.repository.defaultBranch,
        createdAt: state.now,
        statuses: [],
        ...given,
      }),
    run: (given = {}) =>
      kept(state.runs, {
        id: state.nextId++,
        path: ".github/workflows/muster.yml",
        event: "push",
        headSha: commitOf("a"),
        headBranch: state.repository.defaultBranch,
        headRepositoryId: state.repository.id,
        status: "completed",
        conclusion: "success",
        attempt: 1,
        earlier: [],
        jobs: null,
        ...given,
      }),
    artifact: ({ files = {}, ...given }) =>
      kept(state.artifacts, {
        id: state.nextId++,
        runId: null,
        isExpired: false,
        createdAt: state.now,
        zip: zipSync(
          Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
        ),
        location: null,
        ...given,
      }),
  };
}

function pullRequestOf(state: FakeState, given: Partial<FakePullRequest>): FakePullRequest {
  return {
    id: state.nextId++,
    number: given.number ?? state.nextNumber++,
    isOpen: true,
    title: "Change access",
    body: null,
    author: "ana",
    head: { sha: commitOf("b"), ref: "change", repositoryId: state.repository.id },
    base: {
      sha: state.branches.get(state.repository.defaultBranch) ?? commitOf("a"),
      ref: state.repository.defaultBranch,
    },
    mergeable: true,
    mergeCommit: commitOf("c"),
    mergedAt: null,
    commits: [],
    ...given,
  };
}

export function commentOf(state: FakeState, given: Partial<FakeComment> & { number: number }): FakeComment {
  return {
    id: state.nextId++,
    author: "ana",
    body: "",
    createdAt: state.now,
    updatedAt: state.now,
    ...given,
  };
}

export function issueOf(state: FakeState, given: Partial<FakeIssue>): FakeIssue {
  return {
    id: state.nextId++,
    number: given.number ?? state.nextNumber++,
    author: "ana",
    isOpen: true,
    title: "",
    body: null,
    createdAt: state.now,
    ...given,
  };
}

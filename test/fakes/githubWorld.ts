/**
 * A world of GitHub organizations for tests: access files in a temporary folder, the embedded GitHub over real HTTP, and the
 * use cases as the command line runs them, with what a person reads of them.
 */
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect } from "vitest";
import { examineJournal } from "../../src/journal/chain.ts";
import { earlierDeeds } from "../../src/journal/deeds.ts";
import { createHttp, type Http } from "../../src/io/http.ts";
import { memoryJournal, type MemoryJournal } from "../../src/journal/memory.ts";
import { githubWriter } from "../../src/providers/github/write.ts";
import { outcomeLine } from "../../src/render/outcome.ts";
import { plainPaint } from "../../src/render/paint.ts";
import { planText } from "../../src/render/text.ts";
import { applyAll } from "../../src/run/apply.ts";
import type { Context } from "../../src/run/context.ts";
import type { ExitCode } from "../../src/run/exitCode.ts";
import { isPlanned, planAll, type Planned } from "../../src/run/plan.ts";
import type { PlanRequest } from "../../src/run/request.ts";
import { parseFaults } from "../../src/sandbox/github/fault.ts";
import type { GitHubSeed, OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import type { GitHubOptions, GitHubSandbox } from "../../src/sandbox/github/start.ts";
import type { Account, Organization } from "../../src/sandbox/github/state.ts";
import { fakeClock, type FakeClock } from "./clock.ts";
import { startHeldGitHub } from "./heldGithub.ts";
import type { Files } from "./world.ts";

export const ownerToken = "ghp_EXAMPLEowner";

/** What was planned: what there is to do, and what a person reads. */
export interface Told {
  /** `VERB KEY`, in the plan's order. */
  readonly does: readonly string[];
  /** `CODE KEY`. */
  readonly withheld: readonly string[];
  readonly text: string;
}

/** What was applied: each line, and how it ended. */
export interface Done extends Told {
  readonly lines: string;
  readonly code: ExitCode;
}

export interface GitHubWorld {
  readonly sandbox: GitHubSandbox;
  readonly clock: FakeClock;
  readonly journal: MemoryJournal;
  readonly organization: Organization;
  account(login: string): Account;
  /** The next requests are troubled so. */
  fault(spec: string): void;
  /** Time passes at both ends. */
  pass(hours: number): void;
  setFiles(files: Files): Promise<void>;
  /** Folder that holds `access`, and the environment of a process that runs there. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Why nothing was planned. */
  failure(request?: Partial<PlanRequest>): Promise<string>;
  plan(request?: Partial<PlanRequest>): Promise<Told>;
  /** `meanwhile`: what happens between the plan and its first write. */
  apply(request?: Partial<PlanRequest> & { readonly meanwhile?: () => void }): Promise<Done>;
}

export interface GitHubWorldOptions {
  readonly files: Files;
  readonly organization?: Partial<OrganizationSeed>;
  readonly more?: readonly OrganizationSeed[];
  readonly seed?: Partial<GitHubSeed>;
  readonly sandbox?: Partial<GitHubOptions>;
  readonly token?: string;
  readonly clock?: FakeClock;
  /** How long writes wait for an answer, in real milliseconds. */
  readonly timeoutMs?: number;
}

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const it of opened.splice(0)) await it.close();
});

/** An organization acme of two owners and two members. */
export const acme: OrganizationSeed = {
  key: "acme",
  login: "acme",
  id: 9001,
  seats: 200,
  members: { ana: "admin", kim: "admin", lee: "member", mia: "member" },
};

export const section = `organization: { provider: github, id: acme, guards: { min_admins: 1 } }\n`;
export const everybody = "ana: admin, kim: admin, lee: member, mia: member";

/** Opens it; it closes with the test. */
export async function githubWorld(options: GitHubWorldOptions): Promise<GitHubWorld> {
  const { token = ownerToken, clock = fakeClock() } = options;
  const { sandbox, wrong } = await startHeldGitHub({
    clock,
    seed: {
      organizations: [{ ...acme, ...options.organization }, ...(options.more ?? [])],
      tokens: [{ token: ownerToken, account: "ana", scopes: ["admin:org", "repo"] }],
      ...options.seed,
    },
    ...options.sandbox,
  });
  const folder = await mkdtemp(join(tmpdir(), "muster-github-"));
  opened.push({
    close: async () => {
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
      // Whatever the test was about: no request that GitHub's own words do not allow.
      expect([...new Set(wrong)]).toEqual([]);
    },
  });
  const [organization] = sandbox.world.organizations;
  if (organization === undefined) throw new Error("the seed holds no organization");
  const keys = sandbox.world.organizations.map(({ key }) => key.toUpperCase().replaceAll("-", "_"));
  const context: Context = {
    access: join(folder, "access"),
    cwd: folder,
    env: Object.fromEntries(
      keys.flatMap((key) => [
        [`MUSTER_TOKEN_${key}`, token],
        [`MUSTER_API_${key}`, sandbox.url],
      ]),
    ),
    clock,
    random: () => 0.5,
    runId: "run-0",
    progress: () => undefined,
    warn: () => undefined,
    hide: () => undefined,
  };
  const setFiles = async (files: Files): Promise<void> => {
    await rm(context.access, { recursive: true, force: true });
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(context.access, path)), { recursive: true });
      await writeFile(join(context.access, path), text);
    }
  };
  await setFiles(options.files);
  const { timeoutMs } = options;
  const parts = { sandbox, clock, context, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
  const { env, cwd } = context;
  return {
    sandbox,
    clock,
    organization,
    setFiles,
    folder: cwd,
    env: env as Readonly<Record<string, string>>,
    ...driven(parts),
  };
}

interface Parts {
  readonly sandbox: GitHubSandbox;
  readonly clock: FakeClock;
  readonly context: Context;
  readonly timeoutMs?: number;
}

/** The same plan, to be written by somebody who gives up early. */
function impatient(planned: Planned, { context, timeoutMs }: Required<Parts>, http: Http): Planned {
  const { connection, key } = planned.organization;
  const suffix = key.toUpperCase().replaceAll("-", "_");
  const options = {
    organizationId: connection.id,
    address: new URL(context.env[`MUSTER_API_${suffix}`] ?? ""),
    token: context.env[`MUSTER_TOKEN_${suffix}`] ?? "",
    http,
    clock: context.clock,
    random: context.random,
    runNonce: context.runId,
    timeoutMs,
  };
  const { connected } = planned;
  return {
    ...planned,
    connected: { ...connected, writerFor: (live, earlier) => githubWriter(options, live, earlier) },
  };
}

function driven({
  sandbox,
  clock,
  context,
  timeoutMs,
}: Parts): Omit<GitHubWorld, keyof Parts | "organization" | "setFiles" | "folder" | "env"> {
  const journal = memoryJournal();
  let runs = 0;
  const planned = async (
    one: Context,
    request: Partial<PlanRequest>,
  ): Promise<readonly Planned[] | string> => {
    const run = await planAll(one, { organizations: [], allowed: [], reach: "merged", ...request });
    if (!run.ok) return "error" in run ? run.error : JSON.stringify(run.diagnostics);
    const made: Planned[] = [];
    for (const { result } of run.runs) {
      if (!isPlanned(result)) return "error" in result ? result.error : result.offline;
      made.push(result);
    }
    return made;
  };
  const orThrow = async (one: Context, request: Partial<PlanRequest>): Promise<readonly Planned[]> => {
    const made = await planned(one, request);
    if (typeof made === "string") throw new Error(made);
    return made;
  };
  const nextRun = (): Context => ({ ...context, runId: `run-${(runs += 1)}` });
  return {
    journal,
    account: (login) => {
      const found = [...sandbox.world.accounts.values()].find((it) => it.login === login);
      if (found === undefined) throw new Error(`nobody is called ${login}`);
      return found;
    },
    fault: (spec) => {
      const faults = parseFaults(spec);
      if ("error" in faults) throw new Error(faults.error);
      for (const fault of faults) sandbox.addFault(fault);
    },
    pass: (hours) => {
      clock.set(clock.now() + hours * 3_600_000);
    },
    failure: async (request = {}) => {
      const made = await planned(nextRun(), request);
      if (typeof made === "string") return made;
      throw new Error("it was planned");
    },
    plan: async (request = {}) => toldOf(await orThrow(nextRun(), request)),
    apply: async ({ meanwhile, ...request } = {}) => {
      const one = nextRun();
      const made = await orThrow(one, request);
      meanwhile?.();
      const http = createHttp({ proxyEnv: {}, userAgent: "muster-test" });
      const written =
        timeoutMs === undefined
          ? made
          : made.map((it) => impatient(it, { sandbox, clock, context: one, timeoutMs }, http));
      const applied = await applyAll(one, written, {
        journal,
        earlier: (organization) => earlierDeeds(examineJournal(journal.text()).entries, organization),
        commit: null,
        actor: "tester",
        allowed: request.allowed ?? [],
      });
      await http.close();
      const outcomes = applied.flatMap(({ result }) => result?.outcomes ?? []);
      return {
        ...toldOf(made),
        lines: outcomes.map((outcome) => outcomeLine(outcome, plainPaint, "github")).join("\n"),
        code:
          applied
            .map(({ code }) => code)
            .sort()
            .at(-1) ?? 0,
      };
    },
  };
}

function toldOf(made: readonly Planned[]): Told {
  const plans = made.map(({ plan }) => plan);
  return {
    does: plans.flatMap(({ actions }) => actions.map(({ verb, key }) => `${verb} ${key}`)),
    withheld: plans.flatMap(({ withheld }) => withheld.map(({ code, key }) => `${code} ${key}`)),
    text: planText(plans, { paint: plainPaint }),
  };
}

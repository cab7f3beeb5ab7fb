/** The steps that the written workflows are made of, as lines of YAML. */
import { variableSuffix } from "../../model/address.ts";
import type { Command } from "../jobEvents.ts";
import { pins } from "./pins.ts";

/** What the workflows need to know of the repository. */
export interface WorkflowFacts {
  /** muster's action as `uses` takes it. */
  readonly action: string;
  /** The access folder, from the root of the repository. */
  readonly access: string;
  readonly defaultBranch: string;
  /** Keys of the organizations. */
  readonly organizations: readonly string[];
  /** A job keeps the journal on a branch; `public`: also where everybody can read it. Absent: none does. */
  readonly record?: "private" | "public";
  /** Of those, the ones whose keys can write whatever they are: plans on pull requests get none of theirs, and a snapshot in its place. */
  readonly keyless?: readonly string[];
  /** Hosts besides the services' own that may receive a key. */
  readonly hosts: readonly string[];
}

/** An expression of GitHub's. */
export function expression(text: string): string {
  return `\${{ ${text} }}`;
}

/** Runs about one pull request share a group; every other run is alone in its own. */
export const planGroup = `muster-plan-${expression("github.event.pull_request.number || github.run_id")}`;

/** Lines, so many blanks further to the right; empty ones stay empty. */
export function indented(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === "" ? "" : `${" ".repeat(by)}${line}`));
}

/** The branch's own files, never those of a pull request; the whole history, and no token left behind. */
export function checkoutStep(): string[] {
  return [
    "- name: Check out the default branch, never the pull request",
    `  uses: ${pins.checkout}`,
    "  with:",
    // A schedule's event names no repository; without a ref it is the default branch anyway.
    `    ref: ${expression("github.event.repository.default_branch")}`,
    "    fetch-depth: 0",
    "    persist-credentials: false",
  ];
}

export interface MusterStep {
  readonly name: string;
  readonly command: Command;
  readonly facts: WorkflowFacts;
  /** So that later jobs can read its outputs. */
  readonly id?: string;
  /** Inputs besides those that every step has. */
  readonly inputs?: readonly string[];
  /** Environment variables: keys come this way and in no other. */
  readonly env?: readonly string[];
}

/** A step that uses muster. */
export function musterStep({ name, command, facts, id, inputs = [], env = [] }: MusterStep): string[] {
  return [
    `- name: ${name}`,
    ...(id === undefined ? [] : [`  id: ${id}`]),
    `  uses: ${facts.action}`,
    "  with:",
    `    command: ${command}`,
    `    access: ${facts.access}`,
    ...indented(inputs, 4),
    `    github-token: ${expression("github.token")}`,
    ...(env.length === 0 ? [] : ["  env:", ...indented(env, 4)]),
  ];
}

/** The input that lets keys go to further hosts; none where only the services' own are used. */
export function hostsInput({ hosts }: WorkflowFacts): string[] {
  return hosts.length === 0 ? [] : [`hosts: ${JSON.stringify(hosts.join(","))}`];
}

/** Without the keys that no plan on a pull request is to hold. */
export function forPlans(facts: WorkflowFacts): WorkflowFacts {
  const { keyless = [], organizations } = facts;
  return { ...facts, organizations: organizations.filter((key) => !keyless.includes(key)) };
}

/** One environment variable for each organization's key. */
export function organizationKeys({ organizations }: WorkflowFacts): string[] {
  return organizations.map((key) => secretVariable(`MUSTER_TOKEN_${variableSuffix(key)}`));
}

/** An environment variable that holds the secret of the same name. */
export function secretVariable(name: string): string {
  return `${name}: ${expression(`secrets.${name}`)}`;
}

/** Keeps what muster wrote, also after a failure. A run that is started again replaces what it kept before. */
export function uploadStep(step: {
  readonly name: string;
  readonly artifact: string;
  readonly path: string;
}): string[] {
  return [
    `- name: ${step.name}`,
    "  if: always()",
    `  uses: ${pins.uploadArtifact}`,
    "  with:",
    `    name: ${step.artifact}`,
    `    path: ${step.path}`,
    "    if-no-files-found: ignore",
    "    overwrite: true",
    "    retention-days: 90",
  ];
}

/** Brings the parts that matrix jobs uploaded into one folder each. */
export function downloadStep(step: {
  readonly name: string;
  readonly pattern: string;
  readonly path: string;
}): string[] {
  return [
    `- name: ${step.name}`,
    `  uses: ${pins.downloadArtifact}`,
    "  with:",
    `    pattern: ${step.pattern}`,
    `    path: ${step.path}`,
  ];
}

export interface JobText {
  readonly id: string;
  /** What the job is for, as a comment. */
  readonly about: string;
  /** Left out, it waits for nothing. */
  readonly needs?: readonly string[];
  readonly condition: string;
  readonly environment?: "muster-plan" | "muster-apply";
  /** The address that the environment is given. */
  readonly environmentUrl?: string;
  /** `contents: read`; none at all when empty. */
  readonly permissions: readonly string[];
  readonly minutes: number;
  /** Further settings: outputs, strategy, concurrency. */
  readonly settings?: readonly string[];
  readonly steps: readonly (readonly string[])[];
}

/** A job, below `jobs:`. */
export function jobLines(job: JobText): string[] {
  return [
    `# ${job.about}`,
    `${job.id}:`,
    ...indented(
      [
        ...(job.needs === undefined ? [] : [`needs: [${job.needs.join(", ")}]`]),
        `if: ${job.condition}`,
        "runs-on: ubuntu-latest",
        `timeout-minutes: ${job.minutes}`,
        ...environmentLines(job),
        ...(job.permissions.length === 0
          ? ["permissions: {}"]
          : ["permissions:", ...indented(job.permissions, 2)]),
        ...(job.settings ?? []),
        "steps:",
        ...indented(job.steps.flat(), 2),
      ],
      2,
    ),
  ];
}

function environmentLines({ environment, environmentUrl }: JobText): string[] {
  if (environment === undefined) return [];
  if (environmentUrl === undefined) return [`environment: ${environment}`];
  return ["environment:", `  name: ${environment}`, `  url: ${environmentUrl}`];
}

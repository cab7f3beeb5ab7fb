/** The workflow that `muster init` writes, in its three variants, as text. */
import {
  applyJob,
  dueJob,
  gateJob,
  lastJob,
  matrixPlanJobs,
  planJob,
  recordJob,
  simplePlanJob,
} from "./jobs.ts";
import { startingEvents, type EventName } from "../jobEvents.ts";
import { indented, jobLines, planGroup, type JobText, type WorkflowFacts } from "./steps.ts";

/**
 * - `hardened`: keys in environments only.
 * - `simple`: the key that can only read is a secret of the repository.
 * - `matrix`: as hardened, and a pull request is planned by many jobs at once.
 */
export type WorkflowVariant = "hardened" | "simple" | "matrix";

/** Where it is written, from the root of the repository. */
export const workflowPath = ".github/workflows/muster.yml";

/** The name of the simple variant, by which its drawbacks are known to be chosen. */
export const simpleName = "muster (simple)";

/** The workflow's text. */
export function workflowText(variant: WorkflowVariant, facts: WorkflowFacts): string {
  const jobs = jobsOf(variant, facts);
  const last = lastJob(jobs.map((job) => job.id));
  const lines = [
    ...about[variant].map((line) => (line === "" ? "#" : `# ${line}`)),
    `name: ${variant === "simple" ? simpleName : "muster"}`,
    "",
    ...triggers(variant, facts),
    "",
    "permissions: {} # each job says what it needs",
    "",
    "# Of a pull request, the newest plan alone: an older one that is still running would comment, too. Other runs share no group.",
    "concurrency:",
    `  group: ${planGroup}`,
    "  cancel-in-progress: true",
    "",
    "jobs:",
    ...[...jobs, last].flatMap((job, index) => [...(index === 0 ? [] : [""]), ...indented(jobLines(job), 2)]),
  ];
  return `${lines.join("\n")}\n`;
}

function jobsOf(variant: WorkflowVariant, facts: WorkflowFacts): JobText[] {
  // What reviewers saw can only be signed with a key that a branch cannot read.
  const reviewsBind = variant !== "simple";
  const onRequest = {
    hardened: () => [planJob(facts)],
    simple: () => [simplePlanJob(facts)],
    matrix: () => matrixPlanJobs(facts),
  }[variant]();
  return [
    ...onRequest,
    gateJob(facts, reviewsBind),
    applyJob(facts, reviewsBind),
    dueJob(facts, reviewsBind),
    ...(facts.record === undefined ? [] : [recordJob(facts)]),
  ];
}

function triggers(variant: WorkflowVariant, facts: WorkflowFacts): string[] {
  return [
    "# No `paths:` filters: GitHub looks at the first 300 files only. muster finds out itself what a change touches.",
    "on:",
    ...startingEvents({ simple: variant === "simple" }).flatMap((event) => triggerLines[event](facts)),
  ];
}

const pullRequestTypes =
  "    types: [opened, reopened, synchronize, edited] # edited: its base may have changed";

/** Each event as a workflow is started by it, below `on:`. */
const triggerLines: Readonly<Record<EventName, (facts: WorkflowFacts) => readonly string[]>> = {
  pull_request: () => ["  pull_request:", pullRequestTypes],
  pull_request_target: () => [
    "  # Runs this file as it stands on the default branch, whatever a pull request makes of it.",
    "  pull_request_target:",
    pullRequestTypes,
  ],
  merge_group: () => ["  merge_group:"],
  push: ({ defaultBranch }) => ["  push:", `    branches: [${JSON.stringify(defaultBranch)}]`],
  workflow_dispatch: () => [
    "  workflow_dispatch:",
    "    inputs:",
    "      allow:",
    "        description: Guards to lift for this run, separated by commas",
    "        type: string",
    "      reason:",
    "        description: Why they are lifted; it goes into the journal",
    "        type: string",
  ],
  schedule: () => ["  schedule:", '    - cron: "17 4 * * *" # UTC'],
};

const about: Readonly<Record<WorkflowVariant, readonly string[]>> = {
  hardened: [
    "Plans access on the pull request, applies it on merge. Written by `muster init`; checked by `muster doctor`.",
    "",
    "Whoever can push a branch can change a workflow there and read every secret of the repository. So the keys are",
    "secrets of two environments, both limited to the default branch, and secrets of nothing else:",
    "  muster-plan    keys that can only read; MUSTER_REVIEW_KEY",
    "  muster-apply   keys that can write; the same MUSTER_REVIEW_KEY",
    "The job `muster` is the check to require.",
    "",
    "Keep it so: no step that checks out a pull request, no other tool beside a key, no secret outside these jobs.",
  ],
  simple: [
    "Plans access on the pull request, applies it on merge. Written by `muster init --simple`.",
    "",
    "This is the simple variant, and it gives something up:",
    "  - The keys that can only read are secrets of the repository. Whoever can push a branch can change this workflow",
    "    there and read them: they see all access of every organization.",
    "  - On a pull request this file runs as the pull request makes it, so what it shows can be forged by its author.",
    "  - So reviews do not bind: a merge applies whatever the files then ask for (no `require-reviewed`).",
    "The keys that can write stay out of reach: they are secrets of the environment muster-apply, limited to the",
    "default branch. For keys out of reach on pull requests too, delete this file and run `muster init`.",
    "",
    "The job `muster` is the check to require.",
  ],
  matrix: [
    "Plans access on the pull request, applies it on merge. Written by `muster init --matrix`; checked by `muster doctor`.",
    "",
    "For many organizations: a pull request is planned by up to 256 jobs at once, and one more writes the one comment.",
    "An environment of GitHub's holds 100 secrets at most: with more organizations than that, give several of them one",
    "key, or split them over repositories.",
    "",
    "Whoever can push a branch can change a workflow there and read every secret of the repository. So the keys are",
    "secrets of two environments, both limited to the default branch, and secrets of nothing else:",
    "  muster-plan    keys that can only read; MUSTER_REVIEW_KEY",
    "  muster-apply   keys that can write; the same MUSTER_REVIEW_KEY",
    "The job `muster` is the check to require.",
  ],
};

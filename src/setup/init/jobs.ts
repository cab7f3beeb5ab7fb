/** The jobs of the written workflows: which key, which permissions, which steps. `doctor` holds others against them. */
import { eventsFor, type Command } from "../jobEvents.ts";
import {
  checkoutStep,
  downloadStep,
  expression,
  forPlans,
  hostsInput,
  musterStep,
  organizationKeys,
  secretVariable,
  uploadStep,
  type JobText,
  type MusterStep,
  type WorkflowFacts,
} from "./steps.ts";

const reviewKey = secretVariable("MUSTER_REVIEW_KEY");
/** Set as a variable of the repository, it stops every write without a commit. */
const paused = `MUSTER_PAUSED: ${expression("vars.MUSTER_PAUSED")}`;
const bindingReviews = "require-reviewed: true";
/** Of the two jobs that write: each goes on with the journal of the one before, so that they must not run side by side. */
const oneAtATime = ["concurrency:", "  group: muster-apply", "  cancel-in-progress: false"];
/** The journal's head, kept by GitHub beside the journal, so that the next run sees when its end is missing. */
const journalUrl = expression("steps.muster.outputs.journal-url");
/** What muster writes for other steps and later runs. */
const written = `${expression("runner.temp")}/muster`;
const planName = `muster-plan-${expression("github.event.pull_request.number")}`;
const forPullRequests = onEventsOf("plan");

const snapshotInput = "snapshot: true";
/** To find what the jobs that write kept. */
const readsArtifacts = "actions: read";

function usesSnapshot({ keyless = [] }: WorkflowFacts): boolean {
  return keyless.length > 0;
}

/** What was read last, for plans that hold no key. */
function snapshotSteps(facts: WorkflowFacts, reviewsBind: boolean): string[][] {
  if (!reviewsBind || !usesSnapshot(facts)) return [];
  return [
    uploadStep({
      name: "Keep what was read, for plans without a key",
      artifact: "muster-snapshot",
      path: `${written}/snapshot.json`,
    }),
  ];
}

/** The condition that the run was started by an event of the command's. */
function onEventsOf(command: Command, simple = false): string {
  return eventsFor(command, { simple })
    .map((event) => `github.event_name == '${event}'`)
    .join(" || ");
}

/** Plans a pull request with the key that can only read. */
export function planJob(facts: WorkflowFacts): JobText {
  return {
    id: "plan",
    about: "A pull request: reads with the key that can only read, and comments.",
    condition: forPullRequests,
    environment: "muster-plan",
    permissions: ["contents: read", "pull-requests: write", ...(usesSnapshot(facts) ? [readsArtifacts] : [])],
    minutes: 30,
    steps: planSteps(facts, {
      inputs: [bindingReviews, ...(usesSnapshot(facts) ? [snapshotInput] : []), ...hostsInput(facts)],
      env: [...organizationKeys(forPlans(facts)), reviewKey],
    }),
  };
}

/** The plan job of the simple variant: no environment, so the key is a secret of the repository, and nothing is signed. */
export function simplePlanJob(facts: WorkflowFacts): JobText {
  // Without a key to check it by, a snapshot could be anybody's.
  const { environment: _, ...job } = planJob({ ...facts, keyless: [] });
  return {
    ...job,
    about:
      "A pull request: reads with the key that can only read (a secret of the repository), and comments.",
    condition: onEventsOf("plan", true),
    steps: planSteps(facts, { inputs: hostsInput(facts), env: organizationKeys(facts) }),
  };
}

function planSteps(facts: WorkflowFacts, given: Pick<MusterStep, "inputs" | "env">): JobText["steps"] {
  return [
    checkoutStep(),
    musterStep({ name: "Plan", command: "plan", facts, ...given }),
    uploadStep({ name: "Keep the plan", artifact: planName, path: `${written}/` }),
  ];
}

/** Validates what a merge queue is about to merge; holds no key. */
export function gateJob(facts: WorkflowFacts, reviewsBind: boolean): JobText {
  return {
    id: "gate",
    about: "A merge queue: checks the combined files, with no key at all.",
    condition: onEventsOf("gate"),
    permissions: ["contents: read"],
    minutes: 15,
    steps: [
      checkoutStep(),
      musterStep({
        name: "Check the combined files",
        command: "gate",
        facts,
        ...(reviewsBind ? { inputs: [bindingReviews] } : {}),
      }),
    ],
  };
}

/** Applies what was merged. */
export function applyJob(facts: WorkflowFacts, reviewsBind: boolean): JobText {
  return writingJob(facts, reviewsBind, {
    id: "apply",
    about: "A merge: the only job that people can start, and the only one that lifts a guard.",
    writes: "pull-requests: write",
    does: "Apply",
    inputs: [`allow: ${expression("inputs.allow")}`, `reason: ${expression("inputs.reason")}`],
  });
}

/** Applies what a date made due, finishes what was left, and reports drift. */
export function dueJob(facts: WorkflowFacts, reviewsBind: boolean): JobText {
  return writingJob(facts, reviewsBind, {
    id: "due",
    about: "Every night: what a date made due, what was left unfinished; drift goes into one issue.",
    writes: "issues: write",
    does: "Apply what is due",
    inputs: [],
  });
}

interface WritingJob {
  readonly id: "apply" | "due";
  readonly about: string;
  /** The permission to say what became of it. */
  readonly writes: string;
  readonly does: string;
  readonly inputs: readonly string[];
}

/** A job that holds the keys that can write. */
function writingJob(facts: WorkflowFacts, reviewsBind: boolean, job: WritingJob): JobText {
  const { id, about, writes, does, inputs } = job;
  return {
    id,
    about,
    condition: onEventsOf(id),
    environment: "muster-apply",
    environmentUrl: journalUrl,
    permissions: ["contents: read", writes, "deployments: read", "actions: read"],
    minutes: 60,
    settings: oneAtATime,
    steps: [
      checkoutStep(),
      musterStep({
        name: does,
        command: id,
        id: "muster",
        facts,
        inputs: [
          ...(reviewsBind ? [bindingReviews] : []),
          ...hostsInput(facts),
          ...inputs,
          "time-budget: 50m",
          ...(reviewsBind && usesSnapshot(facts) ? [snapshotInput] : []),
        ],
        env: [...organizationKeys(facts), ...(reviewsBind ? [reviewKey] : []), paused],
      }),
      uploadStep({ name: "Keep the journal", artifact: "muster-journal", path: `${written}/journal.jsonl` }),
      ...snapshotSteps(facts, reviewsBind),
    ],
  };
}

/** Keeps the journal of the run on a branch. What may write to the repository holds no key, and no environment. */
export function recordJob(facts: WorkflowFacts): JobText {
  return {
    id: "record",
    about: "After both of them: keeps the journal on the branch muster-journal. Holds no key.",
    needs: ["apply", "due"],
    // Also after a failure: what was done until then stands in the journal.
    condition: eventsFor("record", { simple: false })
      .map((event) => `always() && github.event_name == '${event}'`)
      .join(" || "),
    permissions: ["contents: write"],
    minutes: 15,
    steps: [
      checkoutStep(),
      downloadStep({ name: "Fetch the journal", pattern: "muster-journal*", path: `${written}/kept` }),
      musterStep({
        name: "Keep the journal",
        command: "record",
        facts,
        ...(facts.record === "public" ? { inputs: ["public-journal: true"] } : {}),
      }),
    ],
  };
}

/** The required check: it fails unless a job ran and none failed. */
export function lastJob(needs: readonly string[]): JobText {
  return {
    id: "muster",
    about: "The required check. Skipped jobs are those of other events.",
    needs,
    condition: "always()",
    permissions: [],
    minutes: 5,
    steps: [
      [
        "- name: One job ran, and none failed",
        "  env:",
        `    RESULTS: ${expression("join(needs.*.result, ' ')")}`,
        "  run: |",
        `    echo "${needs.join(" ")}: $RESULTS"`,
        '    case " $RESULTS " in',
        '      *" failure "* | *" cancelled "*) exit 1 ;;',
        '      *" success "*) exit 0 ;;',
        "      *) exit 1 ;;",
        "    esac",
      ],
    ],
  };
}

/** The three jobs that plan a pull request over many organizations at once. */
export function matrixPlanJobs(facts: WorkflowFacts): JobText[] {
  return [listJob(facts), partJob(facts), commentJob(facts)];
}

function listJob(facts: WorkflowFacts): JobText {
  return {
    id: "orgs",
    about: "A pull request: which organizations it touches, in at most 256 parts. Holds no key.",
    condition: forPullRequests,
    permissions: ["contents: read", "pull-requests: read"],
    minutes: 15,
    settings: ["outputs:", `  matrix: ${expression("steps.orgs.outputs.matrix")}`],
    steps: [checkoutStep(), musterStep({ name: "List", id: "orgs", command: "orgs", facts })],
  };
}

function partJob(facts: WorkflowFacts): JobText {
  return {
    id: "plan",
    about: "One part of them each, with the keys that can only read.",
    needs: ["orgs"],
    condition: `${forPullRequests} && needs.orgs.outputs.matrix != '[]'`,
    environment: "muster-plan",
    permissions: ["contents: read", "pull-requests: read", ...(usesSnapshot(facts) ? [readsArtifacts] : [])],
    minutes: 30,
    settings: [
      "strategy:",
      "  fail-fast: false",
      "  matrix:",
      `    shard: ${expression("fromJSON(needs.orgs.outputs.matrix)")}`,
    ],
    steps: [
      checkoutStep(),
      musterStep({
        name: "Plan",
        command: "plan",
        facts,
        inputs: [
          bindingReviews,
          ...(usesSnapshot(facts) ? [snapshotInput] : []),
          ...hostsInput(facts),
          // With some organizations only, a plan does not comment: that is for the last of the three jobs.
          `organizations: ${expression("matrix.shard.organizations")}`,
        ],
        env: [...organizationKeys(forPlans(facts)), reviewKey],
      }),
      uploadStep({
        name: "Keep the part",
        artifact: `muster-plan-part-${expression("strategy.job-index")}`,
        path: `${written}/`,
      }),
    ],
  };
}

function commentJob(facts: WorkflowFacts): JobText {
  return {
    id: "comment",
    about: "One comment over all parts. The review key signs what the parts say together.",
    needs: ["orgs", "plan"],
    condition: `always() && ${forPullRequests} && needs.orgs.result == 'success'`,
    environment: "muster-plan",
    permissions: ["contents: read", "pull-requests: write"],
    minutes: 15,
    steps: [
      checkoutStep(),
      downloadStep({ name: "Fetch the parts", pattern: "muster-plan-part-*", path: `${written}/parts` }),
      musterStep({
        name: "Comment",
        command: "comment",
        facts,
        inputs: [bindingReviews],
        env: [reviewKey],
      }),
      uploadStep({ name: "Keep the plan", artifact: planName, path: `${written}/*.json` }),
    ],
  };
}

/** The rules on a workflow that uses muster: each finds what breaks it. A workflow that `muster init` writes breaks none. */
import { isPinned } from "../init/pins.ts";
import { eventsFor, startingEvents } from "../jobEvents.ts";
import { planGroup } from "../init/steps.ts";
import { ageFaults } from "./actionAges.ts";
import {
  concurrencyFaults,
  environmentFaults,
  jobFaults,
  overlapFaults,
  permissionFaults,
  requiredFaults,
} from "./jobRules.ts";
import { holdsKeys, isSimple, mayWriteFiles } from "./musterSteps.ts";
import {
  artifactFaults,
  checkoutFaults,
  defaultBranch,
  secretFaults,
  snapshotFaults,
  toolFaults,
} from "./stepRules.ts";
import type { Fault, Workflow } from "./workflow.ts";

interface Rule {
  /** Stable name, kebab-case. */
  readonly code: string;
  /** What is true when nothing breaks it. */
  readonly ok: string;
  /** What to do when something does. */
  readonly todo: string;
  readonly faults: (workflow: Workflow) => readonly Fault[];
}

/** All rules, in the order in which they are shown. */
export const workflowRules: readonly Rule[] = [
  {
    code: "workflow-triggers",
    ok: "it starts on the events that muster knows, and on no others",
    todo: "Let pull requests start it by pull_request_target, and keep to the events of the workflow that muster init writes.",
    faults: triggerFaults,
  },
  {
    code: "workflow-paths",
    ok: "no filter by paths",
    todo: "Remove the filter: GitHub looks at the first 300 files of a change only; muster finds out itself what it touches.",
    faults: ({ events }) =>
      [...events].flatMap(([event, { line, filters }]) =>
        ["paths", "paths-ignore"]
          .filter((name) => filters.has(name))
          .map((name) => ({ line, text: `${event} has a filter by ${name}` })),
      ),
  },
  {
    code: "workflow-permissions",
    ok: "each job has exactly the permissions that it needs",
    todo: "Write `permissions: {}` on top, and in each job those of the workflow that muster init writes.",
    faults: permissionFaults,
  },
  {
    code: "workflow-jobs",
    ok: "plan, gate, apply and due are there, each on its own event",
    todo: "Give each of muster's commands a job of its own, with an `if` that names its event.",
    faults: jobFaults,
  },
  {
    code: "workflow-environments",
    ok: "keys come from environments",
    todo: "Give the jobs plan and comment the environment muster-plan, apply and due muster-apply, and all others none.",
    faults: environmentFaults,
  },
  {
    code: "workflow-secrets",
    ok: "secrets reach the steps that use muster, by environment variable, and nothing else",
    todo: "Hand each secret over as `NAME: ${{ secrets.NAME }}` in the `env` of the step that uses muster.",
    faults: secretFaults,
  },
  {
    code: "workflow-checkout",
    ok: "only the default branch is checked out, and no token is left behind",
    todo: `Check out with \`ref: \${{ ${defaultBranch} }}\`, \`fetch-depth: 0\`, \`persist-credentials: false\` and nothing else.`,
    faults: checkoutFaults,
  },
  {
    code: "workflow-pins",
    ok: "every action is pinned by its full commit",
    todo: "Name the action by the full commit of a release, 40 digits: a tag or a branch can be moved.",
    faults: ({ jobs }) =>
      jobs.flatMap(({ steps }) =>
        steps.flatMap(({ uses }) =>
          uses === undefined || isPinned(uses.text)
            ? []
            : [{ line: uses.line, text: `${uses.text} is not pinned by a full commit` }],
        ),
      ),
  },
  {
    code: "workflow-node",
    ok: "GitHub's own actions are releases that run on a Node of today",
    todo: "Name the commits that `muster init` writes today; a server that lacks the newest artifact actions has its own line, v3.2.2 or later.",
    faults: ageFaults,
  },
  {
    code: "workflow-tools",
    ok: "nothing but muster and GitHub's own actions runs beside a key, or where the repository can be written to",
    todo: "Move other steps into a job without a key, or into another workflow.",
    faults: ({ jobs }) => jobs.filter((job) => holdsKeys(job) || mayWriteFiles(job)).flatMap(toolFaults),
  },
  {
    code: "workflow-expressions",
    ok: "no expression stands in a script",
    todo: "Hand the value over by `env`, and quote the variable in the script.",
    faults: ({ jobs }) =>
      jobs.flatMap(({ steps }) =>
        steps.flatMap(({ run }) =>
          run === undefined || !run.text.includes("${{")
            ? []
            : [{ line: run.line, text: "an expression stands in a script" }],
        ),
      ),
  },
  {
    code: "workflow-concurrency",
    ok: "one apply or due at a time, and none is cut off by the next",
    todo: "Give the jobs apply and due, and no other, `concurrency: { group: muster-apply, cancel-in-progress: false }`.",
    faults: concurrencyFaults,
  },
  {
    code: "workflow-overlap",
    ok: "of each pull request one plan at a time, the newest",
    todo: `Give the whole workflow \`concurrency: { group: "${planGroup}", cancel-in-progress: true }\`.`,
    faults: overlapFaults,
  },
  {
    code: "workflow-artifacts",
    ok: "plans and journals are kept, also after a failure",
    todo: "Upload what muster writes with actions/upload-artifact and `if: always()`, and let the job record fetch it, as in the workflow that muster init writes.",
    faults: (workflow) => [...artifactFaults(workflow), ...snapshotFaults(workflow)],
  },
  {
    code: "workflow-required",
    ok: "the last job, muster, waits for all others and fails when one of them does",
    todo: "End with the job muster of the workflow that muster init writes: `if: always()`, and `needs` with all other jobs.",
    faults: requiredFaults,
  },
];

function triggerFaults(workflow: Workflow): Fault[] {
  const known = startingEvents({ simple: isSimple(workflow) });
  const [pullRequest = ""] = eventsFor("plan", { simple: isSimple(workflow) });
  const foreign = [...workflow.events].flatMap(([event, { line }]) =>
    known.some((name) => name === event) ? [] : [{ line, text: `it starts on ${event}` }],
  );
  const lacking = known
    .filter((event) => !workflow.events.has(event) && event !== "workflow_dispatch")
    .map((event) => ({ line: 1, text: `it does not start on ${event}` }));
  const { line = 1, filters } = workflow.events.get(pullRequest) ?? {};
  const types = filters?.get("types");
  const untold = ["opened", "reopened", "synchronize"].filter(
    (type) => types !== undefined && !types.includes(type),
  );
  return [
    ...foreign,
    ...lacking,
    ...untold.map((type) => ({ line, text: `it does not start when a pull request is ${type}` })),
  ];
}

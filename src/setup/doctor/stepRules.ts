/** What breaks the rules on the steps of a workflow: what they check out, hold, run and keep. */
import { allowedActions, pins } from "../init/pins.ts";
import {
  actionOf,
  commandOf,
  commandsOf,
  holdsKeys,
  expressionsIn,
  isMusterStep,
  readsSecrets,
  secretIn,
} from "./musterSteps.ts";
import type { Fault, Job, Step, Text, Workflow } from "./workflow.ts";
import { hasSnapshot, mayHold, modelOf, written } from "./written.ts";

const checkoutAction = pins.checkout.split("@")[0];
/** What a checkout has to name, as an expression. */
export const defaultBranch = "github.event.repository.default_branch";

/** Secrets anywhere but in the `env` of a step that uses muster, in a job that may hold them. */
export function secretFaults(workflow: Workflow): Fault[] {
  const allowed = new Set<Text>();
  for (const job of workflow.jobs) {
    for (const step of job.steps.filter(isMusterStep)) {
      const command = commandOf(step);
      if (command === undefined) continue;
      const model = modelOf(command, workflow, job);
      for (const [name, value] of step.env) {
        if (secretIn(value.text) === name && mayHold(model, name)) allowed.add(value);
      }
      const token = step.with.get("github-token");
      if (token !== undefined && secretIn(token.text) === "GITHUB_TOKEN") allowed.add(token);
    }
  }
  const places = [...allowed].map(({ line, text }) => `${line} ${text}`);
  return workflow.texts
    .filter(({ text }) => expressionsIn(text).some(readsSecrets))
    .filter(({ line, text }) => !places.includes(`${line} ${text}`))
    .map(({ line, text }) => ({
      line,
      text: `${secretIn(text) ?? "an expression that reads secrets"} stands where it should not`,
    }));
}

/** Checkouts of anything but the default branch. */
export function checkoutFaults({ jobs }: Workflow): Fault[] {
  return jobs.flatMap((job) => {
    const checkouts = job.steps.filter((step) => actionOf(step) === checkoutAction);
    const missing =
      checkouts.length === 0 && commandsOf(job).length > 0
        ? [{ line: job.line, text: `the job ${job.id} checks nothing out` }]
        : [];
    return [...missing, ...checkouts.flatMap(checkoutFault)];
  });
}

function checkoutFault(step: Step): Fault[] {
  const wanted = checkoutWritten();
  const ref = step.with.get("ref");
  const expressions = expressionsIn(ref?.text ?? "");
  const plain = ref?.text.trim().startsWith("${{") === true && ref.text.trim().endsWith("}}");
  const isDefault = plain && expressions.length === 1 && expressions[0] === defaultBranch;
  return [
    ...(isDefault
      ? []
      : [{ line: ref?.line ?? step.line, text: "something else than the default branch is checked out" }]),
    ...[...wanted]
      .filter(([name, { text }]) => name !== "ref" && step.with.get(name)?.text !== text)
      .map(([name, { text: value }]) => ({ line: step.line, text: `a checkout lacks ${name}: ${value}` })),
    ...[...step.with]
      .filter(([name]) => !wanted.has(name))
      .map(([name, { line }]) => ({ line, text: `a checkout has ${name}` })),
  ];
}

/** The inputs of the checkout that `init` writes. */
function checkoutWritten(): Step["with"] {
  const steps = written("hardened").jobs.flatMap((job) => job.steps);
  return steps.find((step) => actionOf(step) === checkoutAction)?.with ?? new Map();
}

/** What else runs in a job that holds a key, or may write to the repository. */
export function toolFaults(job: Job): Fault[] {
  const can = holdsKeys(job) ? "holds a key" : "may write to the repository";
  const settings = ["container", "services", "uses", "secrets", "defaults"]
    .filter((name) => job.settings.includes(name))
    .map((name) => ({ line: job.line, text: `the job ${job.id}, which ${can}, has ${name}` }));
  const steps = job.steps.flatMap((step) => {
    const action = actionOf(step);
    if (action !== undefined && (allowedActions.includes(action) || isMusterStep(step))) return [];
    const what = action ?? "a script";
    return [{ line: step.line, text: `the job ${job.id}, which ${can}, runs ${what}` }];
  });
  return [...settings, ...steps];
}

const uploads = pins.uploadArtifact.split("@")[0];

/** Jobs that lose what muster writes. */
export function artifactFaults(workflow: Workflow): Fault[] {
  return workflow.jobs.flatMap((job) => {
    const [command] = commandsOf(job);
    if (command === undefined) return [];
    if (command === "record") return fetchFaults(job, modelOf(command, workflow, job).steps);
    const model = modelOf(command, workflow, job).steps.filter((step) => actionOf(step) === uploads);
    return model.every((keeps) => isKept(keeps, job))
      ? []
      : [{ line: job.line, text: `the job ${job.id} does not keep what muster writes in every case` }];
  });
}

function isKept(keeps: Step, { steps }: Job): boolean {
  const wanted = nameOf(keeps).startsWith(ofPlans) ? isOfPlans : (name: string) => name === nameOf(keeps);
  return steps.some(
    (step) => actionOf(step) === uploads && step.condition === keeps.condition && wanted(nameOf(step)),
  );
}

/** Plans that are held against a snapshot which no job makes. */
export function snapshotFaults({ jobs }: Workflow): Fault[] {
  const keeping = jobs.filter(hasSnapshot).flatMap(commandsOf);
  return jobs
    .filter((job) => commandsOf(job).includes("plan") && hasSnapshot(job))
    .flatMap(({ id, line }) =>
      (["apply", "due"] as const)
        .filter((command) => !keeping.includes(command))
        .map((command) => ({
          line,
          text: `the job ${id} is held against a snapshot (\`snapshot: true\`), and no ${command} job keeps one`,
        })),
    );
}

const downloads = pins.downloadArtifact.split("@")[0];

/** A job that keeps the journal for good, and does not fetch what the jobs before it kept. */
function fetchFaults(job: Job, model: readonly Step[]): Fault[] {
  const fetches = (steps: readonly Step[]): string[] =>
    steps
      .filter((step) => actionOf(step) === downloads)
      .map((step) => JSON.stringify([step.with.get("pattern")?.text, step.with.get("path")?.text]));
  const own = fetches(job.steps);
  return fetches(model).every((wanted) => own.includes(wanted))
    ? []
    : [{ line: job.line, text: `the job ${job.id} does not fetch the journal that it is to keep` }];
}

/** Plans are kept under a name of their own for each pull request. */
const ofPlans = "muster-plan-";
const isOfPlans = (name: string): boolean => name.startsWith(ofPlans);

function nameOf(step: Step): string {
  return step.with.get("name")?.text ?? "";
}

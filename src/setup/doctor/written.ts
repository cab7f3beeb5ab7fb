/** The workflow that `muster init` writes, as data: what `doctor` holds the jobs of others against. */
import { eventsFor, type Command, type EventName } from "../jobEvents.ts";
import { workflowPath, workflowText, type WorkflowVariant } from "../init/workflow.ts";
import { commandsOf, isMusterStep, isSimple } from "./musterSteps.ts";
import { readWorkflow, type Job, type Workflow } from "./workflow.ts";

/** Any one organization will do: keys of all of them are told by their names. */
const facts = {
  action: "./",
  access: "access",
  defaultBranch: "main",
  organizations: ["any"],
  record: "private",
  hosts: [],
} as const;

const read = new Map<string, Workflow>();

/** The written workflow of a variant; where some organization has a snapshot, with what that takes. */
export function written(variant: WorkflowVariant, hasSnapshot = false): Workflow {
  const name = `${variant} ${String(hasSnapshot)}`;
  const known = read.get(name);
  if (known !== undefined) return known;
  const given = hasSnapshot ? { ...facts, organizations: ["any", "other"], keyless: ["other"] } : facts;
  const workflow = readWorkflow(workflowPath, workflowText(variant, given));
  if ("unreadable" in workflow) throw new Error(workflow.unreadable.text);
  read.set(name, workflow);
  return workflow;
}

/** Whether a job keeps a snapshot, or is held against one. */
export function hasSnapshot({ steps }: Pick<Job, "steps">): boolean {
  return steps.some((step) => isMusterStep(step) && step.with.get("snapshot")?.text === "true");
}

/** What a job with a command is like in the written workflow. */
interface Model extends Pick<Job, "environment" | "permissions" | "concurrency" | "steps"> {
  /** Events on which the job may run. */
  readonly events: readonly EventName[];
}

/** The written job of a command; a part of a matrix is one that plans some of the organizations. */
export function modelOf(command: Command, workflow: Workflow, job: Job): Model {
  const simple = isSimple(workflow);
  const isPart = job.steps.some((step) => isMusterStep(step) && step.with.has("organizations"));
  const snapshot = hasSnapshot(job);
  const part = writtenJob("matrix", command, snapshot);
  const whole = command === "plan" ? writtenJob(simple ? "simple" : "hardened", command, snapshot) : part;
  const { permissions } = isPart ? part : whole;
  return { ...whole, permissions, events: eventsFor(command, { simple }) };
}

/** Of the written workflows, the one for many organizations has a job for each command. */
function writtenJob(variant: WorkflowVariant, command: Command, snapshot = false): Job {
  const found = written(variant, snapshot).jobs.find((job) => commandsOf(job).includes(command));
  if (found === undefined) throw new Error(`${variant}: no job has the command ${command}`);
  return found;
}

/** Of the jobs that write: where new keys may be delivered stays outside the files, as a secret or as a variable. */
const delivering = /^MUSTER_DELIVER_(?:TO|TOKEN)$/;
const organizationKey = /^MUSTER_TOKEN(?:_[A-Z0-9_]+)?$/;

/** Whether a job may be handed a secret of that name. */
export function mayHold(model: Model, secret: string): boolean {
  if (writes(model) && delivering.test(secret)) return true;
  const names = model.steps.flatMap((step) => [...step.env.keys()]);
  return names.some((name) => (organizationKey.test(name) ? organizationKey.test(secret) : name === secret));
}

/** Whether the written job of a command is handed keys of organizations, or the key that signs reviews. */
export function isHanded(command: Command, what: "organization keys" | "review key"): boolean {
  const names = writtenJob("matrix", command).steps.flatMap((step) => [...step.env.keys()]);
  return names.some((name) =>
    what === "review key" ? name === "MUSTER_REVIEW_KEY" : organizationKey.test(name),
  );
}

/** Whether it is one of the jobs that write, which share the group in which one waits for the other. */
export function writes({ concurrency }: Model): boolean {
  return concurrency !== undefined;
}

/** The steps of a workflow that use muster, and what an expression in it can reach. */
import { commands, type Command } from "../jobEvents.ts";
import { allowedActions } from "../init/pins.ts";
import { simpleName } from "../init/workflow.ts";
import type { Job, Step, Workflow } from "./workflow.ts";

/** Whether the workflow says of itself that it is the simple variant. */
export function isSimple({ name }: Workflow): boolean {
  return name === simpleName;
}

/** The action that a step uses, without its version: "actions/checkout". */
export function actionOf({ uses }: Step): string | undefined {
  return uses?.text.split("@")[0];
}

/** Whether the step uses muster: it names one of muster's commands, and is none of the actions beside it. */
export function isMusterStep(step: Step): boolean {
  const action = actionOf(step);
  return action !== undefined && !allowedActions.includes(action) && commandOf(step) !== undefined;
}

/** The command that a step gives to muster. */
export function commandOf(step: Step): Command | undefined {
  return commands.find((command) => command === step.with.get("command")?.text);
}

/** The commands of a job: one, in a job that is as it should be. */
export function commandsOf(job: Job): Command[] {
  return job.steps.filter(isMusterStep).flatMap((step) => commandOf(step) ?? []);
}

/** The expressions within a text: what stands between the braces of each. */
export function expressionsIn(text: string): string[] {
  return text
    .split("${{")
    .slice(1)
    .map((rest) => (rest.split("}}")[0] ?? "").trim());
}

/** Whether an expression can reach a secret. */
export function readsSecrets(expression: string): boolean {
  return /(?:^|[^\w.-])secrets(?:$|[^\w-])/i.test(expression);
}

/** The secret that a text is, and nothing else; undefined for any other text. */
export function secretIn(text: string): string | undefined {
  return /^\$\{\{ *secrets\.([A-Za-z0-9_]+) *\}\}$/.exec(text)?.[1];
}

/** Whether a job is handed a key, or could be. */
export function holdsKeys(job: Job): boolean {
  if (job.environment !== undefined) return true;
  return job.steps.some((step) =>
    [...step.env.values(), ...step.with.values()].some(({ text }) => expressionsIn(text).some(readsSecrets)),
  );
}

/** Whether a job's token may write to the repository: whoever is run there can push. */
export function mayWriteFiles({ permissions }: Job): boolean {
  return permissions === "all" || permissions.get("contents") === "write";
}

/** The events on which a job can run, of those that start the workflow: all, unless each way through its condition names one. */
export function eventsOf({ condition }: Job, { events }: Workflow): readonly string[] {
  const triggers = [...events.keys()];
  if (condition === undefined) return triggers;
  const plain = condition.replace(/^\$\{\{(.*)\}\}$/s, "$1");
  const ways = plain.split("||").map((way) => way.split("&&").map((atom) => atom.trim()));
  const named = ways.map((atoms) => {
    // A bracket that spans several atoms means something else than this reading.
    if (atoms.some((atom) => atom.split("(").length !== atom.split(")").length)) return undefined;
    const tests = atoms.flatMap((atom) => /^github\.event_name == '([a-z_]+)'$/.exec(atom)?.[1] ?? []);
    return tests[0];
  });
  if (named.some((event) => event === undefined)) return triggers;
  return triggers.filter((event) => named.includes(event));
}

/** What a service does and what it does not, as one answer for each verb. */
import { capabilityOf, type Capabilities, type Capability } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import type { ProviderFailure, Receipt, Writer } from "../../model/provider.ts";
import { unsupported } from "./failure.ts";
import type { ActionTask, Writing } from "./task.ts";

/** What a service does: of each verb what is particular about it, and how it is carried out. `S` is what its tasks have besides. */
export type DoneWith<S> = {
  readonly [V in Verb]?: {
    readonly says: string;
    readonly run: (task: ActionTask<V> & S) => Promise<Receipt | ProviderFailure>;
  };
};

/** Carries actions out; gives undefined for one that the service cannot. */
export function carryOut<S>(done: DoneWith<S>) {
  const run = <V extends Verb>(verb: V, task: ActionTask<V> & S): Carried => done[verb]?.run(task);
  return (task: ActionTask & S): Carried => run(task.action.verb, task);
}

type Carried = Promise<Receipt | ProviderFailure> | undefined;

/** Writes what a service can, and says of the rest why it cannot. */
export function writerOf<S extends Writing>(
  session: S,
  capabilities: Capabilities,
  run: (task: ActionTask & S) => Carried,
): Writer {
  return {
    execute: (action, signal) => {
      const { can, sentence } = capabilityOf(capabilities, action.kind, action.verb);
      const carried = can === "yes" ? run({ ...session, action, signal }) : undefined;
      return carried ?? unsupported(sentence);
    },
  };
}

/** Every verb is done, with what it says of itself, or refused with a sentence: whoever forgets one does not compile. */
export function abilitiesOf<Done extends Verb>(
  done: Readonly<Record<Done, { readonly says: string }>>,
  refused: Readonly<Record<Exclude<Verb, Done>, string>>,
): (verb: Verb) => Capability {
  const isDone = (verb: Verb): verb is Done => Object.hasOwn(done, verb);
  return (verb) =>
    isDone(verb)
      ? { can: "yes", sentence: done[verb].says }
      : { can: "no", sentence: refused[verb as Exclude<Verb, Done>] };
}

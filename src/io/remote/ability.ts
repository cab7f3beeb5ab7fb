/** What a service does and what it does not, as one answer for each verb. */
import type { Capability } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import type { ProviderFailure, Receipt } from "../../model/provider.ts";
import type { ActionTask } from "./task.ts";

/** What a service does: of each verb what is particular about it, and how it is carried out. `S` is what its tasks have besides. */
export type DoneWith<S> = {
  readonly [V in Verb]?: {
    readonly says: string;
    readonly run: (task: ActionTask<V> & S) => Promise<Receipt | ProviderFailure>;
  };
};

/** Carries an action out; undefined where the service cannot. */
export function carryOut<V extends Verb, S>(
  done: DoneWith<S>,
  verb: V,
  task: ActionTask<V> & S,
): Promise<Receipt | ProviderFailure> | undefined {
  return done[verb]?.run(task);
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

/** What a service does and what it does not, as one answer for each verb. */
import type { Capability } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";

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

/** What a service does and what it does not, as one answer for each verb. */
import { capabilityOf, type Capabilities } from "../../model/capability.ts";
import type { Kind } from "../../model/entity.ts";
import type { Verb } from "../../model/plan.ts";
import type { Writer } from "../../model/provider.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { unsupported } from "./failure.ts";
import type { ActionTask, Result, Writing } from "./task.ts";

/** It is done: what is particular about it, as a sentence for users, and how. `S` is what the service's tasks have besides. */
interface Done<V extends Verb, S> {
  readonly says: string;
  run(task: ActionTask<V> & S): Result;
}

/** What a task of a verb has whose action is about that kind. */
export interface About<K extends Kind> {
  readonly action: { readonly kind: K };
}

/** It cannot be done: why, and what to do instead. */
interface Refused {
  readonly cannot: string;
}

/** An answer for each verb: whoever forgets one does not compile. */
export type Answers<V extends Verb, S> = { readonly [K in V]: Done<K, S> | Refused };

/** By kind, of those that the service has anything of. */
export type DoneBy<S> = { readonly [K in Kind]?: Answers<VerbAbout<K>, S> };

/** Carries actions out; gives undefined for one that the service cannot. */
export function carryOut<S>(done: DoneBy<S>) {
  return (task: ActionTask & S): Result | undefined => {
    const { kind, verb } = task.action;
    const answers: Readonly<Partial<Record<Verb, Done<Verb, S> | Refused>>> | undefined = done[kind];
    const answer = answers?.[verb];
    return answer === undefined || "cannot" in answer ? undefined : answer.run(task);
  };
}

/** Writes what a service can, and says of the rest why it cannot. */
export function writerOf<S extends Writing>(
  session: S,
  capabilities: Capabilities,
  run: (task: ActionTask & S) => Result | undefined,
): Writer {
  return {
    execute: (action, signal) => {
      const { can, sentence } = capabilityOf(capabilities, action.kind, action.verb);
      const carried = can === "yes" ? run({ ...session, action, signal }) : undefined;
      return carried ?? unsupported(sentence);
    },
  };
}

/** A change as a verb: what is to be done about it, before it is known whether it may be. */
import type { JsonObject } from "../model/json.ts";
import type { Verb } from "../model/plan.ts";
import type { Unlisted } from "../model/organization.ts";
import type { Shapes } from "../model/shapes.ts";
import type { Reason } from "./draft.ts";
import type { RoleSides } from "./role/direction.ts";

type Sided<S> = S extends { readonly before: unknown; readonly after: unknown }
  ? Pick<S, "before" | "after">
  : never;
/** What stands before and after a verb. */
export type SidesOf<V extends Verb> = { [K in V]: Sided<Shapes[K]> }[V];

/** What is to be done about one change. */
export type StepOf<V extends Verb> = { [K in V]: { readonly verb: K } & Sided<Shapes[K]> }[V] & {
  /** Set when it is known and not done. */
  readonly reason?: Reason;
  /** Why, where nothing in it says so. */
  readonly because?: string;
  /** A date causes it, though none that the files name. */
  readonly due?: true;
};
export type Step = StepOf<Verb>;

/** What cannot be done as it stands: its verb lacks something, so that it is no step. */
export interface Undone {
  readonly verb: Verb;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly undone: Reason;
  readonly because?: string;
}

/** What a change comes to verbs by. */
export interface StepContext {
  readonly unlisted: Unlisted;
  /** Keys of members that the files declared before this change; empty without a base. */
  readonly declaredBefore: ReadonlySet<string>;
  readonly roles: RoleSides;
  /** Members whom single sign-on let in and no file names, who are left alone for now. */
  readonly newcomers: ReadonlyMap<string, Reason>;
}

/** A step that policy leaves alone. */
export function unmanaged<S extends Step>(step: S, message: string): S {
  return { ...step, reason: { code: "unmanaged", message } };
}

/**
 * The verbs, and what stands before and after each: the compared fields, as plans, journals and ids hold them. Each kind's
 * `verbs.ts` says it of its own. All of it is JSON, and ids are hashes over it, so a field that is added or renamed there
 * is another action.
 */
import type { Kind } from "./entity.ts";

/** A change of something that is there. */
export type Altered<K, F> = { readonly kind: K; readonly before: F; readonly after: F };
export type Made<K, F> = { readonly kind: K; readonly before: null; readonly after: F };
export type Ended<K, F> = { readonly kind: K; readonly before: F; readonly after: null };

/** Each kind's verbs, with their two sides. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by the kinds
export interface VerbShapes {}

type KindWithVerbs = keyof VerbShapes & Kind;
export type VerbOf<K extends Kind> = { readonly [P in KindWithVerbs]: keyof VerbShapes[P] }[K &
  KindWithVerbs];
export type Verb = VerbOf<Kind>;
/** The verbs on things of a kind, whichever kind's they are. */
export type VerbAbout<K extends Kind> = {
  readonly [V in Verb]: K extends Shapes[V]["kind"] ? V : never;
}[Verb];

/** Each verb with its kind and its two sides. */
export type Shapes = {
  readonly [V in Verb]: {
    readonly [K in KindWithVerbs]: V extends keyof VerbShapes[K] ? VerbShapes[K][V] : never;
  }[KindWithVerbs];
};

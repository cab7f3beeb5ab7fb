/** How the two sides of a change stand in plans that come from outside: the only place where they are checked. */
import type { Verb } from "../model/plan.ts";
import { object, oneOf, text, type Shape } from "../model/shape.ts";
import type { Shapes } from "../model/shapes.ts";
import { holderKinds, type Holder } from "../model/entities/holder.ts";

interface Sides<B, A> {
  readonly before: Shape<B>;
  readonly after: Shape<A>;
}

type SidesFor<S> = S extends { readonly before: infer B; readonly after: infer A } ? Sides<B, A> : never;

/** By kind: most verbs have one, and to transfer has two. */
export type SideShapes<V extends Verb> = {
  readonly [K in Shapes[V]["kind"]]: SidesFor<Extract<Shapes[V], { readonly kind: K }>>;
};

const nothing: Shape<null> = {
  read: (check, value, path) => check.nothing(value, path),
  ordered: () => null,
};

/** A change of something that is there. */
export function altered<F>(fields: Shape<F>): Sides<F, F> {
  return { before: fields, after: fields };
}

export function made<F>(fields: Shape<F>): Sides<null, F> {
  return { before: nothing, after: fields };
}

export function ended<F>(fields: Shape<F>): Sides<F, null> {
  return { before: fields, after: nothing };
}

/** One shape, or the other where a field of that name is there. */
export function either<A, B>(one: Shape<A>, field: string, other: Shape<B>): Shape<A | B> {
  return {
    read: (check, value, path) =>
      (check.object(value, path).has(field) ? other : one).read(check, value, path),
    ordered: (value) => value,
  };
}

export const holder = object<Holder>({
  kind: oneOf(holderKinds),
  key: text,
});

/** A difference between the desired and the live state: data only, no verb, no words. */
import type { Entity, EntityOf, Kind } from "./entity.ts";

interface ChangeBase<E extends Entity> {
  readonly kind: E["kind"];
  readonly key: string;
  /** Live, and in no file: policy decides what becomes of it. */
  readonly unlisted: boolean;
  /** The change rests on a read that did not finish: why, as a sentence. */
  readonly uncovered?: string;
  /** What the files say of it, where they name it otherwise than the key does: a resource by its id. */
  readonly declared?: Entity;
}

/** A change of one kind of entity. */
export type ChangeOf<E extends Entity> = ChangeBase<E> &
  (
    | { readonly op: "create"; readonly before: null; readonly after: E }
    | { readonly op: "update"; readonly before: E; readonly after: E; readonly fields: readonly string[] }
    | { readonly op: "delete"; readonly before: E; readonly after: null }
  );
export type Change = { [K in Kind]: ChangeOf<EntityOf<K>> }[Kind];

/** Which live object a declared one is. */
export type Binding =
  | { readonly as: "bound"; readonly live: Entity; readonly by: "key" | "id" | "previously" }
  | { readonly as: "new" }
  | {
      readonly as: "ambiguous";
      readonly code: "ambiguous" | "probable_rename" | "depends" | "stranger" | "unknown_account";
      readonly message: string;
      readonly ids: readonly string[];
    };

/** A difference between the desired and the live state: data only, no verb, no words. */
import type { Entity, EntityOf, Kind } from "./entity.ts";
import type { State } from "./state.ts";

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
/** The changes of each kind. */
export type ChangesByKind = { readonly [K in Kind]: readonly Change[] };
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

/** A declared object, or a live one, that is held back because it cannot be told which is which. */
export interface HeldBack {
  readonly kind: Kind;
  readonly key: string;
  readonly binding: Binding & { as: "ambiguous" };
  /** The declared object; null for a live one that is held back with it. */
  readonly declared: Entity | null;
}

/** Something that has another name at the service, where it cannot be renamed. */
export interface Misnamed {
  readonly kind: "role" | "service_account";
  readonly key: string;
  readonly message: string;
}

/** How the files of an organization and what is live differ. */
export interface Diff {
  readonly changes: readonly Change[];
  readonly heldBack: readonly HeldBack[];
  /** The live state under the names that the files use. */
  readonly live: State;
  /** Former slug by key of each team that is to be renamed. */
  readonly renames: ReadonlyMap<string, string>;
  /** Former e-mail, as it is live, by key of each member whose e-mail is to change. */
  readonly emailChanges: ReadonlyMap<string, string>;
  /** What has another name at the service, which cannot rename it; absent where nothing has. */
  readonly misnamed?: readonly Misnamed[];
  readonly notes: readonly string[];
}

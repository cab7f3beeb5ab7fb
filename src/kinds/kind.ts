/** What a kind is: everything that the stages ask of one, in one definition. */
import type { EntityOf, Holder, Kind } from "../model/entity.ts";

/** Somebody or something that another thing names, by key. */
export interface Ref {
  readonly kind: Holder["kind"] | "role";
  readonly key: string;
  /** It stands in the other's own key: without it, that is not there either. */
  readonly within?: true;
}

/** The key by which something is to be named. */
export type Naming = (ref: Ref) => string;

/** All that is true of one kind and of no other. */
export interface KindSpec<K extends Kind> {
  /** The same with whomever it names under these keys: what it asks for is whom it names. */
  readonly naming: (entity: EntityOf<K>, to: Naming) => EntityOf<K>;
}

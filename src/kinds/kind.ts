/** What a kind is: everything that the stages ask of one, in one definition; what is done about it, its verbs say. */
import type { Holder } from "../model/entities/holder.ts";
import type { EntityOf, Kind } from "../model/entity.ts";
import type { Resource, State } from "../model/state.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import type { AccessSpec } from "./access.ts";
import type { Piece } from "./pieces.ts";
import type { Told } from "./subject.ts";
import type { TermSpec } from "./terms.ts";

/** Somebody or something that another thing names, by key. */
export interface Ref {
  readonly kind: Holder["kind"] | "role";
  readonly key: string;
  /** It stands in the other's own key: without it, that is not there either. */
  readonly within?: true;
}

/** The key by which something is to be named. */
type Naming = (ref: Ref) => string;

/** The person whom a key names, and the rest of it. */
interface PersonIn {
  readonly person: string;
  readonly rest: string;
}

/** A resource by its kind and the name that the files have for it. */
type ResourceOf = Pick<Resource, "kind" | "name">;

/** All that is true of one kind and of no other. */
export interface KindSpec<K extends Kind> {
  /** The same with whomever it names under these keys: what it asks for is whom it names. */
  readonly naming: (entity: EntityOf<K>, to: Naming) => EntityOf<K>;
  /** The person in a key of the kind, whatever else stands in it; absent for kinds whose keys name nobody. */
  readonly personIn?: (key: string) => PersonIn | undefined;
  /** Whom else a key of the kind names, without whom it is not there; absent for kinds whose keys name nobody else. */
  readonly within?: (key: string) => readonly Pick<Ref, "kind" | "key">[];
  /** What a key alone says of what has it; absent for kinds whose keys say nothing more. */
  readonly ofKey?: (key: string) => EntityOf<K> | undefined;
  /** Whom or what an action or something withheld is about: as it is written, where the plan holds it. Total. */
  readonly subject: (told: Told) => readonly Piece[];
  /** What it is as an access: what that means, and how it is told. */
  readonly access: AccessSpec<K>;
  /** What a service has of it where all is as the files say, `live` being the same at a service; absent for kinds that are just that. */
  readonly byFiles?: (live: EntityOf<K>, desired: State) => EntityOf<K> | null;
  /** The resources that it speaks of; absent for kinds that speak of none. */
  readonly resources?: (entity: EntityOf<K>, vocabulary: Vocabulary) => readonly ResourceOf[];
  /** How long, and on whose word, it holds; absent for kinds that have an end and no more. */
  readonly terms?: TermSpec<K>;
}

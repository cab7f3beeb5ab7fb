/** What the files of one organization say, merged, before any rule has judged it. */
import type { Vocabulary } from "../model/vocabulary.ts";
import type { Place } from "./place.ts";
import type { Version } from "./versions/version.ts";
import type { ListedId, DeclaredPerson, Items, OnceName } from "./items.ts";
import type { Settings } from "./settings.ts";

/** What people.yaml says. */
export interface People {
  readonly byKey: ReadonlyMap<string, DeclaredPerson>;
  /** By folded e-mail. */
  readonly byEmail: ReadonlyMap<string, DeclaredPerson>;
  /** False when the file could not be read: then nothing can be said about names that are in no other file. */
  readonly readable: boolean;
  /** False when anything was wrong with the file. */
  readonly sound: boolean;
}

/** What the files declare, by section and key. */
export type Declared = { readonly [N in OnceName]: ReadonlyMap<string, Items[N]> };

/** One organization's files, merged. */
export interface Facts extends Declared {
  /** The folder's name. */
  readonly key: string;
  /** The words of the service; where no file says which one, of the first that there is. */
  readonly vocabulary: Vocabulary;
  /** Absent when the section is missing or has errors. */
  readonly settings?: Settings;
  /** The lines of the section `ids`. */
  readonly ids: readonly ListedId[];
  /** The people of all organizations. */
  readonly people: People;
  /** False when a file could not be read: then nothing can be said about what no file declares. */
  readonly readable: boolean;
  /** False when an entry had an error, so that its fields are missing here. */
  readonly sound: boolean;
  /** A place for remarks on the organization as a whole. */
  readonly at: Place;
  /** The files by name, where they go on to other versions. */
  readonly versions?: ReadonlyMap<string, Version>;
}

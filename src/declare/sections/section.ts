/** What a section of access files is: how it looks, how it is read, and where and how it is written. */
import type * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Entity } from "../../model/entity.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import type { Day } from "../day.ts";
import type { Around } from "../desiredTeams.ts";
import type { DatedThing } from "../endings.ts";
import type { Facts, People } from "../facts.ts";
import type { DeclaredDay, ItemName } from "../items.ts";
import type { MappingNode } from "../node.ts";
import type { Place } from "../place.ts";
import type { ServiceFile } from "../wordedFile.ts";
import type { Subject } from "../shape.ts";

/** An entry in a file of an organization. */
export type EntrySubject = Subject & { readonly file: ServiceFile };

/** What was read, and what is wrong with the rest. */
export interface Read<T> {
  readonly items: readonly T[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How a section looks, and where it stands. */
export interface SectionShape {
  /** Its shape in a file, which may leave it out. */
  readonly schema: (vocabulary: Vocabulary) => z.ZodType;
  /** The file in which it begins where none has it yet. */
  readonly home: string;
  /** Its home holds nothing else, and it stands nowhere else. */
  readonly isAlone?: true;
  /** Its entries stand under names of their own. */
  readonly isNamed?: true;
  /** How many levels of its entries are blocks in a new file even where they would fit a line. */
  readonly blocks: number;
}

/** A section of entries. */
export interface SectionSpec<T> extends SectionShape {
  readonly read: (file: ServiceFile, section: MappingNode) => Read<T>;
}

/** What comes of the entries of a section. */
export interface DesiredSpec<T> {
  /** The entry with people under their addresses, where it names them by a key of `people`. */
  readonly withPeople?: (item: T, people: People) => T;
  /** Whom and what it names. */
  readonly names: (item: T, people: People) => readonly ItemName[];
  /** On each of them it may come to something else. */
  readonly days?: (item: T) => readonly (DeclaredDay | undefined)[];
  /** On which dates what ends. `facts` are those of the day. */
  readonly dates?: (facts: Facts, item: T) => readonly DatedThing[];
  /** What it comes to on a day; the very same where nothing has come. */
  readonly on?: (item: T, day: Day) => T;
  /** What should be true by it. `facts` are those of the day. */
  readonly entities: (facts: Facts, item: T, around: Around) => readonly Entity[];
  /** What of it a day has ended. */
  readonly ended?: (facts: Facts, item: T) => readonly Entity[];
}

/** A section whose entries are the organization's, and stand once in all of its files. */
export interface OnceSpec<T extends { readonly key: string; readonly at: Place }>
  extends SectionSpec<T>, DesiredSpec<T> {
  readonly code: string;
  /** What an entry is called, as written. */
  readonly nameOf: (item: T) => string;
  /** What to do about one that is declared twice; `folder` is the organization's. */
  readonly hint?: (item: T, first: T, folder: string) => string;
}

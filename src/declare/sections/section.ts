/** What a section of access files is: how it looks, how it is read, and where and how it is written. */
import type * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import type { MappingNode } from "../nodes.ts";
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

/** A section whose entries are the organization's, and stand once in all of its files. */
export interface OnceSpec<T extends { readonly key: string; readonly at: Place }> extends SectionSpec<T> {
  readonly code: string;
  /** What an entry is called, as written. */
  readonly nameOf: (item: T) => string;
  /** What to do about one that is declared twice; `folder` is the organization's. */
  readonly hint?: (item: T, first: T, folder: string) => string;
}

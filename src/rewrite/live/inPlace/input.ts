/** What edits in place work with, the same for every section. */
import type { Holdings } from "../../../model/holdings.ts";
import type { State } from "../../../model/state.ts";
import type { ResourceKind } from "../../../model/entities/resource.ts";
import type { Facts } from "../../../declare/facts.ts";
import type { Imported, LeftOut } from "../imported.ts";
import type { Book } from "./book.ts";

/** What the live side calls a resource that the files call so; undefined when nothing is called so, or several things are. */
export type FindResource = (kind: ResourceKind, name: string) => string | undefined;

/** What is live, beside the files. */
export interface LiveSide {
  /** What the organization's files say as they stand; the file of all people is never edited. */
  readonly facts: Facts;
  readonly live: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly find: FindResource;
  /** The UTC day, YYYY-MM-DD. */
  readonly today: string;
}

/** The same with the files, and what they are to say. */
export interface PlaceInput extends LiveSide {
  readonly book: Book;
  readonly imported: Imported;
  /** Folded e-mails of those who have an entry in the end. */
  readonly staying: ReadonlySet<string>;
  /** What the files said and say no more, beside entries for what is not live. */
  readonly dropped: LeftOut[];
}

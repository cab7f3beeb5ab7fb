/**
 * Files that there are brought to what is live, in place: what is live and not declared is added, what differs is
 * changed, and what is declared and not live is taken out. Fields that an entry leaves out stay left out.
 */
import type { Holdings } from "../../../model/provider.ts";
import type { State } from "../../../model/state.ts";
import type { Imported, LeftOut } from "../imported.ts";
import { placeAccounts, placeRoles } from "./automation.ts";
import { Book, type OldFile } from "./book.ts";
import { placePeople } from "./people.ts";
import { placeOwnership, type FindResource } from "./shares.ts";
import { placeTeams } from "./teams.ts";

export type { FindResource } from "./shares.ts";

export interface InPlace {
  /** Path below the organization's folder -> text, of what changes or is new. */
  readonly files: ReadonlyMap<string, string>;
  /** What the files said of people and profiles that are not there, and say no more. */
  readonly dropped: readonly LeftOut[];
}

/** The edited texts, or why a file cannot be edited. The files have to be valid. */
export function editInPlace(input: {
  readonly files: readonly OldFile[];
  readonly live: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly imported: Imported;
  readonly find: FindResource;
}): InPlace | { readonly error: string } {
  const dropped: LeftOut[] = [];
  const book = new Book(input.files);
  const placing = { ...input, book, dropped };
  const profiled = placePeople(placing);
  placeRoles(placing);
  placeTeams(placing, profiled);
  placeAccounts(placing);
  placeOwnership(book, input.imported.ownerships, input.find);
  const files = book.result();
  return "error" in files ? files : { files, dropped };
}

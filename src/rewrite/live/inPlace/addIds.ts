/** Adds lines to `ids`, and touches nothing else. */
import { idLists, type IdList } from "../../../model/idList.ts";
import type { People } from "../../../declare/facts.ts";
import type { IdLine } from "../ids.ts";
import { Book, type OldFile } from "./book.ts";

interface AddedLines {
  readonly files: readonly OldFile[];
  readonly people: People;
  readonly lines: Readonly<Record<IdList, readonly Pick<IdLine, "name" | "id">[]>>;
}

/** Path below the organization's folder -> text, of what changes or is new; or why a file cannot be edited. */
export function addIdLines({
  files,
  people,
  lines,
}: AddedLines): ReadonlyMap<string, string> | { readonly error: string } {
  const book = new Book(files, people);
  const written = book.byKey("ids");
  for (const list of idLists) {
    const entry = written.get(list);
    for (const { name, id } of lines[list]) {
      if (entry === undefined) book.add("ids", [list, name], id);
      else book.set(entry, [name], id);
    }
  }
  return book.result();
}

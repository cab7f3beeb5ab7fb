/** Brings `ids` to what is live: a line for everything that the files name then, and none for what they do not. */
import { idLists, type IdList } from "../../../model/idList.ts";
import { fold } from "../../../model/text.ts";
import { eachOf } from "../../../model/keys.ts";
import { isMapping } from "../../edit/plain.ts";
import { idLinesOf, type IdLine } from "../ids.ts";
import type { Book, Written } from "./book.ts";
import type { LiveSide, PlaceInput } from "./input.ts";
import { ownEntryId } from "./people.ts";

/** Edits ids. Whose own entry has the id needs no line. */
export function placeIds(placing: PlaceInput): void {
  const { book, live } = placing;
  const keyOfId = new Map([...live.member.values()].map(({ id, key }) => [id, key]));
  const isAnothers = (id: string, key: string): boolean => (keyOfId.get(id) ?? key) !== key;
  const input: IdsInput = { ...placing, isAnothers };
  const lines = idLinesOf(input.imported);
  const written = book.byKey("ids");
  const named = namedIn(input);
  for (const list of idLists) {
    const wanted = new Map(
      lines[list].flatMap((line) => (named(list, line) ? [[line.key, line] as const] : [])),
    );
    const entry = written.get(list);
    const kept = entry === undefined ? new Set<string>() : placeList(input, { list, entry, wanted });
    for (const line of wanted.values()) if (!kept.has(line.key)) addLine(book, { list, entry, line });
  }
}

interface IdsInput extends PlaceInput {
  /** Whether an id is that of somebody who is live under another address than this one. */
  readonly isAnothers: (id: string, key: string) => boolean;
}

interface Listed {
  readonly list: IdList;
  readonly entry: Written;
  readonly wanted: ReadonlyMap<string, IdLine>;
}

/** Keys of the lines that stay. */
function placeList(input: IdsInput, { list, entry, wanted }: Listed): ReadonlySet<string> {
  const { book } = input;
  const kept = new Set<string>();
  for (const [name, id] of Object.entries(isMapping(entry.value) ? entry.value : {})) {
    const key = list === "members" ? book.who(name) : fold(name);
    const line = wanted.get(key);
    if (line === undefined) {
      if (!staysAsItIs(input, { list, key, id: String(id) })) book.delete(entry, [name]);
      continue;
    }
    kept.add(key);
    if (!isIdOf(input, { list, line, id: String(id) })) book.set(entry, [name], line.id);
  }
  return kept;
}

function addLine(
  book: Book,
  {
    list,
    entry,
    line,
  }: { readonly list: IdList; readonly entry: Written | undefined; readonly line: IdLine },
): void {
  if (entry === undefined) book.add("ids", [list, line.name], line.id);
  else book.set(entry, [line.name], line.id);
}

/** Which of what is live stands in the files in the end, and needs a line there. */
function namedIn(input: IdsInput): (list: IdList, line: IdLine) => boolean {
  const { key: org, members, service_accounts: serviceAccounts } = input.facts;
  const owners = new Set(
    [...members.values()].flatMap((member) => {
      const id = ownEntryId(org, member)?.text;
      return id === undefined || input.isAnothers(id, member.key) ? [] : [member.key];
    }),
  );
  return (list, { key }) => {
    if (list === "members") return !owners.has(key);
    if (list !== "keys") return true;
    // An entry without a list of keys gets none.
    const account = serviceAccounts.get(key.slice(0, key.indexOf("/")));
    return account === undefined || account.keys !== undefined;
  };
}

/** An older key is known by the id of any that has its name: while one is replaced, there are several. */
function isIdOf(
  { live }: LiveSide,
  { list, line, id }: { readonly list: IdList; readonly line: IdLine; readonly id: string },
): boolean {
  if (id === line.id) return true;
  const key = list === "keys" ? live.key.get(line.key) : undefined;
  return key !== undefined && eachOf(key).some((one) => one.id === id);
}

/** A line of somebody who is gone, of whom no account is left; and one that says what their entry says. */
function staysAsItIs(
  input: IdsInput,
  { list, key, id }: { readonly list: IdList; readonly key: string; readonly id: string },
): boolean {
  if (list !== "members" || !input.staying.has(key)) return false;
  return !input.isAnothers(id, key);
}

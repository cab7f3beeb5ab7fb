/** What is shared, and who owns what: written names are held against live resources, whatever the files call these. */
import type { ResourceKind } from "../../../model/entity.ts";
import { fold } from "../../../model/text.ts";
import { isMapping, mappingFrom, type Plain } from "../../edit/plain.ts";
import { ownershipEntries, sectionOf } from "../entries.ts";
import type { ImportedOwnership, ImportedShare, Listed } from "../imported.ts";
import type { Book, Written } from "./book.ts";

/** What the live side calls a resource that the files call so; undefined when nothing is called so, or several things are. */
export type FindResource = (kind: ResourceKind, name: string) => string | undefined;

const kindOf: ReadonlyMap<string, ResourceKind> = new Map(
  (["pipeline", "connection", "project", "schedule"] as const).map((kind) => [sectionOf[kind], kind]),
);

/** Brings an entry's `shares`, where it has them, to what is live. */
export function placeShares(
  book: Book,
  entry: Written,
  { wanted, find }: { readonly wanted: Listed<ImportedShare>; readonly find: FindResource },
): void {
  const written = isMapping(entry.value) ? entry.value["shares"] : undefined;
  if (!isMapping(written)) return;
  if (wanted === null) return book.delete(entry, ["shares"]);
  const open = new Map(wanted.map((share) => [keyIn(find, share.resource, share.name), share]));
  for (const [section, names] of Object.entries(written)) {
    const kind = kindOf.get(section);
    if (kind === undefined || !isMapping(names)) continue;
    for (const [name, value] of Object.entries(names)) {
      const key = keyIn(find, kind, name);
      const share = open.get(key);
      const path = ["shares", section, name];
      if (share === undefined) {
        book.delete(entry, path);
        continue;
      }
      open.delete(key);
      const level = isMapping(value) ? value["level"] : value;
      if (level !== share.level) book.set(entry, isMapping(value) ? [...path, "level"] : path, share.level);
    }
  }
  for (const { resource, name, level } of open.values())
    book.set(entry, ["shares", sectionOf[resource], name], level);
}

/** Brings `ownership` to what is live. */
export function placeOwnership(
  book: Book,
  wanted: ReadonlyMap<string, ImportedOwnership>,
  find: FindResource,
): void {
  const open = new Map([...wanted.values()].map((item) => [keyIn(find, item.resource, item.name), item]));
  for (const entry of book.entries("ownership")) {
    const kind = kindOf.get(entry.name);
    if (kind === undefined || !isMapping(entry.value)) continue;
    for (const [name, owner] of Object.entries(entry.value)) {
      const key = keyIn(find, kind, name);
      const item = open.get(key);
      if (item === undefined) {
        book.delete(entry, [name]);
        continue;
      }
      open.delete(key);
      if (!isPerson(owner, item.owner)) book.set(entry, [name], item.owner);
    }
  }
  for (const [section, names] of Object.entries(ownershipEntries([...open.values()])))
    for (const [name, owner] of Object.entries(isMapping(names) ? names : mappingFrom([])))
      book.add("ownership", [section, name], owner);
}

/** Whether the files name that person there, in whatever letter case. */
export function isPerson(written: Plain | undefined, email: string): boolean {
  return typeof written === "string" && fold(written) === fold(email);
}

function keyIn(find: FindResource, kind: ResourceKind, name: string): string {
  const found = find(kind, name);
  return found === undefined ? `missing ${kind} ${name}` : `${kind} ${found}`;
}

/** What is shared, and who owns what: written names are held against live resources, whatever the files call these. */
import type { ResourceKind } from "../../../model/entities/resource.ts";
import type { Share } from "../../../model/entities/share.ts";
import { shareKey } from "../../../kinds/share/kind.ts";
import type { DeclaredShare } from "../../../declare/items.ts";
import { isMapping, mappingFrom } from "../../edit/plain.ts";
import { ownershipEntries, sectionOf } from "../entries.ts";
import type { ImportedShare, Listed } from "../imported.ts";
import { isLong, type Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { FindResource, PlaceInput } from "./input.ts";

/** Brings an entry's `shares`, where it has them, to what is live. */
export function placeShares(
  input: PlaceInput,
  entry: Written,
  {
    said,
    wanted,
  }: { readonly said: readonly DeclaredShare[] | undefined; readonly wanted: Listed<ImportedShare> },
): void {
  const { book, find } = input;
  if (said === undefined) return;
  if (wanted === null) return book.delete(entry, ["shares"]);
  const open = new Map(wanted.map((share) => [keyIn(find, share.resource, share.name), share]));
  for (const { resource, name, level, expires } of said) {
    const key = keyIn(find, resource, name);
    const share = open.get(key);
    const path = ["shares", sectionOf(resource), name];
    if (share === undefined) {
      book.delete(entry, path);
      continue;
    }
    open.delete(key);
    if (level !== share.level) book.set(entry, isLong(entry, path) ? [...path, "level"] : path, share.level);
    dropEnd(input, entry, { path, expires, what: `${share.level} on the ${resource} ${name}` });
  }
  for (const { resource, name, level } of open.values())
    book.set(entry, ["shares", sectionOf(resource), name], level);
}

/** Of an entry whose `shares` stay as they are: those that have ended by their date and are live still lose it. */
export function keepShares(
  input: PlaceInput,
  entry: Written,
  {
    said = [],
    holder,
  }: { readonly said: readonly DeclaredShare[] | undefined; readonly holder: Share["holder"] },
): void {
  const { find, live } = input;
  for (const { resource, name, level, expires } of said) {
    const called = find(resource, name);
    if (called === undefined || !live.share.has(shareKey({ resource, name: called, holder }))) continue;
    const path = ["shares", sectionOf(resource), name];
    dropEnd(input, entry, { path, expires, what: `${level} on the ${resource} ${name}` });
  }
}

/** Brings `ownership` to what is live. */
export function placeOwnership({ book, imported, find, live }: PlaceInput): void {
  const open = new Map(
    [...imported.ownerships.values()].map((item) => [keyIn(find, item.resource, item.name), item]),
  );
  for (const entry of book.entries("ownership")) {
    const kind = live.vocabulary.owned.find((word) => word.section === entry.name)?.kind;
    if (kind === undefined || !isMapping(entry.value)) continue;
    for (const [name, owner] of Object.entries(entry.value)) {
      const key = keyIn(find, kind, name);
      const item = open.get(key);
      if (item === undefined) {
        book.delete(entry, [name]);
        continue;
      }
      open.delete(key);
      if (book.who(String(owner)) !== book.who(item.owner)) book.set(entry, [name], item.owner);
    }
  }
  for (const [section, names] of Object.entries(ownershipEntries([...open.values()])))
    for (const [name, owner] of Object.entries(isMapping(names) ? names : mappingFrom([])))
      book.add("ownership", [section, name], owner);
}

function keyIn(find: FindResource, kind: ResourceKind, name: string): string {
  const found = find(kind, name);
  return found === undefined ? `missing ${kind} ${name}` : `${kind} ${found}`;
}

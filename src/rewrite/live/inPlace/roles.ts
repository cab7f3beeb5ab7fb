/** Brings `roles` to what is live. */
import { roleEntry } from "../entries.ts";
import type { PlaceInput } from "./input.ts";
import { sameTexts } from "./accounts.ts";

/** Edits roles. */
export function placeRoles({ book, imported, facts }: PlaceInput): void {
  for (const [entry, { key, base, permissions = [] }] of book.said("roles", facts.roles)) {
    const wanted = imported.roles.get(key);
    if (wanted === undefined) {
      book.delete(entry);
      continue;
    }
    if (base !== wanted.base) book.set(entry, ["base"], wanted.base);
    if (!sameTexts(permissions, wanted.permissions)) book.set(entry, ["permissions"], wanted.permissions);
  }
  for (const role of imported.roles.values())
    if (!facts.roles.has(role.key)) book.add("roles", [role.name], roleEntry(role));
}

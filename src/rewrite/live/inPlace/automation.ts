/** Brings `roles` and `service_accounts` with their keys to what is live; reasons and whatever else only the files know stay. */
import { compareText, fold } from "../../../model/text.ts";
import { isList, isMapping, type Plain, type PlainMapping } from "../../edit/plain.ts";
import { accountEntry, importedReason, keyEntry, roleEntry } from "../entries.ts";
import type { ImportedAccount } from "../imported.ts";
import type { Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { PlaceInput } from "./input.ts";
import { placeShares } from "./shares.ts";

/** Edits roles. */
export function placeRoles({ book, imported }: PlaceInput): void {
  const written = new Set<string>();
  for (const entry of book.entries("roles")) {
    written.add(entry.key);
    const wanted = imported.roles.get(entry.key);
    if (wanted === undefined) {
      book.delete(entry);
      continue;
    }
    const fields = isMapping(entry.value) ? entry.value : {};
    if (fields["base"] !== wanted.base) book.set(entry, ["base"], wanted.base);
    if (!sameTexts(fields["permissions"], wanted.permissions))
      book.set(entry, ["permissions"], wanted.permissions);
  }
  for (const role of imported.roles.values())
    if (!written.has(role.key)) book.add("roles", [role.name], roleEntry(role));
}

/** Edits service accounts. */
export function placeAccounts(input: PlaceInput): void {
  const { book, imported } = input;
  const written = new Set<string>();
  for (const entry of book.entries("service_accounts")) {
    written.add(entry.key);
    const wanted = imported.accounts.get(entry.key);
    if (wanted === undefined) book.delete(entry);
    else if (isMapping(entry.value)) placeAccount(input, entry, { fields: entry.value, wanted });
  }
  for (const account of imported.accounts.values())
    if (!written.has(account.key)) book.add("service_accounts", [account.name], accountEntry(account));
}

interface Account {
  readonly fields: PlainMapping;
  readonly wanted: ImportedAccount;
}

function placeAccount(input: PlaceInput, entry: Written, { fields, wanted }: Account): void {
  const { book } = input;
  const { description, role, owner, keys, shares } = wanted;
  const is = fields["description"];
  if (is !== undefined && description === undefined) book.delete(entry, ["description"]);
  else if (is !== undefined && is !== description) book.set(entry, ["description"], description ?? "");
  if (!isSame(fields["role"], role)) book.set(entry, ["role"], role);
  if (!isOwner(input, fields["owner"], owner)) book.set(entry, ["owner"], owner);
  dropEnd(input, entry, { path: [], fields, what: `the service account ${entry.name}` });
  placeShares(input, entry, shares);
  const written = fields["keys"];
  if (!isMapping(written)) return;
  if (keys === null) return book.delete(entry, ["keys"]);
  const open = new Map(keys.map((key) => [fold(key.name), key]));
  for (const [name, value] of Object.entries(written)) {
    const key = open.get(fold(name));
    open.delete(fold(name));
    if (key === undefined) {
      book.delete(entry, ["keys", name]);
      continue;
    }
    const said = isMapping(value) ? value : {};
    if (!sameTexts(said["scopes"], key.scopes)) book.set(entry, ["keys", name, "scopes"], key.scopes);
    if (key.managesUsers === true && said["reason"] === undefined)
      book.set(entry, ["keys", name, "reason"], importedReason);
  }
  for (const key of open.values()) book.set(entry, ["keys", key.name], keyEntry(key));
}

function isSame(written: Plain | undefined, name: string): boolean {
  return typeof written === "string" && fold(written) === fold(name);
}

/** A team goes before a person of its name; a person who is called as a team is has to be written otherwise. */
function isOwner({ book, imported }: PlaceInput, written: Plain | undefined, owner: string): boolean {
  const team =
    imported.teams.has(fold(owner)) || (typeof written === "string" && imported.teams.has(fold(written)));
  return team ? isSame(written, owner) : book.who(written) === book.who(owner);
}

/** Order and repetition make no difference. */
function sameTexts(written: Plain | undefined, wanted: readonly string[]): boolean {
  if (!isList(written)) return false;
  const texts = [...new Set(written.map(String))].sort(compareText);
  const all = [...new Set(wanted)].sort(compareText);
  return texts.length === all.length && texts.every((text, index) => text === all[index]);
}

/** Brings `service_accounts` with their keys to what is live; reasons and whatever else only the files know stay. */
import type { DeclaredKey, DeclaredServiceAccount, Reference } from "../../../declare/items.ts";
import { compareText, fold } from "../../../model/text.ts";
import { accountEntry, importedReason, keyEntry } from "../entries.ts";
import type { ImportedAccount, ImportedKey } from "../imported.ts";
import type { Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { PlaceInput } from "./input.ts";
import { placeShares } from "./shares.ts";

/** Edits service accounts. */
export function placeAccounts(input: PlaceInput): void {
  const { book, imported, facts } = input;
  for (const [entry, said] of book.said("service_accounts", facts.service_accounts)) {
    const wanted = imported.accounts.get(said.key);
    if (wanted === undefined) book.delete(entry);
    else placeAccount(input, entry, { said, wanted });
  }
  for (const account of imported.accounts.values())
    if (!facts.service_accounts.has(account.key))
      book.add("service_accounts", [account.name], accountEntry(account));
}

interface Account {
  readonly said: DeclaredServiceAccount;
  readonly wanted: ImportedAccount;
}

function placeAccount(input: PlaceInput, entry: Written, { said, wanted }: Account): void {
  const { book } = input;
  const { description, role, owner, keys } = wanted;
  const is = said.description;
  if (is !== undefined && description === undefined) book.delete(entry, ["description"]);
  else if (is !== undefined && is !== description) book.set(entry, ["description"], description ?? "");
  if (said.role !== fold(role)) book.set(entry, ["role"], role);
  if (!isOwner(input, said.owner, owner)) book.set(entry, ["owner"], owner);
  dropEnd(input, entry, { path: [], expires: said.expires, what: `the service account ${entry.name}` });
  placeShares(input, entry, { said: said.shares, wanted: wanted.shares });
  if (said.keys === undefined) return;
  if (keys === null) book.delete(entry, ["keys"]);
  else placeKeys(input, entry, { said: said.keys, wanted: keys });
}

function placeKeys(
  { book }: PlaceInput,
  entry: Written,
  { said, wanted }: { readonly said: readonly DeclaredKey[]; readonly wanted: readonly ImportedKey[] },
): void {
  const open = new Map(wanted.map((key) => [fold(key.name), key]));
  for (const { key: folded, name, scopes, reason } of said) {
    const key = open.get(folded);
    open.delete(folded);
    if (key === undefined) {
      book.delete(entry, ["keys", name]);
      continue;
    }
    const texts = scopes.map(({ text }) => text);
    if (!sameTexts(texts, key.scopes)) book.set(entry, ["keys", name, "scopes"], key.scopes);
    if (key.managesUsers === true && reason === undefined)
      book.set(entry, ["keys", name, "reason"], importedReason);
  }
  for (const key of open.values()) book.set(entry, ["keys", key.name], keyEntry(key));
}

/** A team goes before a person of its name; a person who is called as a team is has to be written otherwise. */
function isOwner({ book, imported }: PlaceInput, said: Reference | undefined, owner: string): boolean {
  if (said === undefined) return false;
  const [written, wanted] = [fold(said.text), fold(owner)];
  const team = imported.teams.has(wanted) || imported.teams.has(written);
  return team ? written === wanted : book.who(written) === book.who(wanted);
}

/** Order and repetition make no difference. */
export function sameTexts(written: readonly string[], wanted: readonly string[]): boolean {
  const [texts, all] = [written, wanted].map((list) => [...new Set(list)].sort(compareText).join("\n"));
  return texts === all;
}

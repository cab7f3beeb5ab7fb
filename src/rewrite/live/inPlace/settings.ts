/** Brings what `organization` says of people, roles and teams to what is live. */
import { isBuiltIn } from "../../../model/role.ts";
import { fold } from "../../../model/text.ts";
import { isList, isMapping, type Plain, type PlainMapping } from "../../edit/plain.ts";
import type { Written } from "./book.ts";
import type { PlaceInput } from "./input.ts";

/** A profile as it will stand. */
export interface Profile {
  readonly role: string;
  /** Keys of its teams that stay. */
  readonly teams: readonly string[];
}

/** Edits the settings; gives the profiles that stay, by name. */
export function placeSettings(input: PlaceInput): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const entry of input.book.entries("organization")) {
    const { name, value } = entry;
    if (name === "successor") dropSuccessor(input, entry);
    if (name === "guards" && isMapping(value)) dropProtected(input, entry, value["protected"]);
    if (name !== "profiles" || !isMapping(value)) continue;
    for (const [profile, fields] of Object.entries(value)) {
      const kept = placeProfile(input, entry, { profile, fields });
      if (kept !== undefined) profiles.set(fold(profile), kept);
    }
  }
  return profiles;
}

/** A name in an entry's field, folded; empty without one. */
export function nameIn(fields: PlainMapping, field: string): string {
  const name = fields[field];
  return typeof name === "string" ? fold(name) : "";
}

function dropSuccessor({ book, staying, dropped }: PlaceInput, entry: Written): void {
  if (staying.has(book.who(entry.value))) return;
  book.delete(entry);
  dropped.push({ what: "the successor of the organization", why: `${String(entry.value)} is not there` });
}

function dropProtected(
  { book, staying, dropped }: PlaceInput,
  entry: Written,
  list: Plain | undefined,
): void {
  for (const [index, person] of (isList(list) ? list : []).entries()) {
    if (staying.has(book.who(person))) continue;
    book.delete(entry, ["protected", index]);
    dropped.push({ what: `the protection of ${String(person)}`, why: "they are not there" });
  }
}

function placeProfile(
  { book, imported, dropped, live }: PlaceInput,
  entry: Written,
  { profile, fields }: { readonly profile: string; readonly fields: Plain },
): Profile | undefined {
  const role = isMapping(fields) ? nameIn(fields, "role") : "";
  if (!isMapping(fields) || !(isBuiltIn(role, live.vocabulary) || imported.roles.has(role))) {
    book.delete(entry, [profile]);
    dropped.push({ what: `the profile ${profile}`, why: `its role ${role} is not there` });
    return undefined;
  }
  const teams = fields["teams"];
  const kept: string[] = [];
  for (const [index, team] of (isList(teams) ? teams : []).entries()) {
    const key = fold(String(team));
    if (imported.teams.has(key)) kept.push(key);
    else book.delete(entry, [profile, "teams", index]);
  }
  return { role, teams: kept };
}

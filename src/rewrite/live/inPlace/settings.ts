/** Brings what `organization` says of people, roles and teams to what is live. */
import type { DeclaredProfile, Settings } from "../../../declare/settings.ts";
import { isBuiltIn } from "../../../model/role.ts";
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
  const { settings } = input.facts;
  if (settings === undefined) return profiles;
  for (const entry of input.book.entries("organization")) {
    if (entry.name === "successor") dropSuccessor(input, entry, settings);
    if (entry.name === "guards") dropProtected(input, entry, settings);
    if (entry.name !== "profiles") continue;
    for (const profile of settings.profiles.values()) {
      const kept = placeProfile(input, entry, profile);
      if (kept !== undefined) profiles.set(profile.key, kept);
    }
  }
  return profiles;
}

function dropSuccessor(
  { book, staying, dropped }: PlaceInput,
  entry: Written,
  { successor }: Settings,
): void {
  if (successor === undefined || staying.has(successor.key)) return;
  book.delete(entry);
  dropped.push({ what: "the successor of the organization", why: `${successor.text} is not there` });
}

function dropProtected({ book, staying, dropped }: PlaceInput, entry: Written, settings: Settings): void {
  for (const [index, { key, text }] of settings.protected.entries()) {
    if (staying.has(key)) continue;
    book.delete(entry, ["protected", index]);
    dropped.push({ what: `the protection of ${text}`, why: "they are not there" });
  }
}

function placeProfile(
  { book, imported, dropped, live }: PlaceInput,
  entry: Written,
  { name, role = "", teams }: DeclaredProfile,
): Profile | undefined {
  if (!isBuiltIn(role, live.vocabulary) && !imported.roles.has(role)) {
    book.delete(entry, [name]);
    dropped.push({ what: `the profile ${name}`, why: `its role ${role} is not there` });
    return undefined;
  }
  const kept: string[] = [];
  for (const [index, { key }] of teams.entries()) {
    if (imported.teams.has(key)) kept.push(key);
    else book.delete(entry, [name, "teams", index]);
  }
  return { role, teams: kept };
}

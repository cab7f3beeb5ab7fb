/** Brings `members`, and what `organization` says of people, to what is live; what only the files know stays. */
import type { Holdings } from "../../../model/provider.ts";
import { isBuiltIn, normalRole } from "../../../model/role.ts";
import type { State } from "../../../model/state.ts";
import { fold } from "../../../model/text.ts";
import { isList, isMapping, type Plain, type PlainMapping } from "../../edit/plain.ts";
import { memberEntry } from "../entries.ts";
import type { Imported, ImportedMember, LeftOut } from "../imported.ts";
import type { Book, Written } from "./book.ts";
import { placeShares, type FindResource } from "./shares.ts";

export interface PlaceInput {
  readonly book: Book;
  readonly live: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly imported: Imported;
  readonly find: FindResource;
  /** What the files said and say no more, beside entries for what is not live. */
  readonly dropped: LeftOut[];
}

/** A profile as it will stand. */
interface Profile {
  readonly role: string;
  /** Keys of its teams that stay. */
  readonly teams: readonly string[];
}

/** Edits people; gives the profiles by person, of those who keep one. */
export function placePeople(input: PlaceInput): ReadonlyMap<string, Profile> {
  const { book, imported } = input;
  const written = new Map(book.entries("members").map((entry) => [entry.key, entry]));
  const staying = new Set(imported.members.keys());
  for (const [key, { value }] of written) if (staysGone(key, value, input)) staying.add(key);
  const profiles = placeSettings(input, staying);
  const profiled = new Map<string, Profile>();
  for (const [key, entry] of written) {
    if (!staying.has(key)) {
      book.delete(entry);
      continue;
    }
    const wanted = imported.members.get(key);
    const profile = placeMember(input, entry, { wanted, profiles });
    if (profile !== undefined) profiled.set(key, profile);
    dropSuccessor(input, entry, staying);
  }
  for (const member of imported.members.values())
    if (!written.has(member.key)) book.add("members", [member.email], memberEntry(member));
  return profiled;
}

function stateIn(value: Plain): string {
  const state = isMapping(value) ? value["state"] : undefined;
  return typeof state === "string" ? state : "active";
}

/** Somebody who is declared as gone, and is: their entry is kept, for whoever it names and whoever names them. */
function staysGone(key: string, value: Plain, { live, holdings }: PlaceInput): boolean {
  if (
    stateIn(value) === "active" ||
    live.collisions.some((item) => item.kind === "member" && item.key === key)
  )
    return false;
  const state = live.member.get(key)?.state;
  if (state === "active" || state === "pending" || state === "deactivated") return false;
  const held = holdings.get(key);
  const owns = [...live.service_account.values()].some(
    ({ owner }) => owner?.kind === "member" && owner.key === key,
  );
  return !owns && (held?.resources.length ?? 0) + (held?.keys.length ?? 0) === 0;
}

interface Wanted {
  readonly wanted: ImportedMember | undefined;
  readonly profiles: ReadonlyMap<string, Profile>;
}

function placeMember(input: PlaceInput, entry: Written, { wanted, profiles }: Wanted): Profile | undefined {
  const { book, find } = input;
  const { value } = entry;
  const fields = isMapping(value) ? value : undefined;
  if (wanted?.state !== "active") {
    if (wanted !== undefined && stateIn(value) !== "deactivated") {
      if (fields === undefined) {
        book.set(entry, [], { state: "deactivated" });
        return undefined;
      }
      book.set(entry, ["state"], "deactivated");
    }
    dropUnknownRole(input, entry, { fields, profiles });
    return undefined;
  }
  const role = wanted.role ?? "";
  if (fields === undefined) {
    if (!isRole(value, role)) book.set(entry, [], role);
    return undefined;
  }
  for (const field of ["at_once", ...(stateIn(value) === "active" ? [] : ["state"])])
    if (fields[field] !== undefined) book.delete(entry, [field]);
  placeShares(book, entry, { wanted: wanted.shares, find });
  const profile = profiles.get(nameIn(fields, "profile"));
  if (profile !== undefined && isRole(profile.role, role) && fitsTeams(entry.key, profile, input))
    return profile;
  if (fields["profile"] !== undefined) book.delete(entry, ["profile"]);
  if (!isRole(fields["role"], role)) book.set(entry, ["role"], role);
  return undefined;
}

function nameIn(fields: PlainMapping, field: string): string {
  const name = fields[field];
  return typeof name === "string" ? fold(name) : "";
}

function isRole(written: Plain | undefined, role: string): boolean {
  return typeof written === "string" && normalRole(written) === normalRole(role);
}

/** A leaver needs no role, and may not name one that no file declares any more. */
function dropUnknownRole(
  { book, imported }: PlaceInput,
  entry: Written,
  { fields, profiles }: { readonly fields: PlainMapping | undefined; readonly profiles: Wanted["profiles"] },
): void {
  if (fields === undefined) return;
  const role = nameIn(fields, "role");
  if (role !== "" && !isBuiltIn(role) && !imported.roles.has(role)) book.delete(entry, ["role"]);
  const profile = nameIn(fields, "profile");
  if (profile !== "" && !profiles.has(profile)) book.delete(entry, ["profile"]);
}

/** Whether a person is in every team of the profile just as the profile would put them there. */
function fitsTeams(key: string, { teams }: Profile, { live, imported, book }: PlaceInput): boolean {
  return teams.every((team) => {
    const invited = live.member.get(key)?.teams?.find((place) => place.team === team);
    const role = live.team_membership.get(`${team}/${key}`)?.role ?? invited?.role;
    if (role === undefined || role === "member") return role !== undefined;
    return imported.teams.get(team)?.members !== null && namesIn(book, team).includes(key);
  });
}

/** Whom the list of a team names. */
function namesIn(book: Book, team: string): string[] {
  const value = book.entries("teams").find((entry) => entry.key === team)?.value;
  const list = isMapping(value) ? value["members"] : undefined;
  return isList(list) ? list.map(personIn) : [];
}

/** Whom an item of a team's list names: their key. */
export function personIn(item: Plain): string {
  const name = isMapping(item) ? item["member"] : item;
  return typeof name === "string" ? fold(name) : "";
}

function dropSuccessor({ book, dropped }: PlaceInput, entry: Written, staying: ReadonlySet<string>): void {
  const fields = isMapping(entry.value) ? entry.value : undefined;
  const successor = fields?.["successor"];
  if (typeof successor !== "string" || staying.has(fold(successor))) return;
  book.delete(entry, ["successor"]);
  dropped.push({ what: `the successor of ${entry.name}`, why: `${successor} is not there` });
}

/** What `organization` says of people, roles and teams; the profiles that stay. */
function placeSettings(
  { book, imported, dropped }: PlaceInput,
  staying: ReadonlySet<string>,
): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const entry of book.entries("organization")) {
    const { name, value } = entry;
    if (name === "successor" && typeof value === "string" && !staying.has(fold(value))) {
      book.delete(entry);
      dropped.push({ what: "the successor of the organization", why: `${value} is not there` });
    }
    const guarded = name === "guards" && isMapping(value) ? value["protected"] : undefined;
    for (const [index, person] of (isList(guarded) ? guarded : []).entries()) {
      if (staying.has(personIn(person))) continue;
      book.delete(entry, ["protected", index]);
      dropped.push({ what: `the protection of ${personIn(person)}`, why: "they are not there" });
    }
    if (name !== "profiles" || !isMapping(value)) continue;
    for (const [profile, fields] of Object.entries(value)) {
      const role = isMapping(fields) ? nameIn(fields, "role") : "";
      if (!isMapping(fields) || !(isBuiltIn(role) || imported.roles.has(role))) {
        book.delete(entry, [profile]);
        dropped.push({ what: `the profile ${profile}`, why: `its role ${role} is not there` });
        continue;
      }
      const teams = fields["teams"];
      const kept: string[] = [];
      for (const [index, team] of (isList(teams) ? teams : []).entries()) {
        if (imported.teams.has(personIn(team))) kept.push(personIn(team));
        else book.delete(entry, [profile, "teams", index]);
      }
      profiles.set(fold(profile), { role, teams: kept });
    }
  }
  return profiles;
}

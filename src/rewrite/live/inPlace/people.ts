/** Brings `members` to what is live; what only the files know stays. */
import { hasCome } from "../../../declare/day.ts";
import { factsOn } from "../../../declare/factsOn.ts";
import type { Facts } from "../../../declare/facts.ts";
import type { DeclaredMember, Reference } from "../../../declare/items.ts";
import { formerEmails, ownId } from "../../../declare/persons.ts";
import { directionOf } from "../../../kinds/role/direction.ts";
import { accountsByOwner } from "../../../kinds/account/owners.ts";
import type { Member } from "../../../model/entities/member.ts";
import { isBuiltIn, normalRole, rolesIn } from "../../../model/role.ts";
import { memberEntry } from "../entries.ts";
import type { Imported, ImportedMember } from "../imported.ts";
import { mapped } from "../names.ts";
import { roleName } from "../people.ts";
import { isLong, type Written } from "./book.ts";
import { dropEnd } from "./dates.ts";
import type { LiveSide, PlaceInput } from "./input.ts";
import type { Profile } from "./settings.ts";
import { keepShares, placeShares } from "./shares.ts";

/** Folded e-mails of those who have an entry in the end. */
export function stayingIn(side: LiveSide, imported: Imported): ReadonlySet<string> {
  const { live, facts, today } = side;
  const ids = membersById(live);
  const unclear = new Set(live.collisions.flatMap(({ kind, key }) => (kind === "member" ? [key] : [])));
  const owners = accountsByOwner(live.service_account.values());
  const gone = [...factsOn(facts, today).members.values()].filter(
    (member) =>
      !unclear.has(member.key) &&
      !owners.has(member.key) &&
      staysGone(member, side) &&
      !isSomebodyElse(member, side, ids),
  );
  return new Set([...imported.members.keys(), ...gone.map(({ key }) => key)]);
}

/** Edits members; gives the profiles by person, of those who keep one. */
export function placePeople(
  input: PlaceInput,
  profiles: ReadonlyMap<string, Profile>,
): ReadonlyMap<string, Profile> {
  const { book, facts, imported, staying, today } = input;
  const ids = membersById(input.live);
  const dated = factsOn(facts, today).members;
  const lists = listsOf(facts);
  const profiled = new Map<string, Profile>();
  for (const [entry, said] of book.said("members", facts.members)) {
    const { key } = said;
    if (!staying.has(key)) {
      book.delete(entry);
      continue;
    }
    const wanted = imported.members.get(key);
    const now = dated.get(key)?.state ?? said.state;
    if (wanted?.state !== "active") placeLeaver(input, entry, { said, now, wanted, profiles });
    else {
      const profile = placeMember(input, entry, { said, wanted, profiles, lists });
      if (profile !== undefined) profiled.set(key, profile);
    }
    dropAbsent(input, entry, said);
    dropFormerNames(input, entry, { said, facts: facts.members, live: input.live.member });
    dropId(input, entry, { said, ids });
  }
  for (const member of imported.members.values())
    if (!facts.members.has(member.key)) book.add("members", [member.email], memberEntry(member));
  return profiled;
}

/** Whom the list of each team names. */
function listsOf({ teams }: Facts): ReadonlyMap<string, ReadonlySet<string>> {
  return mapped(teams, ({ members = [] }) => new Set(members.map(({ member }) => member.key)));
}

/** Somebody who is declared as gone, and is: their entry is kept, for whoever it names and whoever names them. */
function staysGone({ key, state }: DeclaredMember, { live, holdings }: LiveSide): boolean {
  if (state === "active") return false;
  const is = live.member.get(key)?.state;
  if (is === "active" || is === "pending" || is === "deactivated") return false;
  const held = holdings.get(key);
  return (held?.resources.length ?? 0) + (held?.keys.length ?? 0) === 0;
}

/** Whether a former e-mail or an id of theirs is live, so that the entry would be taken for whoever has it. */
function isSomebodyElse(
  member: DeclaredMember,
  { live, facts }: LiveSide,
  ids: ReadonlyMap<string, Member>,
): boolean {
  const id = ownId(facts.key, member)?.text;
  return formerEmails(member).some(({ key }) => live.member.has(key)) || (id !== undefined && ids.has(id));
}

/** The id that the entry of the member, and not that of a person, gives. */
export function ownEntryId(organization: string, { ids = [] }: DeclaredMember): Reference | undefined {
  return ids.find((item) => item.organization.text === organization)?.id;
}

/** Live members by their ids. */
function membersById({ member }: LiveSide["live"]): ReadonlyMap<string, Member> {
  return new Map([...member.values()].flatMap((it) => (it.id === undefined ? [] : [[it.id, it] as const])));
}

interface Placed {
  readonly said: DeclaredMember;
  readonly wanted: ImportedMember;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly lists: ReadonlyMap<string, ReadonlySet<string>>;
}

function placeMember(input: PlaceInput, entry: Written, placed: Placed): Profile | undefined {
  const { book } = input;
  const { said, wanted, profiles } = placed;
  const role = wanted.role ?? "";
  if (!isLong(entry, [])) {
    if (!isRole(said.role, role)) book.set(entry, [], role);
    return undefined;
  }
  if (said.asIs.atOnce !== undefined) book.delete(entry, ["at_once"]);
  // Whoever is there needs no other invitation, and it is not to be sent by itself once they leave.
  if (said.asIs.inviteAgain !== undefined) book.delete(entry, ["invite_again"]);
  if (said.state !== "active") book.delete(entry, ["state"]);
  dropEnd(input, entry, { path: [], expires: said.expires, what: `the access of ${entry.name}` });
  placeShares(input, entry, { said: said.shares, wanted: wanted.shares });
  const profile = profiles.get(said.profile?.key ?? "");
  if (profile !== undefined && isRole(profile.role, role) && fitsTeams(input, profile, placed))
    return profile;
  if (said.profile !== undefined) book.delete(entry, ["profile"]);
  if (keepsElevation(input, entry, { said, role })) return undefined;
  if (!isRole(said.role, role)) book.set(entry, ["role"], role);
  return undefined;
}

/** Whether an elevation stands as it is; one that the live role is not of, or that names no role, is taken out. */
function keepsElevation(
  input: PlaceInput,
  entry: Written,
  { said, role }: { readonly said: DeclaredMember; readonly role: string },
): boolean {
  const { book, dropped, today } = input;
  const { elevation } = said;
  if (elevation === undefined) return false;
  const { until, then } = elevation;
  const known = [said, then].every((given) => given.role !== undefined && isThere(input, given.role));
  if (known && isRole((hasCome(until, today) ? then : said).role, role)) return true;
  for (const field of ["until", "then"]) book.delete(entry, [field]);
  const named = then.customRole?.text ?? then.role;
  const why = `with ${String(named)} from ${until.day} on it does not fit the live role ${role}`;
  dropped.push({ what: `the elevation of ${entry.name}`, why });
  return false;
}

function isThere({ imported, live }: PlaceInput, role: string): boolean {
  return isBuiltIn(role, live.vocabulary) || imported.roles.has(role);
}

function isRole(said: string | undefined, role: string): boolean {
  return said !== undefined && normalRole(said) === normalRole(role);
}

interface Leaver extends Pick<Placed, "said" | "profiles"> {
  readonly wanted: ImportedMember | undefined;
  /** The state that the entry comes to on the day. */
  readonly now: DeclaredMember["state"];
}

/** A leaver needs no role and no approval, and may name none that is not there; then their entry has to say that they left. */
function placeLeaver(input: PlaceInput, entry: Written, { said, now, wanted, profiles }: Leaver): void {
  const { book, staying } = input;
  const { profile, elevation, approvedBy } = said;
  const isUnknown = (role: string | undefined): boolean => role !== undefined && !isThere(input, role);
  const unknown = [
    ...(isUnknown(said.role) ? ["role"] : []),
    ...(elevation !== undefined && (isUnknown(said.role) || isUnknown(elevation.then.role))
      ? ["until", "then"]
      : []),
    ...(profile !== undefined && !profiles.has(profile.key) ? ["profile"] : []),
  ];
  const state = wanted === undefined ? now : "deactivated";
  const isWhole = unknown.length === 0 && (approvedBy === undefined || staying.has(approvedBy.key));
  const says = now === state && (said.state !== "active" || isWhole);
  if (!isLong(entry, [])) {
    if (!says) book.set(entry, [], { state });
    return;
  }
  for (const field of unknown) book.delete(entry, [field]);
  if (!says) book.set(entry, ["state"], state);
  // Whoever left is not to come back by it.
  if (!says && said.asIs.inviteAgain !== undefined) book.delete(entry, ["invite_again"]);
  keepShares(input, entry, { said: said.shares, holder: { kind: "member", key: said.key } });
  const isWritten = !says || said.state === "deactivated";
  if (wanted !== undefined && isWritten) placeFormerRole(input, entry, { said, profiles, unknown });
}

/** An entry that says `deactivated` gives its role; one that would take any of the live one is brought to that. */
function placeFormerRole(
  { book, live, imported, today }: PlaceInput,
  entry: Written,
  { said, profiles, unknown }: Pick<Placed, "said" | "profiles"> & { readonly unknown: readonly string[] },
): void {
  const { profile, elevation } = said;
  const is = live.member.get(said.key)?.role;
  const isLowered = !unknown.includes("then") && elevation !== undefined && hasCome(elevation.until, today);
  const own = isLowered ? elevation.then.role : unknown.includes("role") ? undefined : said.role;
  const given = profile === undefined ? own : profiles.get(profile.key)?.role;
  if (is === undefined || given === undefined || isRole(given, is)) return;
  const roles = rolesIn(live);
  if (directionOf({ role: is, roles }, { role: given, roles }) === "up") return;
  for (const field of [
    ...(profile === undefined ? [] : ["profile"]),
    ...(elevation === undefined ? [] : ["until", "then"]),
  ])
    book.delete(entry, [field]);
  const name = roleName(is, imported.roles, live.vocabulary);
  if (name !== undefined) book.set(entry, ["role"], name);
  else if (said.role !== undefined) book.delete(entry, ["role"]);
}

/** Whether a person is in every team of the profile just as the profile would put them there. */
function fitsTeams(
  { live, imported }: PlaceInput,
  { teams }: Profile,
  { said: { key }, lists }: Placed,
): boolean {
  return teams.every((team) => {
    const invited = live.member.get(key)?.teams?.find((place) => place.team === team);
    const role = live.team_membership.get(`${team}/${key}`)?.role ?? invited?.role;
    if (role === undefined || role === "member") return role !== undefined;
    return imported.teams.get(team)?.members !== null && lists.get(team)?.has(key) === true;
  });
}

/** Whom an entry names and who is not there. */
function dropAbsent({ book, dropped, staying }: PlaceInput, entry: Written, said: DeclaredMember): void {
  for (const [field, person, what] of [
    ["successor", said.successor, "the successor of"],
    ["approved_by", said.approvedBy, "who approved"],
  ] as const) {
    if (person === undefined || staying.has(person.key)) continue;
    book.delete(entry, [field]);
    dropped.push({ what: `${what} ${entry.name}`, why: `${person.text} is not there` });
  }
}

/** Two live ones of whom each calls the other's name its former one cannot be told from a swap. */
export function dropFormerNames(
  { book }: PlaceInput,
  entry: Written,
  among: {
    readonly said: { readonly previously?: readonly Reference[] };
    readonly facts: ReadonlyMap<string, unknown>;
    readonly live: ReadonlyMap<string, unknown>;
  },
): void {
  for (const [index, { key }] of (among.said.previously ?? []).entries())
    if (among.facts.has(key) && among.live.has(key)) book.delete(entry, ["previously", index]);
}

/** An id that somebody else has. */
function dropId(
  { book, dropped, facts }: PlaceInput,
  entry: Written,
  { said, ids }: { readonly said: DeclaredMember; readonly ids: ReadonlyMap<string, Member> },
): void {
  const id = ownEntryId(facts.key, said)?.text;
  const other = id === undefined ? undefined : ids.get(id);
  if (id === undefined || other === undefined || other.key === said.key) return;
  book.delete(entry, ["ids", facts.key]);
  dropped.push({ what: `the id of ${entry.name}`, why: `${id} is ${other.email}` });
}

/** Brings `members` to what is live; what only the files know stays. */
import { accountsByOwner } from "../../../kinds/account/owners.ts";
import type { Member } from "../../../model/entity.ts";
import { isBuiltIn, normalRole } from "../../../model/role.ts";
import { fold } from "../../../model/text.ts";
import { isList, isMapping, type Plain, type PlainMapping } from "../../edit/plain.ts";
import { memberEntry } from "../entries.ts";
import type { Imported, ImportedMember } from "../imported.ts";
import type { Book, Written } from "./book.ts";
import { dropEnd, roleOn, stateIn, stateOn } from "./dates.ts";
import type { LiveSide, PlaceInput } from "./input.ts";
import { nameIn, type Profile } from "./settings.ts";
import { placeShares } from "./shares.ts";

/** Folded e-mails of those who have an entry in the end. */
export function stayingIn(side: LiveSide, book: Book, imported: Imported): ReadonlySet<string> {
  const { live } = side;
  const ids = membersById(live);
  const unclear = new Set(live.collisions.flatMap(({ kind, key }) => (kind === "member" ? [key] : [])));
  const owners = accountsByOwner(live.service_account.values());
  const answers = (key: string): boolean => unclear.has(key) || owners.has(key);
  const gone = book
    .entries("members")
    .filter((entry) => !answers(entry.key) && staysGone(entry, { side, book, ids }));
  return new Set([...imported.members.keys(), ...gone.map(({ key }) => key)]);
}

/** Edits members; gives the profiles by person, of those who keep one. */
export function placePeople(
  input: PlaceInput,
  profiles: ReadonlyMap<string, Profile>,
): ReadonlyMap<string, Profile> {
  const { book, imported, staying } = input;
  const written = book.byKey("members");
  const ids = membersById(input.live);
  const profiled = new Map<string, Profile>();
  for (const [key, entry] of written) {
    if (!staying.has(key)) {
      book.delete(entry);
      continue;
    }
    const wanted = imported.members.get(key);
    const profile = placeMember(input, entry, { wanted, profiles });
    if (profile !== undefined) profiled.set(key, profile);
    if (!isMapping(entry.value)) continue;
    dropAbsent(input, entry, entry.value);
    dropFormerNames(input, entry, { written, live: input.live.member });
    dropId(input, entry, ids);
  }
  for (const member of imported.members.values())
    if (!written.has(member.key)) book.add("members", [member.email], memberEntry(member));
  return profiled;
}

/** Somebody who is declared as gone, and is: their entry is kept, for whoever it names and whoever names them. */
function staysGone(
  entry: Written,
  {
    side,
    book,
    ids,
  }: { readonly side: LiveSide; readonly book: Book; readonly ids: ReadonlyMap<string, Member> },
): boolean {
  const { live, holdings } = side;
  const { key } = entry;
  if (stateOn(entry, { ...side, onLeave: book.onLeave }) === "active") return false;
  const state = live.member.get(key)?.state;
  if (state === "active" || state === "pending" || state === "deactivated") return false;
  const held = holdings.get(key);
  if ((held?.resources.length ?? 0) + (held?.keys.length ?? 0) > 0) return false;
  return !isSomebodyElse(entry, side, ids);
}

/** Whether a former e-mail or an id of theirs is live, so that the entry would be taken for whoever has it. */
function isSomebodyElse(
  { key, value }: Written,
  { live, people, org }: LiveSide,
  ids: ReadonlyMap<string, Member>,
): boolean {
  const person = people.byEmail.get(key);
  const fields = isMapping(value) ? value : {};
  const own = fields["previously"];
  const former = person?.previously.map((name) => name.key) ?? (isList(own) ? own.map(foldText) : []);
  const id = person?.ids.find(({ organization }) => organization.text === org)?.id.text ?? idIn(fields, org);
  return former.some((email) => live.member.has(email)) || (id !== undefined && ids.has(id));
}

function foldText(text: Plain): string {
  return fold(String(text));
}

/** The id that an entry gives for the organization. */
export function idIn(fields: PlainMapping, org: string): string | undefined {
  const ids = fields["ids"];
  const id = isMapping(ids) ? ids[org] : undefined;
  return typeof id === "string" ? id : undefined;
}

/** Live members by their ids. */
function membersById({ member }: LiveSide["live"]): ReadonlyMap<string, Member> {
  return new Map([...member.values()].flatMap((it) => (it.id === undefined ? [] : [[it.id, it] as const])));
}

interface Wanted {
  readonly wanted: ImportedMember | undefined;
  readonly profiles: ReadonlyMap<string, Profile>;
}

function placeMember(input: PlaceInput, entry: Written, { wanted, profiles }: Wanted): Profile | undefined {
  const { book } = input;
  const { value } = entry;
  const fields = isMapping(value) ? value : undefined;
  if (wanted?.state !== "active") {
    placeLeaver(input, entry, { wanted, profiles });
    return undefined;
  }
  const role = wanted.role ?? "";
  if (fields === undefined) {
    if (!isRole(value, role)) book.set(entry, [], role);
    return undefined;
  }
  for (const field of ["at_once", ...(stateIn(value) === "active" ? [] : ["state"])])
    if (fields[field] !== undefined) book.delete(entry, [field]);
  dropEnd(input, entry, { path: [], fields, what: `the access of ${entry.name}` });
  placeShares(input, entry, wanted.shares);
  const profile = profiles.get(nameIn(fields, "profile"));
  if (profile !== undefined && isRole(profile.role, role) && fitsTeams(entry.key, profile, input))
    return profile;
  if (fields["profile"] !== undefined) book.delete(entry, ["profile"]);
  if (keepsElevation(input, entry, { fields, role })) return undefined;
  if (!isRole(fields["role"], role)) book.set(entry, ["role"], role);
  return undefined;
}

/** Whether an elevation stands as it is; one that the live role is not of, or that names no role, is taken out. */
function keepsElevation(
  { book, imported, dropped, today, live }: PlaceInput,
  entry: Written,
  { fields, role }: { readonly fields: PlainMapping; readonly role: string },
): boolean {
  const { until, then } = fields;
  if (until === undefined) return false;
  const known = [nameIn(fields, "role"), nameIn(fields, "then")].every(
    (name) => isBuiltIn(name, live.vocabulary) || imported.roles.has(name),
  );
  if (known && isRole(roleOn(fields, today), role)) return true;
  for (const field of ["until", "then"]) book.delete(entry, [field]);
  const why = `with ${String(then)} from ${String(until)} on it does not fit the live role ${role}`;
  dropped.push({ what: `the elevation of ${entry.name}`, why });
  return false;
}

function isRole(written: Plain | undefined, role: string): boolean {
  return typeof written === "string" && normalRole(written) === normalRole(role);
}

/** A leaver needs no role and no approval, and may name none that is not there; then their entry has to say that they left. */
function placeLeaver(input: PlaceInput, entry: Written, { wanted, profiles }: Wanted): void {
  const { book, imported, live } = input;
  const { value } = entry;
  const fields = isMapping(value) ? value : { role: value };
  const isUnknown = (field: "role" | "then"): boolean => {
    const role = nameIn(fields, field);
    return role !== "" && !isBuiltIn(role, live.vocabulary) && !imported.roles.has(role);
  };
  const profile = nameIn(fields, "profile");
  const unknown = [
    ...(isUnknown("role") ? ["role"] : []),
    ...(isUnknown("role") || isUnknown("then") ? ["until", "then"] : []),
    ...(profile !== "" && !profiles.has(profile) ? ["profile"] : []),
  ].filter((field) => fields[field] !== undefined);
  const is = stateOn(entry, { ...input, onLeave: book.onLeave });
  const state = wanted === undefined ? is : "deactivated";
  const approver = book.who(fields["approved_by"]);
  const isWhole = unknown.length === 0 && (approver === "" || input.staying.has(approver));
  const isSaid = stateIn(value) !== "active" || isWhole;
  if (!isMapping(value)) {
    if (is !== state || !isSaid) book.set(entry, [], { state });
    return;
  }
  for (const field of unknown) book.delete(entry, [field]);
  if (is !== state || !isSaid) book.set(entry, ["state"], state);
}

/** Whether a person is in every team of the profile just as the profile would put them there. */
function fitsTeams(key: string, { teams }: Profile, { live, imported, book }: PlaceInput): boolean {
  return teams.every((team) => {
    const invited = live.member.get(key)?.teams?.find((place) => place.team === team);
    const role = live.team_membership.get(`${team}/${key}`)?.role ?? invited?.role;
    if (role === undefined || role === "member") return role !== undefined;
    return imported.teams.get(team)?.members !== null && book.listed(team).has(key);
  });
}

const named = { successor: "the successor of", approved_by: "who approved" } as const;

/** Whom an entry names and who is not there. */
function dropAbsent({ book, dropped, staying }: PlaceInput, entry: Written, fields: PlainMapping): void {
  for (const field of ["successor", "approved_by"] as const) {
    const person = fields[field];
    if (typeof person !== "string" || staying.has(book.who(person))) continue;
    book.delete(entry, [field]);
    dropped.push({ what: `${named[field]} ${entry.name}`, why: `${person} is not there` });
  }
}

/** Two live ones of whom each calls the other's name its former one cannot be told from a swap. */
export function dropFormerNames(
  { book }: PlaceInput,
  entry: Written,
  among: { readonly written: ReadonlyMap<string, Written>; readonly live: ReadonlyMap<string, unknown> },
): void {
  const names = isMapping(entry.value) ? entry.value["previously"] : undefined;
  for (const [index, name] of (isList(names) ? names : []).entries()) {
    const other = among.written.get(foldText(name));
    if (other !== undefined && among.live.has(other.key)) book.delete(entry, ["previously", index]);
  }
}

/** An id that somebody else has. */
function dropId({ book, dropped, org }: PlaceInput, entry: Written, ids: ReadonlyMap<string, Member>): void {
  const id = isMapping(entry.value) ? idIn(entry.value, org) : undefined;
  const other = id === undefined ? undefined : ids.get(id);
  if (other === undefined || other.key === entry.key) return;
  book.delete(entry, ["ids", org]);
  dropped.push({ what: `the id of ${entry.name}`, why: `${String(id)} is ${other.email}` });
}

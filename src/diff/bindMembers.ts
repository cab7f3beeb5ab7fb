/** Which live member each declared one is: by id where the files carry one, then by e-mail, then by a former e-mail. */
import type { Binding } from "../model/change.ts";
import { isInvitation, type Member, type MemberState } from "../model/entities/member.ts";
import type { State } from "../model/state.ts";
import { grouped } from "../model/grouped.ts";
import { once } from "../model/once.ts";
import { compareText, fold, someOf } from "../model/text.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import {
  ambiguous,
  bindById,
  bindByName,
  heldBackBy,
  idPlace,
  notesOnFormerNames,
  orById,
  twoOfOne,
  type Ambiguous,
  type Side,
} from "./former.ts";

interface Bound {
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Live ones, by key, that are left alone because a declared one may be they. */
  readonly heldBack: ReadonlyMap<string, Ambiguous>;
  readonly notes: readonly string[];
}

/** What else is live, and how the service speaks of people. */
type Beside = Pick<State, "accounts" | "gone"> & {
  readonly vocabulary?: Pick<Vocabulary, "onLeave" | "handle">;
  /** Whether somebody whom no file names has anything that the files could end; everybody may unless it is said. */
  readonly mayLose?: (member: string) => boolean;
  /** Whether the files as they were last applied name somebody active by that key: whoever stands there beside another is not they. */
  readonly wasNamed?: (member: string) => boolean;
  /** Whether an earlier run invited them. */
  readonly wasInvited?: (member: string) => boolean;
};

/** Binds every declared member. */
export function bindMembers(
  side: Side<Member>,
  {
    accounts = new Map(),
    gone = new Set(),
    vocabulary,
    mayLose = () => true,
    wasNamed = () => false,
    wasInvited = () => false,
  }: Beside = {},
): Bound {
  const byId = once(() => new Map([...side.live.values()].map((member) => [whoseIs(member), member])));
  const bindings = new Map<string, Binding>();
  for (const member of side.desired.values()) {
    const found = member.declaredId === undefined ? undefined : byId().get(member.declaredId);
    const binding =
      found === undefined
        ? (strangerTo(member, side) ?? bindByName(member, side))
        : bindById(member, found, side);
    bindings.set(
      member.key,
      withoutGone(
        member,
        binding.as === "new" ? (otherwise(member, { accounts, gone }) ?? binding) : binding,
      ),
    );
  }
  twoOfOne(bindings, "member");
  otherwiseCalled(bindings, side);
  const end = vocabulary?.onLeave === "remove" ? "removed" : "deactivated";
  const joinsByName = vocabulary?.handle?.passesOn === true;
  probableRenames(bindings, side, { accounts, mayLose, wasNamed, wasInvited, end, joinsByName });
  const notes = [...side.desired.values()].flatMap((member) => {
    const binding = bindings.get(member.key);
    return binding?.as === "bound" && binding.by === "key" ? notesOnFormerNames(member, side) : [];
  });
  return { bindings, heldBack: heldBackBy(bindings, side), notes };
}

/** Somebody else who has what a member was called: such a name passes on, and only the id says who is meant. */
function strangerTo(member: Member, { live }: Side<Member>): Binding | undefined {
  const { key, declaredId, handleKind } = member;
  const other = live.get(key);
  const whose = other === undefined ? undefined : whoseIs(other);
  if (handleKind !== "login" || declaredId === undefined || whose === undefined) return undefined;
  return stranger(member, whose);
}

function stranger(member: Member, whose: string): Binding {
  return ambiguous(
    `${member.email} is somebody else now: it belongs to ${whose}, and the files mean ${String(member.declaredId)} (${idPlace(member)}). Nothing is sent to it. Find out what they call themselves now, or correct the id`,
    [whose],
    "stranger",
  );
}

/** The account of a member, and of an invitation the one that it went to, where that is known. */
function whoseIs({ id, state, handleKind, account }: Member): string | undefined {
  return isInvitation(state) && handleKind === "login" ? account : id;
}

/** Why whoever is not there is not to be let in: the name is somebody else's, or nobody's. */
function otherwise(
  member: Member,
  { accounts, gone }: Required<Pick<State, "accounts" | "gone">>,
): Binding | undefined {
  const { key, email, declaredId, state } = member;
  if (state === "active" && declaredId !== undefined && gone.has(declaredId))
    return ambiguous(
      `the account ${declaredId} of ${email} is gone at the service (${idPlace(member)}). Take them out, or correct the id`,
      [],
      "unknown_account",
    );
  const now = accounts.get(key);
  if (state !== "active" || now === undefined) return undefined;
  if (declaredId !== undefined) return now === null || now === declaredId ? undefined : stranger(member, now);
  if (now !== null) return undefined;
  return ambiguous(
    `nobody is called ${email} at the service: they may call themselves otherwise now, or be gone. Correct the name in the files, or take them out`,
    [],
    "unknown_account",
  );
}

/** Whoever is there under another name than the files give, by one that the service knows them by as well: one person, not two. */
function otherwiseCalled(bindings: Map<string, Binding>, { desired, live }: Side<Member>): void {
  const called = new Map(
    [...live.values()].flatMap((member) =>
      member.alsoCalled === undefined ? [] : [[member.alsoCalled, member] as const],
    ),
  );
  if (called.size === 0) return;
  const bound = new Set(
    [...bindings.values()].flatMap((binding) => (binding.as === "bound" ? [binding.live.key] : [])),
  );
  for (const [key, binding] of bindings) {
    const [member, other] = [desired.get(key), called.get(key)];
    if (binding.as !== "new" || member === undefined || other === undefined) continue;
    const isNamed = bound.has(other.key);
    const message = isNamed
      ? `${member.email} is the user name of ${other.email}, who stands in the files as well: one person. Take one of the two out`
      : `${member.email} is the user name of ${other.email}, as they are called here: one person. Write ${other.email} in place of ${member.email}${orById(member, member.email, [other])}`;
    bindings.set(
      key,
      ambiguous(message, isNamed ? [] : [other.id], isNamed ? "ambiguous" : "probable_rename"),
    );
  }
}

/** An invitation cannot move to another address, and whoever has gone has no account to keep. */
function withoutGone(member: Member, binding: Binding): Binding {
  if (binding.as !== "bound" || binding.by === "key" || binding.live.kind !== "member") return binding;
  const { email, state, id, account } = binding.live;
  // It went to the account, whatever that is called.
  if (account !== undefined && account === member.declaredId) return binding;
  if (state === "pending") {
    return ambiguous(
      `${email} is still invited, and an invitation cannot move to ${member.email}. Let them accept it first, or cancel it at the service: then ${member.email} is invited`,
      [id],
    );
  }
  return isInvitation(state) || state === "left" ? { as: "new" } : binding;
}

/**
 * Declared people who are not there, while somebody unlisted may be they: whoever has their name or the same local part, or
 * was made for them; and, of a name that nobody has any more, whoever no file names. Both are held back.
 */
function probableRenames(bindings: Map<string, Binding>, side: Side<Member>, around: Around): void {
  const { missing, nobodys, leavers, mailed } = absentIn(bindings, side, around);
  if (missing.length + nobodys.length + leavers.length + mailed.length === 0) return;
  const unlisted = unlistedIn(bindings, side);
  const byTrait = grouped(
    unlisted.flatMap((member) => traitsOf(member).map((trait) => [trait, member] as const)),
    ([trait]) => trait,
  );
  for (const member of missing) {
    const alike = new Set(
      traitsOf(member).flatMap((trait) => (byTrait.get(trait) ?? []).map(([, other]) => other)),
    );
    if (alike.size > 0) bindings.set(member.key, renamed(member, [...alike], around.end));
  }
  const { mayLose, wasNamed, wasInvited } = around;
  // Two whom the files named beside each other before are two people: neither is the other under a new name.
  const strangers = once(() => unlisted.filter(({ key }) => !wasNamed(key)));
  const losing = once(() => unlisted.filter(({ key }) => mayLose(key)));
  const losingStrangers = once(() => strangers().filter(({ key }) => mayLose(key)));
  for (const member of nobodys) {
    const perhaps = wasNamed(member.key) ? losingStrangers() : losing();
    if (perhaps.length > 0) bindings.set(member.key, perhapsOneOf(member, perhaps, perhaps));
  }
  // Whoever was to go is still here, perhaps; the others lose nothing by that.
  if (unlisted.length > 0)
    for (const member of leavers) bindings.set(member.key, perhapsOneOf(member, unlisted, []));
  for (const member of mailed) {
    if (bindings.get(member.key)?.as !== "new") continue;
    const isHere = member.state === "active";
    // Whom nothing says to have been invited before is new.
    if (isHere && !wasNamed(member.key) && !wasInvited(member.key)) continue;
    const held = isHere ? losingStrangers() : strangers();
    if (held.length > 0) bindings.set(member.key, joinedPerhaps(member, held, around.end));
  }
}

interface Around extends Required<Pick<Beside, "accounts" | "mayLose" | "wasNamed" | "wasInvited">> {
  /** Whoever is invited by mail is known by another name once they have joined. */
  readonly joinsByName: boolean;
  /** What the files call whoever has left. */
  readonly end: MemberState;
}

/** Who is declared and not there; of those that nobody is called any more, apart, those who were to go. */
function absentIn(
  bindings: ReadonlyMap<string, Binding>,
  { desired }: Side<Member>,
  { accounts, joinsByName }: Pick<Around, "accounts" | "joinsByName">,
) {
  const none = (): Member[] => [];
  const absent = { missing: none(), nobodys: none(), leavers: none(), mailed: none() };
  bindings.forEach((binding, key) => {
    const member = desired.get(key);
    // Who is known by an id under a name that passes on is not somebody else.
    if (member === undefined || (member.handleKind === "login" && member.declaredId !== undefined)) return;
    const isNew = binding.as === "new";
    if (isNew && joinsByName && member.handleKind !== "login") absent.mailed.push(member);
    if (member.state !== "active") {
      if (isNew && accounts.get(key) === null) absent.leavers.push(member);
    } else if (isNew) absent.missing.push(member);
    else if (binding.as === "ambiguous" && binding.code === "unknown_account") absent.nobodys.push(member);
  });
  return absent;
}

/** Active people whom no file names, as far as the bindings tell. */
function unlistedIn(bindings: ReadonlyMap<string, Binding>, { desired, live }: Side<Member>): Member[] {
  const taken = new Set<string>();
  for (const binding of bindings.values()) {
    // Whoever is bound by their own name stands in a file.
    if (binding.as === "bound" && binding.by !== "key") taken.add(binding.live.key);
  }
  return [...live.values()].filter(
    ({ state, key }) => state === "active" && !desired.has(key) && !taken.has(key),
  );
}

function renamed(member: Member, alike: readonly Member[], gone: MemberState): Ambiguous {
  const others = alike.map((other) => other.email).join(", ");
  return ambiguous(
    `${member.email} is not there, but ${others} is and stands in no file: perhaps the same person under another address. ` +
      `If so, give ${others} under previously${orById(member, member.email, alike)}; if not, list ${others} too (with its role, or with state: ${gone})`,
    alike.map((other) => other.id),
    "probable_rename",
  );
}

/** Nobody is called so any more: each whom no file names may be they, and loses nothing until it is known who was meant. */
function perhapsOneOf(member: Member, unlisted: readonly Member[], held: readonly Member[]): Ambiguous {
  const names = unlisted.map(({ email }) => email).sort(compareText);
  const others = someOf(names);
  const whoever = names.length === 1 ? others : `whichever of ${others} they are`;
  return ambiguous(
    `nobody is called ${member.email} at the service any more, and ${others} ${names.length === 1 ? "stands" : "stand"} in no file: perhaps the same person under another name. ` +
      `If so, write ${whoever} in place of ${member.email}${orById(member, member.email, unlisted)}; if not, take ${member.email} out of the files`,
    held.map(({ id }) => id),
    "probable_rename",
  );
}

/** Who was invited by mail and waits no more has joined, perhaps, under a name that nobody here knows. */
function joinedPerhaps(member: Member, unlisted: readonly Member[], gone: MemberState): Ambiguous {
  const names = unlisted.map(({ email }) => email).sort(compareText);
  const others = someOf(names);
  const [stand, whoever] =
    names.length === 1 ? ["stands", others] : ["stand", `whichever of ${others} they are`];
  const isHere = member.state === "active";
  const rest = isHere
    ? `list ${others} too (with a role, or with state: ${gone})`
    : `take ${member.email} out of the files`;
  return ambiguous(
    `nobody is invited as ${member.email} now, whom the files know by a mail address alone, and ${others} ${stand} in no file: perhaps they joined under that name. ` +
      `If so, write ${whoever} in place of ${member.email}; if not, ${rest}`,
    isHere ? unlisted.map(({ id }) => id) : [],
    "probable_rename",
  );
}

function traitsOf({ key, name, madeFor = key }: Member): string[] {
  const end = key.lastIndexOf("@");
  const shown = fold(name ?? "").trim();
  return [
    ...(end < 0 ? [] : [`local ${key.slice(0, end)}`]),
    ...(shown === "" ? [] : [`name ${shown}`]),
    `made ${madeFor}`,
  ];
}

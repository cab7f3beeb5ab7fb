/** Which live member each declared one is: by id where the files carry one, then by e-mail, then by a former e-mail. */
import type { Binding } from "../model/change.ts";
import { isInvitation, type Member } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { once } from "../model/once.ts";
import { fold } from "../model/text.ts";
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

/** Binds every declared member. */
export function bindMembers(
  side: Side<Member>,
  { accounts = new Map(), gone = new Set() }: Pick<State, "accounts" | "gone"> = {},
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
  probableRenames(bindings, side);
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

/** Declared people who are not there, while somebody unlisted has their name or the same local part: both are held back. */
function probableRenames(bindings: Map<string, Binding>, { desired, live }: Side<Member>): void {
  const missing: string[] = [];
  bindings.forEach((binding, key) => {
    if (binding.as === "new") missing.push(key);
  });
  if (missing.length === 0) return;
  const taken = new Set<string>();
  for (const binding of bindings.values()) {
    // Whoever is bound by their own name stands in a file.
    if (binding.as === "bound" && binding.by !== "key") taken.add(binding.live.key);
  }
  const unlisted = new Map<string, Member[]>();
  for (const member of live.values()) {
    if (member.state !== "active" || desired.has(member.key) || taken.has(member.key)) continue;
    for (const trait of traitsOf(member)) {
      const sharing = unlisted.get(trait);
      if (sharing === undefined) unlisted.set(trait, [member]);
      else sharing.push(member);
    }
  }
  for (const key of missing) {
    const member = desired.get(key);
    if (member?.state !== "active") continue;
    // Who is known by an id under a name that passes on is not somebody else.
    if (member.handleKind === "login" && member.declaredId !== undefined) continue;
    const alike = [...new Set(traitsOf(member).flatMap((trait) => unlisted.get(trait) ?? []))];
    if (alike.length === 0) continue;
    const others = alike.map((other) => other.email).join(", ");
    const message =
      `${member.email} is not there, but ${others} is and stands in no file: perhaps the same person under another address. ` +
      `If so, give ${others} under previously${orById(member, member.email, alike)}; if not, list ${others} too (with its role, or with state: deactivated)`;
    bindings.set(
      key,
      ambiguous(
        message,
        alike.map((other) => other.id),
        "probable_rename",
      ),
    );
  }
}

function traitsOf({ key, name }: Member): string[] {
  const end = key.lastIndexOf("@");
  const shown = fold(name ?? "").trim();
  return [...(end < 0 ? [] : [`local ${key.slice(0, end)}`]), ...(shown === "" ? [] : [`name ${shown}`])];
}

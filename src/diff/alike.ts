/**
 * Probable renames: a declared object that is not there, beside a live one that no file names and that looks like it. To make
 * the one and delete the other would lose what the live one holds, so both are held back until somebody says which it is.
 */
import type { Binding, HeldBack } from "../model/change.ts";
import type { ServiceAccount } from "../model/entities/account.ts";
import type { Key } from "../model/entities/key.ts";
import type { Role } from "../model/entities/role.ts";
import type { Team } from "../model/entities/team.ts";
import type { Entity, Kind } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { once } from "../model/once.ts";
import { fold } from "../model/text.ts";
import { ambiguous, orById, type Ambiguous } from "./former.ts";

/** What is held back of one kind: the declared ones, and the live ones that each may be, by key. */
export interface Probable {
  readonly declared: ReadonlyMap<string, Ambiguous>;
  readonly live: ReadonlyMap<string, Ambiguous>;
}

const nothingProbable: Probable = { declared: new Map(), live: new Map() };

/** How alike two of a kind are told, in sets that are compared one with its like; an empty set tells nothing. */
type Traits = Readonly<Record<string, ReadonlySet<string>>>;

/** The trait of which a single thing in common tells enough. */
const oneIsEnough = "key of its own";

interface Sides<E extends Entity> {
  /** As a person says it: "team", "service account". */
  readonly noun: string;
  readonly nameOf: (object: E) => string;
  /** As the list of ids names it. */
  readonly idName: (object: E) => string;
  readonly absent: readonly E[];
  readonly unlisted: readonly E[];
  readonly wantedTraits: (object: E) => Traits;
  readonly liveTraits: (object: E) => Traits;
  /** The line that says that they are one, or how else that is settled. */
  readonly settles: (wanted: E, others: string) => string;
}

/** Teams that are declared and not there, by their bindings, while one that no file names has the same name, people or shares. */
export function probableTeams(desired: State, live: State, bindings: ReadonlyMap<string, Binding>): Probable {
  const taken = new Set(
    [...bindings.values()].flatMap((binding) => (binding.as === "bound" ? [binding.live.key] : [])),
  );
  const absent = [...desired.team.values()].filter(({ key }) => bindings.get(key)?.as === "new");
  if (absent.length === 0) return nothingProbable;
  const stays = stayingIn(desired);
  const [wanted, there] = [teamTraits(desired, stays), teamTraits(live, stays)];
  return probable<Team>({
    noun: "team",
    nameOf: ({ slug }) => slug,
    idName: ({ slug }) => slug,
    absent,
    unlisted: [...live.team.values()].filter(({ key }) => !taken.has(key) && !desired.team.has(key)),
    wantedTraits: wanted,
    liveTraits: there,
    settles: (team, others) => `write previously: [${others}] at ${team.slug}`,
  });
}

/** Whoever leaves is there before and not after, and must not make two things look alike on one day alone. */
function stayingIn({ member }: State): (key: string) => boolean {
  return (key) => (member.get(key)?.state ?? "active") === "active";
}

function teamTraits(
  { team_membership, share }: State,
  stays: (member: string) => boolean,
): (team: Team) => Traits {
  const people = once(() =>
    grouped(team_membership.values(), ({ team, member }) => (stays(member) ? [team, member] : null)),
  );
  const shares = once(() =>
    grouped(share.values(), (it) =>
      it.holder.kind === "team" ? [it.holder.key, `${it.resource}:${it.name}`] : null,
    ),
  );
  return ({ key, slug, name }) => ({
    name: new Set([fold(name ?? slug).trim()]),
    people: people().get(key) ?? nothing,
    shares: shares().get(key) ?? nothing,
  });
}

/** Roles that are declared and not there, while one that no file names allows the same or is held by the same. */
export function probableRoles(desired: State, live: State): Probable {
  const stays = stayingIn(desired);
  const [wanted, there] = [roleTraits(desired, stays), roleTraits(live, stays)];
  return probable<Role>({
    noun: "role",
    nameOf: ({ name }) => name,
    idName: ({ name }) => name,
    ...apartFrom(desired.role, live.role, live),
    wantedTraits: wanted,
    liveTraits: there,
    settles: renamedBack,
  });
}

function roleTraits(
  { member, service_account }: State,
  stays: (member: string) => boolean,
): (role: Role) => Traits {
  const holders = once(() =>
    grouped([...member.values(), ...service_account.values()], ({ kind, key, role }) =>
      role === undefined || (kind === "member" && !stays(key)) ? null : [role, `${kind} ${key}`],
    ),
  );
  return ({ key, base, permissions }) => ({
    permissions: new Set(permissions.map((permission) => `${base} ${permission}`)),
    holders: holders().get(key) ?? nothing,
  });
}

/** Service accounts that are declared and not there, while one that no file names has the same keys, shares or description. */
export function probableAccounts(desired: State, live: State): Probable {
  const [wanted, there] = [accountTraits(desired), accountTraits(live)];
  return probable<ServiceAccount>({
    noun: "service account",
    nameOf: ({ name }) => name,
    idName: ({ name }) => name,
    ...apartFrom(desired.service_account, live.service_account, live),
    wantedTraits: (account) => ({ ...wanted(account), ...standing(account) }),
    liveTraits: (account) => ({ ...there(account), stand: new Set([standOf(account)]) }),
    settles: renamedBack,
  });
}

function accountTraits({ key: keys, share }: State): (account: ServiceAccount) => Traits {
  const names = once(() => grouped(keys.values(), ({ account, name }) => [account, fold(name)]));
  const scoped = once(() =>
    grouped(keys.values(), ({ account, name, scopes }) => [
      account,
      `${fold(name)} ${[...scopes].sort().join(" ")}`,
    ]),
  );
  const shares = once(() =>
    grouped(share.values(), (it) =>
      it.holder.kind === "service_account" ? [it.holder.key, `${it.resource}:${it.name}`] : null,
    ),
  );
  return (account) => {
    const { key, description = "" } = account;
    return {
      // One key of the same name is enough where the owner is the same, and the role or what the key may do: whatever uses
      // the account would stop.
      [oneIsEnough]: new Set([
        ...[...(names().get(key) ?? [])].map((name) => `${standOf(account)} ${name}`),
        ...[...(scoped().get(key) ?? [])].map((one) => `${ownerOf(account)}: ${one}`),
      ]),
      description: description.trim() === "" ? nothing : new Set([fold(description).trim()]),
      keys: names().get(key) ?? nothing,
      shares: shares().get(key) ?? nothing,
    };
  };
}

/** Of an account whose keys and shares the files leave open, nothing else is known than what it is for. */
function standing(account: ServiceAccount): Traits {
  const tellsMore = account.keysListed === true || account.sharesListed === true;
  return { stand: tellsMore || account.role === undefined ? nothing : new Set([standOf(account)]) };
}

function standOf(account: ServiceAccount): string {
  return `${account.role ?? ""} ${ownerOf(account)}`;
}

function ownerOf({ owner }: ServiceAccount): string {
  return `${owner?.kind ?? ""} ${owner?.key ?? ""}`;
}

/** Keys of an account that is there: one that is declared and missing, beside one with the same scopes that the files do not name. */
export function probableKeys(desired: State, live: State): Probable {
  const isOfBoth = ({ account }: Key): boolean =>
    desired.service_account.has(account) && live.service_account.has(account);
  const { absent, unlisted } = apartFrom(desired.key, live.key, live);
  return probable<Key>({
    noun: "key",
    nameOf: ({ name }) => name,
    idName: ({ account, name }) => `${account}/${name}`,
    absent: absent.filter(isOfBoth),
    unlisted: unlisted.filter(isOfBoth),
    wantedTraits: keyTraits,
    liveTraits: keyTraits,
    settles: renamedBack,
  });
}

function keyTraits({ account, scopes }: Key): Traits {
  return { scopes: new Set([`${account}: ${scopes.join(" ")}`]) };
}

function renamedBack(wanted: Entity & { readonly name?: string }, others: string): string {
  return `rename it back at the service, or call it ${others} in the files in place of ${wanted.name ?? wanted.key}`;
}

/** What is declared and not there, and what is there and not declared; names that several live objects share are told elsewhere. */
function apartFrom<E extends Entity>(
  wanted: ReadonlyMap<string, E>,
  there: ReadonlyMap<string, E>,
  { collisions }: State,
): { readonly absent: readonly E[]; readonly unlisted: readonly E[] } {
  const shared = new Set(collisions.map(({ kind, key }) => `${kind} ${key}`));
  return {
    absent: [...wanted.values()].filter((it) => !there.has(it.key) && !shared.has(`${it.kind} ${it.key}`)),
    unlisted: [...there.values()].filter(({ key }) => !wanted.has(key)),
  };
}

function probable<E extends Team | Role | ServiceAccount | Key>(sides: Sides<E>): Probable {
  const { noun, nameOf, absent, unlisted, settles } = sides;
  if (absent.length === 0 || unlisted.length === 0) return nothingProbable;
  const byTrait = indexed(unlisted, sides.liveTraits);
  const declared = new Map<string, Ambiguous>();
  const live = new Map<string, Ambiguous>();
  for (const wanted of absent) {
    const traits = sides.wantedTraits(wanted);
    const touching = new Set(tokensOf(traits).flatMap((token) => byTrait.get(token) ?? []));
    const alike = [...touching].filter((other) => areAlike(traits, sides.liveTraits(other)));
    if (alike.length === 0) continue;
    const others = alike.map(nameOf).sort().join(", ");
    const message =
      `${noun} ${nameOf(wanted)} is not there, but ${others} is, stands in no file and looks like it: perhaps the same under another name. ` +
      `If so, ${settles(wanted, others)}${orById(wanted, sides.idName(wanted), alike)}; if not, list ${others} too, and take it out in a later change`;
    const open = ambiguous(
      message,
      alike.map(({ id }) => id),
      "probable_rename",
    );
    declared.set(wanted.key, open);
    for (const other of alike) live.set(other.key, open);
  }
  return { declared, live };
}

/** Live objects by each single thing that tells of them, so that nobody is compared with everybody. */
function indexed<E>(objects: readonly E[], traitsOf: (object: E) => Traits): Map<string, E[]> {
  const byTrait = new Map<string, E[]>();
  for (const object of objects) {
    for (const token of tokensOf(traitsOf(object))) {
      const same = byTrait.get(token);
      if (same === undefined) byTrait.set(token, [object]);
      else same.push(object);
    }
  }
  return byTrait;
}

function tokensOf(traits: Traits): string[] {
  return Object.entries(traits).flatMap(([trait, values]) => [...values].map((value) => `${trait} ${value}`));
}

function areAlike(one: Traits, other: Traits): boolean {
  return Object.entries(one).some(([trait, values]) => {
    const others = other[trait] ?? nothing;
    if (trait === oneIsEnough) return [...values].some((value) => others.has(value));
    // One thing is shared with many; that it is the only one tells nothing.
    return (trait !== "shares" || values.size > 1) && areMostlySame(values, others);
  });
}

/** All of both; or at least two, and more than half of each. */
function areMostlySame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const common = [...one].filter((value) => other.has(value)).length;
  const larger = Math.max(one.size, other.size);
  return common > 0 && (common === larger || (common >= 2 && common * 2 > larger));
}

const nothing: ReadonlySet<string> = new Set();

function grouped<T>(
  items: Iterable<T>,
  entry: (item: T) => readonly [group: string, value: string] | null,
): Map<string, Set<string>> {
  const groups = new Map<string, Set<string>>();
  for (const item of items) {
    const found = entry(item);
    if (found === null) continue;
    const [group, value] = found;
    const values = groups.get(group);
    if (values === undefined) groups.set(group, new Set([value]));
    else values.add(value);
  }
  return groups;
}

/** Each of a kind that is held back, with its reason. */
export function heldBackAs(kind: Kind, held: Probable | undefined, desired: State): HeldBack[] {
  const declared = [...(held?.declared ?? [])].map(([key, binding]) => ({
    ...{ kind, key, binding },
    declared: desired[kind].get(key) ?? null,
  }));
  const live = [...(held?.live ?? [])].map(([key, binding]) => ({ kind, key, binding, declared: null }));
  return [...declared, ...live];
}

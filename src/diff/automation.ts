/** Differences in roles, service accounts, keys, shares and ownership. */
import type { Change } from "../model/change.ts";
import type { Entity, Key, Share } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import type { Bindings } from "./bind.ts";
import { compare } from "./compare.ts";
import { heldBackAs, probableAccounts, probableKeys, probableRoles, type Probable } from "./alike.ts";
import { nothingPlaced, placeNames, type Placed, type Unplaced } from "./placed.ts";

export interface AutomationChanges {
  readonly changes: readonly Change[];
  readonly unplaced: readonly Unheld[];
}

/** What is held back, declared or live. */
export type Unheld = Omit<Unplaced, "declared"> & { readonly declared: Entity | null };

export interface AutomationSides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  readonly bindings: Bindings;
  readonly leaves: (member: string) => boolean;
}

/** Compares what people do not hold themselves. `leaves` tells who leaves the organization: what is shared with them ends by itself. */
export function automationChanges(input: AutomationSides): AutomationChanges {
  const { organization, live, leaves, bindings } = input;
  const { desired } = organization;
  const { coverage } = live;
  const placed = placeNames(desired, live);
  const ended = endedNames(organization, live);
  const roles = apart(desired.role, live);
  const accounts = apart(desired.service_account, live);
  const keys = apart(desired.key, live);
  const shares = apart(placed.shares, live);
  const unclear = unclearBy(bindings);
  const alike = probables(organization, aside(live, unclear, "live"), {
    ended,
    desired: aside(desired, unclear, "declared"),
  });
  const held = heldOf(unclear, alike);
  // What another account of that name has is not this one's.
  const isTold = ({ holder }: Share): boolean =>
    holder.kind !== "service_account" || !unclear.service_account.declared.has(holder.key);
  return {
    unplaced: [
      ...[placed, ended, roles, accounts, keys, shares].flatMap((one): readonly Unheld[] => one.unplaced),
      ...(["role", "service_account", "key"] as const).flatMap((kind) =>
        heldBackAs(kind, alike[kind], desired),
      ),
    ],
    changes: [
      ...compare({
        kind: "role",
        wanted: without(roles.clear, held.role.declared),
        live: without(live.role, held.role.live),
        fields: ["base", "permissions"],
        coverage: [coverage.role],
        isUnlisted: () => true,
      }),
      ...compare({
        kind: "service_account",
        wanted: without(accounts.clear, held.service_account.declared),
        live: without(live.service_account, held.service_account.live),
        fields: ["description", "role", "owner"],
        coverage: [coverage.service_account],
        taken: [coverage.key],
        isUnlisted: ({ key }) => !ended.accounts.has(key),
      }),
      ...keyChanges(input, { held, clear: keys.clear, ended }),
      ...changesOfPlaced({
        organization,
        live,
        leaves,
        placed,
        ended,
        shares: only(shares.clear, isTold),
        isTold,
      }),
    ],
  };
}

interface KeySides {
  readonly held: Held;
  readonly clear: ReadonlyMap<string, Key>;
  readonly ended: Ended;
}

/** Of an account of which it is not known which one it is, no key is touched. */
function keyChanges({ organization, live }: AutomationSides, { held, clear, ended }: KeySides): Change[] {
  const { declared, live: there } = held.service_account;
  const isClear = ({ account }: Key): boolean => !declared.has(account) && !there.has(account);
  return compare({
    kind: "key",
    wanted: only(without(clear, held.key.declared), isClear),
    live: only(
      without(live.key, held.key.live),
      (key) =>
        isClear(key) && (organization.desired.key.has(key.key) || keysListed(key.account, organization)),
    ),
    fields: ["scopes"],
    coverage: [live.coverage.key, live.coverage.service_account],
    // Somebody asked for the end of all keys of an account that is disabled, whatever they are called.
    isUnlisted: ({ account }) =>
      !ended.accounts.has(account) && organization.desired.service_account.get(account)?.disabled !== true,
  });
}

type HeldKind = "role" | "service_account" | "key";
type Held = Readonly<Record<HeldKind, Probable>>;

/** What the ids of the files leave open. */
function unclearBy({ heldBack, ...bindings }: Bindings): Held {
  const of = (kind: HeldKind): Probable => ({
    declared: new Map(
      [...bindings[kind]].flatMap(([key, binding]) => (binding.as === "ambiguous" ? [[key, binding]] : [])),
    ),
    live: heldBack[kind],
  });
  return { role: of("role"), service_account: of("service_account"), key: of("key") };
}

function aside(state: State, held: Held, side: keyof Probable): State {
  return {
    ...state,
    role: without(state.role, held.role[side]),
    service_account: without(state.service_account, held.service_account[side]),
    key: without(state.key, held.key[side]),
  };
}

function heldOf(one: Held, other: Held): Held {
  const of = (kind: HeldKind): Probable => ({
    declared: new Map([...one[kind].declared, ...other[kind].declared]),
    live: new Map([...one[kind].live, ...other[kind].live]),
  });
  return { role: of("role"), service_account: of("service_account"), key: of("key") };
}

/** Of what nobody manages, nothing is said; an account that a date has ended is known. */
function probables(
  organization: Organization,
  live: State,
  { ended, desired }: { readonly ended: Ended; readonly desired: State },
): Held {
  const known = { ...live, service_account: without(live.service_account, ended.accounts) };
  const listed = {
    ...live,
    key: only(live.key, (key) => keysListed(key.account, organization) || desired.key.has(key.key)),
  };
  return {
    role: probableRoles(desired, live),
    service_account: probableAccounts(desired, known),
    key: probableKeys(desired, listed),
  };
}

interface PlacedSides {
  readonly organization: Organization;
  readonly live: State;
  readonly leaves: (member: string) => boolean;
  readonly placed: Placed;
  readonly ended: Ended;
  readonly shares: ReadonlyMap<string, Share>;
  /** Whether it is known who holds a share. */
  readonly isTold: (share: Share) => boolean;
}

/** Changes of shares and ownerships, which name resources. */
function changesOfPlaced({
  organization: { desired },
  live,
  leaves,
  placed,
  ended,
  shares,
  isTold,
}: PlacedSides): Change[] {
  const { coverage } = live;
  const isManaged = (share: Share): boolean =>
    !placed.twice.has(share.key) &&
    isTold(share) &&
    (isNamed(share, [placed, ended]) || isListed(share, desired, leaves));
  const changes = [
    ...compare({
      kind: "share",
      wanted: shares,
      live: only(live.share, isManaged),
      fields: ["level"],
      coverage: [coverage.share, coverage.team, coverage.service_account, coverage.member],
      isUnlisted: ({ key }) => !ended.shares.has(key),
    }),
    ...compare({
      kind: "ownership",
      wanted: placed.ownerships,
      live: only(live.ownership, (item) => placed.ownerships.has(item.key)),
      fields: ["owner"],
      coverage: [coverage.ownership],
      isUnlisted: () => false,
    }),
  ];
  return told(changes, [placed, ended]);
}

/** Changes of what is named otherwise in the files than at the service, with what the files say of it. */
function told(changes: readonly Change[], sides: readonly Placed[]): Change[] {
  const byId = new Map(sides.flatMap(({ byOtherName }) => [...byOtherName]));
  return changes.map((change) => {
    const declared = byId.get(`${change.kind} ${change.key}`);
    return declared === undefined ? change : { ...change, declared };
  });
}

/** Whether the files say which keys an account has; an account that is to be deleted has none. */
function keysListed(account: string, { desired, ended, policy }: Organization): boolean {
  if (ended?.service_account.has(account) === true) return true;
  const declared = desired.service_account.get(account);
  return declared === undefined
    ? policy.unlisted.service_accounts === "delete"
    : declared.keysListed === true;
}

/** The declared entities, without those whose name several live objects share. */
function apart<E extends Entity>(
  wanted: ReadonlyMap<string, E>,
  { collisions }: State,
): { readonly clear: ReadonlyMap<string, E>; readonly unplaced: readonly Unplaced[] } {
  const shared = new Map(collisions.map((item) => [`${item.kind} ${item.key}`, item.ids]));
  const unplaced: Unplaced[] = [];
  const clear = new Map<string, E>();
  for (const [key, declared] of wanted) {
    const { kind } = declared;
    const ids = shared.get(`${kind} ${key}`);
    if (ids === undefined) {
      clear.set(key, declared);
      continue;
    }
    const message = `${ids.length} live objects share the name ${key} (${ids.join(", ")}); remove or rename one of them at the service`;
    unplaced.push({ kind, key, binding: { as: "ambiguous", code: "ambiguous", message, ids }, declared });
  }
  return { clear, unplaced };
}

function without<T>(map: ReadonlyMap<string, T>, held: ReadonlyMap<string, unknown>): ReadonlyMap<string, T> {
  return held.size === 0 ? map : new Map([...map].filter(([key]) => !held.has(key)));
}

function only<T>(map: ReadonlyMap<string, T>, keep: (item: T) => boolean): ReadonlyMap<string, T> {
  return new Map([...map].filter(([, item]) => keep(item)));
}

function isNamed({ key }: Share, sides: readonly Pick<Placed, "shares">[]): boolean {
  return sides.some(({ shares }) => shares.has(key));
}

/** Whether the files say what is shared with the holder, so that a share they do not name is one too many. */
function isListed({ holder }: Share, desired: State, leaves: (member: string) => boolean): boolean {
  switch (holder.kind) {
    case "team":
      return desired.team.get(holder.key)?.sharesListed === true;
    case "service_account":
      return desired.service_account.get(holder.key)?.sharesListed === true;
    case "member":
      return desired.member.get(holder.key)?.sharesListed === true && !leaves(holder.key);
  }
}

interface Ended extends Placed {
  readonly accounts: ReadonlyMap<string, unknown>;
}

/** What a date has ended, under the names that the live side uses. Of a resource that is not there, nothing is left to end. */
function endedNames({ ended }: Organization, live: State): Ended {
  if (ended === undefined) return { accounts: new Map(), ...nothingPlaced };
  const placed = placeNames(ended, live);
  const { shares, unplaced } = placed;
  const accounts = apart(ended.service_account, live);
  const unclear = unplaced.filter(({ binding }) => binding.code === "ambiguous");
  return {
    ...placed,
    accounts: accounts.clear,
    shares,
    unplaced: [...unclear, ...accounts.unplaced],
  };
}

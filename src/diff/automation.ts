/** Differences in roles, service accounts, keys, shares and ownership. */
import type { Change } from "../model/change.ts";
import type { Entity, Share } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { compare } from "./compare.ts";
import { heldBackAs, probableAccounts, probableKeys, probableRoles, type Probable } from "./alike.ts";
import { nothingPlaced, placeNames, type Placed, type Unplaced } from "./placed.ts";

export interface AutomationChanges {
  readonly changes: readonly Change[];
  readonly unplaced: readonly Unheld[];
}

/** What is held back, declared or live. */
export type Unheld = Omit<Unplaced, "declared"> & { readonly declared: Entity | null };

/** Compares what people do not hold themselves. `leaves` tells who leaves the organization: what is shared with them ends by itself. */
export function automationChanges(
  organization: Organization,
  live: State,
  leaves: (member: string) => boolean,
): AutomationChanges {
  const { desired } = organization;
  const { coverage } = live;
  const placed = placeNames(desired, live);
  const ended = endedNames(organization, live);
  const roles = apart(desired.role, live);
  const accounts = apart(desired.service_account, live);
  const keys = apart(desired.key, live);
  const shares = apart(placed.shares, live);
  const alike = probables(organization, live, ended);
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
        wanted: without(roles.clear, alike.role.declared),
        live: without(live.role, alike.role.live),
        fields: ["base", "permissions"],
        coverage: [coverage.role],
        isUnlisted: () => true,
      }),
      ...compare({
        kind: "service_account",
        wanted: without(accounts.clear, alike.service_account.declared),
        live: without(live.service_account, alike.service_account.live),
        fields: ["description", "role", "owner"],
        coverage: [coverage.service_account],
        taken: [coverage.key],
        isUnlisted: ({ key }) => !ended.accounts.has(key),
      }),
      ...compare({
        kind: "key",
        wanted: only(
          without(keys.clear, alike.key.declared),
          ({ account }) => !alike.service_account.declared.has(account),
        ),
        live: only(
          without(live.key, alike.key.live),
          (key) =>
            desired.key.has(key.key) ||
            (keysListed(key.account, organization) && !alike.service_account.live.has(key.account)),
        ),
        fields: ["scopes"],
        coverage: [coverage.key, coverage.service_account],
        isUnlisted: ({ account }) => !ended.accounts.has(account),
      }),
      ...changesOfPlaced({ organization, live, leaves, placed, ended, shares: shares.clear }),
    ],
  };
}

/** Of what nobody manages, nothing is said; an account that a date has ended is known. */
function probables(
  organization: Organization,
  live: State,
  ended: Ended,
): Readonly<Record<"role" | "service_account" | "key", Probable>> {
  const { desired } = organization;
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
}

/** Changes of shares and ownerships, which name resources. */
function changesOfPlaced({
  organization: { desired },
  live,
  leaves,
  placed,
  ended,
  shares,
}: PlacedSides): Change[] {
  const { coverage } = live;
  const isManaged = (share: Share): boolean =>
    !placed.twice.has(share.key) && (isNamed(share, [placed, ended]) || isListed(share, desired, leaves));
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

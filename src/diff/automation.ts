/** Differences in roles, service accounts, keys, shares and ownership. */
import type { Binding, Change } from "../model/change.ts";
import {
  ownershipKey,
  shareKey,
  type Entity,
  type Kind,
  type Ownership,
  type Share,
} from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { compare } from "./compare.ts";
import { resourceFinder, type Found } from "./resources.ts";

/** What is declared and has no one place among what is live: its resource is not there, or several things could be it. */
export interface Unplaced {
  readonly kind: Kind;
  readonly key: string;
  readonly binding: Binding & { as: "ambiguous" };
  readonly declared: Entity;
}

export interface AutomationChanges {
  readonly changes: readonly Change[];
  readonly unplaced: readonly Unplaced[];
}

/** Compares what people do not hold themselves. `leaves` tells who leaves the organization: what is shared with them ends by itself. */
export function automationChanges(
  organization: Organization,
  live: State,
  leaves: (member: string) => boolean,
): AutomationChanges {
  const { desired } = organization;
  const { coverage } = live;
  const placed = placeNames(desired, live);
  const ended = endedNames(organization, live, leaves);
  const roles = apart(desired.role, live);
  const accounts = apart(desired.service_account, live);
  const keys = apart(desired.key, live);
  const shares = apart(placed.shares, live);
  return {
    unplaced: [placed, ended, roles, accounts, keys, shares].flatMap((one) => one.unplaced),
    changes: [
      ...compare({
        kind: "role",
        wanted: roles.clear,
        live: live.role,
        fields: ["base", "permissions"],
        coverage: [coverage.role],
        isUnlisted: () => true,
      }),
      ...compare({
        kind: "service_account",
        wanted: accounts.clear,
        live: live.service_account,
        fields: ["description", "role", "owner"],
        coverage: [coverage.service_account],
        taken: [coverage.key],
        isUnlisted: ({ key }) => !ended.accounts.has(key),
      }),
      ...compare({
        kind: "key",
        wanted: keys.clear,
        live: only(live.key, (key) => desired.key.has(key.key) || keysListed(key.account, organization)),
        fields: ["scopes"],
        coverage: [coverage.key, coverage.service_account],
        isUnlisted: ({ account }) => !ended.accounts.has(account),
      }),
      ...compare({
        kind: "share",
        wanted: shares.clear,
        live: only(live.share, (it) => isNamed(it, [placed, ended]) || isListed(it, desired, leaves)),
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
    ],
  };
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

interface Placed {
  readonly shares: ReadonlyMap<string, Share>;
  readonly ownerships: ReadonlyMap<string, Ownership>;
  readonly unplaced: readonly Unplaced[];
}

/** Declared shares and ownerships under the names that the live side uses for the resources. */
function placeNames(desired: State, live: State): Placed {
  const find = resourceFinder(live);
  const shares = new Map<string, Share>();
  const ownerships = new Map<string, Ownership>();
  const unplaced: Unplaced[] = [];
  for (const share of desired.share.values()) {
    const found = find(share.resource, share.name);
    if (found.as !== "found") {
      unplaced.push({ kind: "share", key: share.key, binding: unclear(found), declared: share });
      continue;
    }
    const named = { ...share, name: found.name };
    shares.set(shareKey(named), { ...named, key: shareKey(named) });
  }
  for (const item of desired.ownership.values()) {
    const found = find(item.resource, item.name);
    if (found.as === "found") {
      const key = ownershipKey(item.resource, found.name);
      ownerships.set(key, { ...item, name: found.name, key });
    } else {
      unplaced.push({ kind: "ownership", key: item.key, binding: unclear(found), declared: item });
    }
  }
  return { shares, ownerships, unplaced };
}

interface Ended {
  readonly accounts: ReadonlyMap<string, unknown>;
  readonly shares: ReadonlyMap<string, Share>;
  readonly unplaced: readonly Unplaced[];
}

/** What a date has ended, under the names that the live side uses. Of a resource that is not there, nothing is left to end. */
function endedNames({ ended }: Organization, live: State, leaves: (member: string) => boolean): Ended {
  if (ended === undefined) return { accounts: new Map(), shares: new Map(), unplaced: [] };
  const { shares, unplaced } = placeNames(ended, live);
  const staying = only(shares, ({ holder }) => holder.kind !== "member" || !leaves(holder.key));
  const accounts = apart(ended.service_account, live);
  const unclear = unplaced.filter(({ binding }) => binding.code === "ambiguous");
  return { accounts: accounts.clear, shares: staying, unplaced: [...unclear, ...accounts.unplaced] };
}

function unclear(found: Exclude<Found, { as: "found" }>): Binding & { as: "ambiguous" } {
  return found.as === "missing"
    ? { as: "ambiguous", code: "depends", message: found.message, ids: [] }
    : { as: "ambiguous", code: "ambiguous", message: found.message, ids: found.ids };
}

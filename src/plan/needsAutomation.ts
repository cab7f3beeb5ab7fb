/** What must be done first for roles, shares, service accounts, keys and transfers. */
import type { Holder, ShareLevel } from "../model/entity.ts";
import { eachOf } from "../model/keys.ts";
import type { JsonObject } from "../model/json.ts";
import { canOwn, ceilingOf } from "../model/role.ts";
import type { Draft, Reason } from "./draft.ts";
import { firstOf, memberObstacle, teamObstacle, unclear, type Edge, type Lookup } from "./obstacles.ts";

/** A role that somebody is given exists first, and can do what it will be able to do: no less, and no more for a moment. */
export function roleObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const role = draft.after?.["role"];
  if (typeof role !== "string") return null;
  edge(lookup.find("create_role", role));
  edge(lookup.find("update_role", role));
  const isNew = role !== draft.before?.["role"];
  return isNew && lookup.heldBack.has(`role ${role}`) ? unclear(`role ${role}`) : null;
}

/** A share needs its holder: there, active, and with the role under whose ceiling it falls. */
export function shareObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const holder = holderIn(draft.after, "holder");
  const level = draft.after?.["level"];
  const { before, after } = lookup.roles;
  // The role may change under its holder before the share comes.
  const allows: Allows = (role) =>
    [before, after].every((roles) => ceilingOf(role, roles).has(level as ShareLevel));
  return holder === null ? null : holderObstacle(holder, { lookup, edge, allows });
}

/** A service account needs its role and whoever answers for it. */
export function accountObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const obstacle = roleObstacle(draft, lookup, edge);
  if (draft.verb !== "create_service_account") return obstacle;
  const owner = holderIn(draft.after, "owner");
  return firstOf(
    obstacle,
    owner === null ? ownerless(draft.key) : holderObstacle(owner, { lookup, edge, allows: () => true }),
  );
}

/** Its declared owner has left, and nobody stands in: the service takes no account without one. */
function ownerless(account: string): Reason {
  return {
    code: "no_successor",
    message: `the owner of service account ${account} has left, and nobody is there in their place; name another owner in service_accounts, or a successor`,
  };
}

/** A transfer needs a receiver who is active and whose role may own things. */
export function transferObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  if (draft.kind === "service_account") {
    const owner = holderIn(draft.after, "owner");
    edge(lookup.find("create_service_account", draft.key));
    return owner === null ? null : holderObstacle(owner, { lookup, edge, allows: () => true });
  }
  const owner = draft.after?.["owner"];
  if (typeof owner !== "string") return null;
  const role = lookup.organization.desired.member.get(owner)?.role ?? lookup.live.member.get(owner)?.role;
  if (!canOwn(role, lookup.roles.after)) {
    return { code: "depends", message: `${owner} cannot own it: that takes the role editor or above` };
  }
  const { before, after } = lookup.roles;
  // The role may change under its holder before the transfer comes.
  const allows: Allows = (now) => canOwn(now, before) && canOwn(now, after);
  return holderObstacle({ kind: "member", key: owner }, { lookup, edge, allows });
}

/** A key is made for a service account that is there, in the role that it will have. */
export function keyObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const account = String(draft.after?.["account"]);
  edge(lookup.find("create_service_account", account));
  edge(lookup.find("update_service_account", account));
  const isHeldBack = lookup.heldBack.has(`service_account ${account}`);
  return isHeldBack ? unclear(`service account ${account}`) : null;
}

/** A service account is deleted when its keys are revoked. */
export function accountDeletionObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const staying: string[] = [];
  for (const key of lookup.live.key.values()) {
    if (key.account !== draft.key) continue;
    for (const { id } of eachOf(key)) {
      const revocation = lookup.find("revoke_key", `${key.key} ${id}`);
      if (revocation === undefined) staying.push(key.name);
      edge(revocation);
    }
  }
  for (const { kind, key } of lookup.live.collisions)
    if (kind === "key" && key.startsWith(`${draft.key}/`)) staying.push(key.slice(draft.key.length + 1));
  return staying.length === 0
    ? null
    : {
        code: "depends",
        message: `service account ${draft.key} still has keys: ${staying.sort().join(", ")}; unlisted.keys: delete would revoke them`,
      };
}

/** A role is deleted when nobody holds it any more. */
export function roleDeletionObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const staying: string[] = [];
  const leaving = [
    "promote",
    "demote",
    "change_role",
    "reactivate",
    "remove",
    "cancel_invitation",
    "correct_invitation",
    "reinvite",
  ] as const;
  for (const member of lookup.live.member.values()) {
    // Whoever left by themselves holds nothing, although the name of their last role is still told.
    if (member.role !== draft.key || member.state === "left") continue;
    const change = leaving
      .map((verb) => lookup.find(verb, member.key))
      .find((it) => it !== undefined && it.after?.["role"] !== draft.key);
    if (change === undefined) staying.push(member.email);
    edge(change);
  }
  for (const account of lookup.live.service_account.values()) {
    if (account.role !== draft.key) continue;
    const change =
      lookup.find("delete_service_account", account.key) ??
      lookup.find("update_service_account", account.key);
    const moves = change !== undefined && (change.after === null || "role" in change.after);
    if (!moves) staying.push(account.name);
    else edge(change);
  }
  return staying.length === 0
    ? null
    : {
        code: "depends",
        message: `role ${draft.key} is still held by ${someOf(staying.sort())}; give them another role first`,
      };
}

/** The first few of many names. */
function someOf(names: readonly string[]): string {
  const more = names.length - 5;
  return names.slice(0, 5).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** A team is deleted when no service account is its own any more. */
export function ownedAccountsObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const staying: string[] = [];
  for (const account of lookup.live.service_account.values()) {
    if (account.owner?.kind !== "team" || account.owner.key !== draft.key) continue;
    const change = lookup.find("delete_service_account", account.key) ?? lookup.find("transfer", account.key);
    if (change === undefined) staying.push(account.name);
    edge(change);
  }
  return staying.length === 0
    ? null
    : {
        code: "depends",
        message: `team ${draft.key} still owns service accounts: ${someOf(staying.sort())}; give them another owner first`,
      };
}

/** Whether a role allows the thing as it is now. */
type Allows = (role: string) => boolean;

interface Holding {
  readonly lookup: Lookup;
  readonly edge: Edge;
  readonly allows: Allows;
}

/** The holder is there; what the role that they have now does not allow waits for the role that they will have. */
function holderObstacle(holder: Holder, { lookup, edge, allows }: Holding): Reason | null {
  const { organization, live } = lookup;
  const allowed = (role: string | undefined): boolean => role !== undefined && allows(role);
  // Somebody whose role cannot do it yet waits for the role itself, or for the one that they are given.
  const becoming = (role: string | undefined): void => {
    if (role !== undefined) edge(lookup.find("update_role", role));
  };
  switch (holder.kind) {
    case "team":
      return teamObstacle(holder.key, lookup, edge);
    case "service_account":
      edge(lookup.find("create_service_account", holder.key));
      if (!allowed(live.service_account.get(holder.key)?.role)) {
        edge(lookup.find("update_service_account", holder.key));
        becoming(organization.desired.service_account.get(holder.key)?.role);
      }
      return lookup.heldBack.has(`service_account ${holder.key}`)
        ? {
            code: "depends",
            message: `service account ${holder.key} is withheld as ambiguous, so this waits`,
          }
        : null;
    case "member":
      if (!allowed(live.member.get(holder.key)?.role)) {
        for (const verb of ["promote", "change_role", "demote"] as const) edge(lookup.find(verb, holder.key));
        becoming(organization.desired.member.get(holder.key)?.role);
      }
      return memberObstacle(holder.key, lookup, edge);
  }
}

/** A holder in the fields of an action. */
export function holderIn(fields: JsonObject | null, name: string): Holder | null {
  const value = fields?.[name];
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const { kind, key } = value as JsonObject;
  return (kind === "team" || kind === "member" || kind === "service_account") && typeof key === "string"
    ? { kind, key }
    : null;
}

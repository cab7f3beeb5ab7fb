/** Pipelines, connections and schedules: who owns them. Projects have no owner. */
import type { OwnedKind, ResourceKind } from "../../model/vocabularies/planasonix.ts";
import { canOwn, normalRole } from "../../model/role.ts";
import { plural } from "../../model/text.ts";
import type { ApiConnection, ApiOwned, ApiProject } from "../../providers/planasonix/contract.ts";
import { holderId } from "./collections.ts";
import { newId, record, rolesOf, stamped, type Doing, type LiveOrganization } from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";
import { resourcePrefixes } from "./ids.ts";

/** Gives a resource to an active member whose role may own one. */
export function transfer(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly kind: OwnedKind; readonly id: string; readonly owner: string },
): Effect<ApiOwned | ApiConnection> {
  const { kind, id, owner } = request;
  const before = ownedIn(organization, kind).get(id);
  if (before === undefined) return notFound(kind, id);
  if (before.owner_id === owner) return done(before);
  const member = organization.members.get(owner);
  if (member?.state !== "active" || !canOwn(normalRole(member.role), rolesOf(organization))) {
    const who = member?.email ?? owner;
    return refuse(422, "cannot_own", `${who} is no active member with a role that may own a ${kind}.`);
  }
  return done(handOver(organization, doing, { kind, before, owner }));
}

/** Puts a resource into somebody's or nobody's hands without asking whether they may own it. */
export function handOver(
  organization: LiveOrganization,
  doing: Doing,
  change: {
    readonly kind: OwnedKind;
    readonly before: ApiOwned | ApiConnection;
    readonly owner: string | null;
    readonly oauth?: ApiConnection["oauth"];
  },
): ApiOwned | ApiConnection {
  const { kind, before, owner, oauth } = change;
  if (oauth === undefined && (before.owner_id ?? null) === owner) return before;
  const after = stamped(organization, doing, {
    ...before,
    owner_id: owner,
    ...(oauth === undefined ? {} : { oauth }),
  });
  ownedIn(organization, kind).set(after);
  const target = `${kind}:${before.name}`;
  record(organization, doing, { action: "resource.transferred", target, before, after });
  return after;
}

/** Creates a resource; a project is nobody's. */
export function createResource(
  organization: LiveOrganization,
  doing: Doing,
  wanted: {
    readonly kind: ResourceKind;
    readonly name: string;
    readonly owner: string | null;
    readonly oauth?: ApiConnection["oauth"];
  },
): ApiOwned | ApiConnection | ApiProject {
  const { kind, name, owner, oauth } = wanted;
  const base = { id: newId(organization, resourcePrefixes[kind]), name };
  const after = stamped(
    organization,
    doing,
    kind === "project" ? base : { ...base, owner_id: owner, ...(oauth === undefined ? {} : { oauth }) },
  );
  if (kind === "project") organization.projects.set(after);
  else ownedIn(organization, kind).set(after);
  const target = `${kind}:${name}`;
  record(organization, doing, { action: "resource.created", target, before: null, after });
  return after;
}

/** How many pipelines, connections, schedules and service accounts a member owns. */
export function countOwned(organization: LiveOrganization, memberId: string): number {
  return (
    countResources(organization, memberId) +
    organization.serviceAccounts.count("owner", holderId("member", memberId))
  );
}

/** How many pipelines, connections and schedules a member owns: what takes a role that may. */
export function countResources(organization: LiveOrganization, memberId: string): number {
  return (
    organization.pipelines.count("owner", memberId) +
    organization.connections.count("owner", memberId) +
    organization.schedules.count("owner", memberId)
  );
}

/** The refusal for a role that may not own what its holder owns. */
export function ownsResources(
  email: string,
  { owned, role }: { readonly owned: number; readonly role: string },
): Refusal {
  const them = owned === 1 ? "it" : "them";
  return refuse(
    409,
    "owns_resources",
    `${email} owns ${plural(owned, "thing")}, and ${role} may not; give ${them} to somebody else first.`,
  );
}

/** The collection of that kind. */
export function ownedIn(
  organization: LiveOrganization,
  kind: OwnedKind,
): LiveOrganization["pipelines"] | LiveOrganization["connections"] {
  switch (kind) {
    case "pipeline":
      return organization.pipelines;
    case "connection":
      return organization.connections;
    case "schedule":
      return organization.schedules;
  }
}

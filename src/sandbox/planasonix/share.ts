/** Shares: one for each resource and holder, at a level that the kind of resource has and the holder's role allows. */
import type { SharedKind, ShareLevel } from "../../model/vocabularies/planasonix.ts";
import { ceilingOf, normalRole } from "../../model/role.ts";
import type { ApiShare } from "../../providers/planasonix/contract.ts";
import { holderId } from "./collections.ts";
import {
  newId,
  record,
  rolesOf,
  stamped,
  type Doing,
  type LiveOrganization,
  type Effected,
} from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";

type Grantee = { readonly type: ApiShare["grantee_type"]; readonly id: string };
type ShareRequest = Pick<ApiShare, "resource_type" | "resource_id" | "grantee_type" | "grantee_id" | "level">;

/** At which levels the service shares each kind of resource. */
export const shareLevels: Readonly<Record<SharedKind, ReadonlySet<ShareLevel>>> = {
  pipeline: new Set(["view", "run", "edit"]),
  connection: new Set(["view", "edit", "use"]),
  project: new Set(["view", "run", "edit"]),
};

/** Shares a resource with somebody it is not shared with yet. */
export function share(organization: LiveOrganization, doing: Doing, request: ShareRequest): Effect<ApiShare> {
  const { resource_type: type, resource_id: id, grantee_type, grantee_id, level } = request;
  const grantee = { type: grantee_type, id: grantee_id };
  const name = resourceName(organization, type, id);
  if (name === undefined) return refuse(422, "unknown_resource", `There is no ${type} ${id}.`);
  const refusal = checkGrantee(organization, grantee) ?? checkLevel(organization, { type, grantee, level });
  if (refusal !== undefined) return refusal;
  const there = organization.shares
    .find("resource", id)
    .some((item) => item.grantee_type === grantee_type && item.grantee_id === grantee_id);
  if (there) return refuse(409, "already_shared", `${name} is shared with ${grantee_id} already.`);
  const after = stamped(organization, doing, {
    id: newId(organization, "shr"),
    resource_type: type,
    resource_id: id,
    resource_name: name,
    grantee_type,
    grantee_id,
    level,
  });
  organization.shares.set(after);
  recordShare(organization, doing, { action: "share.created", before: null, after });
  return done(after);
}

/** Changes the level of a share. */
export function changeShare(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly id: string; readonly level: ShareLevel },
): Effect<ApiShare> {
  const before = organization.shares.get(request.id);
  if (before === undefined) return notFound("share", request.id);
  if (before.level === request.level) return done(before);
  const refusal = checkLevel(organization, {
    type: before.resource_type,
    grantee: { type: before.grantee_type, id: before.grantee_id },
    level: request.level,
  });
  if (refusal !== undefined) return refusal;
  const after = stamped(organization, doing, { ...before, level: request.level });
  organization.shares.set(after);
  recordShare(organization, doing, { action: "share.changed", before, after });
  return done(after);
}

/** Ends one share. */
export function unshare(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const before = organization.shares.get(id);
  if (before === undefined) return notFound("share", id);
  dropShare(organization, doing, before);
  return done(null);
}

/** Ends everything that is shared directly with a team, member or service account. Call it while they still exist. */
export function endShares(organization: LiveOrganization, doing: Doing, grantee: Grantee): void {
  for (const item of organization.shares.find("grantee", holderId(grantee.type, grantee.id)))
    dropShare(organization, doing, item);
}

function checkGrantee(organization: LiveOrganization, { type, id }: Grantee): Refusal | undefined {
  const found = granteeOf(organization, { type, id });
  if (found === undefined)
    return refuse(422, "unknown_grantee", `There is no ${type.replace("_", " ")} ${id}.`);
  if (type === "member" && organization.members.get(id)?.state !== "active")
    return refuse(409, "not_active", `${found.name} is not an active member.`);
  return undefined;
}

function checkLevel(
  organization: LiveOrganization,
  wanted: { readonly type: SharedKind; readonly grantee: Grantee; readonly level: ShareLevel },
): Refusal | undefined {
  const { type, grantee, level } = wanted;
  if (!shareLevels[type].has(level))
    return refuse(422, "wrong_level", `A ${type} is shared at ${[...shareLevels[type]].join(", ")}.`);
  const holder = granteeOf(organization, grantee);
  if (holder?.role === undefined) return undefined;
  if (ceilingOf(normalRole(holder.role), rolesOf(organization)).has(level)) return undefined;
  return refuse(
    422,
    "above_ceiling",
    `${holder.name} has the role ${holder.role}, which cannot be given ${level}.`,
  );
}

/** Name and role; a team has no role, and so no ceiling of its own. */
function granteeOf(
  organization: LiveOrganization,
  { type, id }: Grantee,
): { readonly name: string; readonly role?: string } | undefined {
  switch (type) {
    case "team": {
      const team = organization.teams.get(id);
      return team === undefined ? undefined : { name: team.slug };
    }
    case "member": {
      const member = organization.members.get(id);
      return member === undefined ? undefined : { name: member.email, role: member.role };
    }
    case "service_account": {
      const account = organization.serviceAccounts.get(id);
      return account === undefined ? undefined : { name: account.name, role: account.role };
    }
  }
}

function resourceName(organization: LiveOrganization, type: SharedKind, id: string): string | undefined {
  switch (type) {
    case "pipeline":
      return organization.pipelines.get(id)?.name;
    case "connection":
      return organization.connections.get(id)?.name;
    case "project":
      return organization.projects.get(id)?.name;
  }
}

function dropShare(organization: LiveOrganization, doing: Doing, before: ApiShare): void {
  organization.shares.delete(before.id);
  recordShare(organization, doing, { action: "share.ended", before, after: null });
}

function recordShare(organization: LiveOrganization, doing: Doing, event: Effected<ApiShare>): void {
  const { resource_type, resource_id, grantee_type, grantee_id } = event.after ?? event.before;
  const name = resourceName(organization, resource_type, resource_id) ?? resource_id;
  const grantee = granteeOf(organization, { type: grantee_type, id: grantee_id })?.name ?? grantee_id;
  record(organization, doing, { ...event, target: `${resource_type}:${name}/${grantee_type}:${grantee}` });
}

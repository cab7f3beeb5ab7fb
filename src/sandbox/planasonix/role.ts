/** Custom roles: unique names, a built-in base, and nobody without a role when one goes. The built-in ones stay as they are. */
import { planasonix } from "../../model/vocabularies/planasonix.ts";
import { builtInRoles, canOwn, isBuiltIn, normalRole, type Roles } from "../../model/role.ts";
import { plural } from "../../model/text.ts";
import type { ApiRole } from "../../providers/planasonix/contract.ts";
import { accessOf } from "./collections.ts";
import {
  activeAdmins,
  newId,
  record,
  rolesOf,
  stamped,
  type Doing,
  type LiveOrganization,
} from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";
import { countResources, ownsResources } from "./ownership.ts";

/** Creates a custom role. */
export function createRole(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly name: string; readonly base: string; readonly permissions: readonly string[] },
): Effect<ApiRole> {
  const { name, base } = request;
  if (organization.roles.find("name", normalRole(name)).length > 0)
    return refuse(409, "name_taken", `There is already a role ${name}.`);
  const unknown = unknownBase(base);
  if (unknown !== undefined) return unknown;
  const after = stamped(organization, doing, {
    id: newId(organization, "role"),
    name,
    built_in: false,
    base: normalRole(base),
    permissions: listed(request.permissions),
  });
  save(organization, doing, { action: "role.created", before: null, after });
  return done(after);
}

/** Changes base or permissions, for everybody who has the role at once. */
export function changeRole(
  organization: LiveOrganization,
  doing: Doing,
  request: {
    readonly id: string;
    readonly base?: string | undefined;
    readonly permissions?: readonly string[] | undefined;
  },
): Effect<ApiRole> {
  const found = customRole(organization, request.id);
  if (!found.ok) return found;
  const before = found.value;
  const base = normalRole(request.base ?? before.base ?? "");
  const permissions = request.permissions === undefined ? before.permissions : listed(request.permissions);
  const unknown = unknownBase(base);
  if (unknown !== undefined) return unknown;
  if (base === before.base && listed(before.permissions).join("\n") === permissions.join("\n"))
    return done(before);
  const { custom } = rolesOf(organization);
  const changed = {
    vocabulary: planasonix,
    custom: new Map([...custom, [normalRole(before.name), { base, permissions }]]),
  };
  const refusal = withoutAdmins(organization, changed) ?? stillOwning(organization, before, changed);
  if (refusal !== undefined) return refusal;
  const after = stamped(organization, doing, { ...before, base, permissions });
  save(organization, doing, { action: "role.changed", before, after });
  return done(after);
}

/** Deletes a custom role that no member, invitation or service account has. */
export function deleteRole(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const found = customRole(organization, id);
  if (!found.ok) return found;
  const before = found.value;
  const holders = countHolders(organization, before.name);
  if (holders > 0)
    return refuse(409, "role_held", `${plural(holders, "holder")} still have the role ${before.name}.`);
  organization.roles.delete(id);
  record(organization, doing, { action: "role.deleted", target: before.name, before, after: null });
  return done(null);
}

/** The refusal for a role that is neither built-in nor a custom one of the organization. */
export function unknownRole(organization: LiveOrganization, role: string): Refusal | undefined {
  if (organization.roles.find("name", normalRole(role)).length > 0) return undefined;
  const names = organization.roles.values().map((item) => item.name);
  return refuse(422, "unknown_role", `There is no role ${role}; the roles are ${names.join(", ")}.`);
}

/** Whoever left by themselves holds nothing, although the name of their last role is still told. */
function countHolders(organization: LiveOrganization, name: string): number {
  const role = normalRole(name);
  return (
    organization.members.count("access", accessOf("active", role)) +
    organization.members.count("access", accessOf("deactivated", role)) +
    organization.invitations.count("role", role) +
    organization.serviceAccounts.count("role", role)
  );
}

function customRole(organization: LiveOrganization, id: string): Effect<ApiRole> {
  const role = organization.roles.get(id);
  if (role === undefined) return notFound("role", id);
  return role.built_in ? refuse(409, "built_in", `${role.name} is built in and stays as it is.`) : done(role);
}

function unknownBase(base: string): Refusal | undefined {
  if (isBuiltIn(normalRole(base), planasonix)) return undefined;
  return refuse(422, "unknown_base", `The base is one of ${builtInRoles(planasonix).join(", ")}.`);
}

function withoutAdmins(organization: LiveOrganization, roles: Roles): Refusal | undefined {
  if (activeAdmins(organization) === 0 || activeAdmins(organization, roles) > 0) return undefined;
  return refuse(409, "last_admin", "Nobody would be left who manages users; make somebody else admin first.");
}

/** Nobody who owns something comes to have a role that may not, either. */
function stillOwning(organization: LiveOrganization, { name }: ApiRole, then: Roles): Refusal | undefined {
  const role = normalRole(name);
  if (canOwn(role, then) || !canOwn(role, rolesOf(organization))) return undefined;
  for (const state of ["active", "deactivated"] as const) {
    for (const { id, email } of organization.members.find("access", accessOf(state, role))) {
      const owned = countResources(organization, id);
      if (owned > 0) return ownsResources(email, { owned, role });
    }
  }
  return undefined;
}

function listed(permissions: readonly string[]): string[] {
  return [...new Set(permissions)].sort();
}

function save(
  organization: LiveOrganization,
  doing: Doing,
  event: { readonly action: string; readonly before: ApiRole | null; readonly after: ApiRole },
): void {
  organization.roles.set(event.after);
  record(organization, doing, { ...event, target: event.after.name });
}

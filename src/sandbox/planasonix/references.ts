/** What the objects of one organization's JSON say of each other, held against what is there. */
import { planasonix } from "../../model/vocabularies/planasonix.ts";
import { builtInRoles, isBuiltIn, normalRole } from "../../model/role.ts";
import type { SandboxOrganization } from "./snapshot.ts";

/**
 * The first reference to something that is not there, as a sentence. Keys may outlive the person who created
 * them, and whoever left by themselves keeps the name of a role that may be gone.
 */
export function referenceFault(organization: SandboxOrganization, where: string): string | undefined {
  const known = knownIn(organization);
  return (
    lonePlace(organization, known, where) ??
    oddRole(organization, where) ??
    unknownRole(organization, where) ??
    loneShare(organization, known, where) ??
    loneOwner(organization, known, where)
  );
}

type Known = ReturnType<typeof knownIn>;

function knownIn(organization: SandboxOrganization) {
  const ids = (items: readonly { readonly id: string }[] = []) => new Set(items.map((item) => item.id));
  return {
    member: ids(organization.members),
    team: ids(organization.teams),
    service_account: ids(organization.service_accounts),
    pipeline: ids(organization.pipelines),
    connection: ids(organization.connections),
    project: ids(organization.projects),
  };
}

function lonePlace({ memberships }: SandboxOrganization, known: Known, where: string): string | undefined {
  const lone = memberships.find((item) => !known.member.has(item.member_id) || !known.team.has(item.team_id));
  if (lone === undefined) return undefined;
  return `${where}.memberships: ${lone.team_id}/${lone.member_id} names a team or member that is not there.`;
}

function oddRole({ roles = [] }: SandboxOrganization, where: string): string | undefined {
  const seen = new Set<string>();
  for (const role of roles) {
    const name = normalRole(role.name);
    if (role.built_in || isBuiltIn(name, planasonix))
      return `${where}.roles: ${role.name} is built in; only custom roles stand here.`;
    if (seen.has(name)) return `${where}.roles: ${role.name} is there twice.`;
    if (!isBuiltIn(role.base ?? "", planasonix))
      return `${where}.roles: the base of ${role.name} is none of ${builtInRoles(planasonix).join(", ")}.`;
    seen.add(name);
  }
  return undefined;
}

function unknownRole(organization: SandboxOrganization, where: string): string | undefined {
  const { roles = [], members, invitations, service_accounts: accounts = [] } = organization;
  const names = [...builtInRoles(planasonix), ...roles.map((role) => normalRole(role.name))];
  const known = new Set(names);
  const holders = [...members.filter((item) => item.state !== "left"), ...invitations, ...accounts];
  const odd = holders.find((item) => !known.has(normalRole(item.role)));
  if (odd === undefined) return undefined;
  return `${where}: ${odd.id} has the role ${odd.role}; the roles are ${names.join(", ")}.`;
}

function loneShare(organization: SandboxOrganization, known: Known, where: string): string | undefined {
  const share = organization.shares?.find(
    (item) =>
      !known[item.resource_type].has(item.resource_id) || !known[item.grantee_type].has(item.grantee_id),
  );
  if (share !== undefined)
    return `${where}.shares: ${share.id} names a ${share.resource_type} or ${share.grantee_type} that is not there.`;
  const key = organization.service_account_keys?.find(
    (item) => !known.service_account.has(item.service_account_id),
  );
  if (key === undefined) return undefined;
  return `${where}.service_account_keys: ${key.id} names the service account ${key.service_account_id}, which is not there.`;
}

function loneOwner(organization: SandboxOrganization, known: Known, where: string): string | undefined {
  const { pipelines = [], connections = [], schedules = [], service_accounts: accounts = [] } = organization;
  const owned = [...pipelines, ...connections, ...schedules].map((item) => ({
    ...{ id: item.id, owner: item.owner_id, known: known.member },
  }));
  const answeredFor = accounts.map((item) => ({
    ...{ id: item.id, owner: item.owner_id, known: known[item.owner_type ?? "member"] },
  }));
  for (const item of [...owned, ...answeredFor]) {
    if (typeof item.owner === "string" && !item.known.has(item.owner))
      return `${where}: ${item.id} has the owner ${item.owner}, who is not there.`;
  }
  return undefined;
}

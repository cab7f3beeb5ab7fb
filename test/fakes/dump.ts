/** What a sandbox dump says about access, without ids, times and versions, so that two runs can be compared. */
import { managesUsers, normalRole } from "../../src/model/role.ts";
import type { AuditEvent, SandboxOrganization, SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { rolesWith } from "./planasonix.ts";

/** One line for each fact of the first organization, sorted. */
export function factsOf(state: SandboxState): string[] {
  const organization = firstOf(state);
  const { members, invitations, teams, memberships } = organization;
  const slug = nameIn(new Map(teams.map((team) => [team.id, team.slug])));
  const email = nameIn(new Map(members.map((member) => [member.id, member.email])));
  return [
    ...members.map((item) => `member ${item.email} ${item.role} ${item.state}`),
    ...invitations.map((item) => {
      const places = (item.teams ?? []).map((place) => `${slug(place.team_id)}:${place.role}`).sort();
      return `invitation ${item.email} ${item.role} ${item.state} sent ${item.sent_count} ${places.join(",")}`;
    }),
    ...teams.map((item) =>
      JSON.stringify([
        "team",
        item.slug,
        item.name,
        item.description ?? "",
        slug(item.parent_id),
        email(item.manager_id),
      ]),
    ),
    ...memberships.map((item) => `membership ${slug(item.team_id)}/${email(item.member_id)} ${item.role}`),
    ...automationFacts(organization, { slug, email }),
  ].sort();
}

type NameOf = (id: string | null | undefined) => string;

function automationFacts(
  organization: SandboxOrganization,
  { slug, email }: { readonly slug: NameOf; readonly email: NameOf },
): string[] {
  const accounts = organization.service_accounts ?? [];
  const account = nameIn(new Map(accounts.map((item) => [item.id, item.name])));
  const holders = { team: slug, member: email, service_account: account };
  const { pipelines = [], connections = [], schedules = [] } = organization;
  return [
    ...(organization.roles ?? []).map(
      (item) => `role ${item.name} ${item.base} ${[...item.permissions].sort().join(",")}`,
    ),
    ...accounts.map((item) => {
      const owner = item.owner_type ? `${item.owner_type}:${holders[item.owner_type](item.owner_id)}` : "-";
      return JSON.stringify(["account", item.name, item.description ?? "", item.role, owner]);
    }),
    ...(organization.service_account_keys ?? []).map(
      (item) => `key ${account(item.service_account_id)}/${item.name} ${item.scopes.join(",")}`,
    ),
    ...(organization.personal_keys ?? []).map(
      (item) => `personal key ${email(item.created_by)}/${item.name}`,
    ),
    // Resources are nobody's to create or delete here, so that their ids are good names.
    ...pipelines.map((item) => `pipeline ${item.id} ${email(item.owner_id)}`),
    ...connections.map((item) => `connection ${item.id} ${email(item.owner_id)}`),
    ...schedules.map((item) => `schedule ${item.id} ${email(item.owner_id)}`),
    ...(organization.shares ?? []).map((item) => {
      const holder = holders[item.grantee_type](item.grantee_id);
      return `share ${item.resource_type} ${item.resource_id} ${item.grantee_type}:${holder} ${item.level}`;
    }),
  ];
}

/** What happened, as `ACTION NAME`, sorted: equal lists mean that nothing was done twice and nothing left out. */
export function deedsOf(before: SandboxState, after: SandboxState): string[] {
  const names = new Map<string, string>();
  for (const { members, invitations, teams, ...rest } of [...before.organizations, ...after.organizations]) {
    for (const item of [...members, ...invitations]) names.set(item.id, item.email);
    for (const team of teams) names.set(team.id, team.slug);
    for (const item of rest.service_accounts ?? []) names.set(item.id, item.name);
  }
  // After all names: a share is called after its holder, who may have been renamed before or after.
  for (const { shares = [] } of [...before.organizations, ...after.organizations]) {
    for (const { id, resource_id, grantee_id } of shares)
      names.set(id, `${resource_id} with ${names.get(grantee_id) ?? grantee_id}`);
  }
  return auditOf(after)
    .map(({ action, target, target_id: id }) => {
      const parts = id.split("/").map((part) => names.get(part));
      return `${action} ${parts.every((part) => part !== undefined) ? parts.join("/") : target}`;
    })
    .sort();
}

/** How many active admins there were after each event, the start included. */
export function adminCounts(before: SandboxState, after: SandboxState): number[] {
  const { members, roles = [] } = firstOf(before);
  const custom = rolesWith(
    new Map(
      roles.map(({ name, base, permissions }) => [normalRole(name), { base: base ?? "", permissions }]),
    ),
  );
  const start = members.filter(
    (member) => member.state === "active" && managesUsers(normalRole(member.role), custom),
  ).length;
  return [start, ...auditOf(after).map((event) => event.active_admins)];
}

/** Everybody who lost their access while they owned something, by e-mail; the log is the service's own. */
export function lostWhileOwning(after: SandboxState): string[] {
  return auditOf(after).flatMap(({ action, target, owned }) => {
    if (action !== "member.deactivated" && action !== "member.removed") return [];
    if (owned === undefined) throw new Error(`${action} ${target} does not say what they owned`);
    return owned > 0 ? [target] : [];
  });
}

/** The events of the first organization, in order. */
export function auditOf(state: SandboxState): readonly AuditEvent[] {
  return firstOf(state).audit ?? [];
}

function firstOf(state: SandboxState): SandboxOrganization {
  const [organization] = state.organizations;
  if (organization === undefined) throw new Error("The dump holds no organization.");
  return organization;
}

function nameIn(names: ReadonlyMap<string, string>): NameOf {
  return (id) => (id === null || id === undefined ? "-" : (names.get(id) ?? id));
}

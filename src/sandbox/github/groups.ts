/** Groups of an identity provider that decide who is in a team: linked where a company manages the accounts, synchronized elsewhere. */
import { notFound, paged, type Answer, type InOrganization } from "./call.ts";
import { epoch } from "./shapes.ts";
import type { Organization } from "./state.ts";
import { teamNamed } from "./teams.ts";

/** Logins of accounts that a company manages end in its short code. */
function isManaged({ world, organization }: InOrganization): boolean {
  return [...organization.members.keys()].some((id) => world.accounts.get(id)?.login.includes("_") === true);
}

/** Only the plans of enterprises synchronize teams. */
function synchronizes(call: InOrganization): boolean {
  return call.organization.plan === "enterprise" && !isManaged(call);
}

/** Names of groups; their numbers are their places here. */
function namesIn({ teams, otherGroups }: Organization): string[] {
  return [...new Set([...[...teams.values()].flatMap(({ group }) => group ?? []), ...otherGroups])];
}

function groupOf(name: string, index: number) {
  return { group_id: index + 1, group_name: name, updated_at: epoch };
}

export function listExternal(call: InOrganization): Answer {
  if (!isManaged(call)) return notFound;
  const groups = namesIn(call.organization).map(groupOf);
  return paged(call, groups, (page) => ({ groups: page }));
}

export function showExternal(call: InOrganization): Answer {
  const index = Number(call.path["group_id"]) - 1;
  const name = namesIn(call.organization)[index];
  if (!isManaged(call) || name === undefined) return notFound;
  const linked = [...call.organization.teams.values()].filter(({ group }) => group === name);
  const teams = linked.map(({ id, name: team_name }) => ({ team_id: id, team_name }));
  return { status: 200, body: { ...groupOf(name, index), teams, members: [] } };
}

export function listOfTeam(call: InOrganization): Answer {
  const team = teamNamed(call);
  if (!isManaged(call) || team === undefined) return notFound;
  const names = namesIn(call.organization);
  return {
    status: 200,
    body: { groups: team.group === undefined ? [] : [groupOf(team.group, names.indexOf(team.group))] },
  };
}

function synchronized(name: string) {
  return { group_id: Buffer.from(name).toString("hex"), group_name: name, group_description: "" };
}

export function listSynchronized(call: InOrganization): Answer {
  if (!synchronizes(call)) return notFound;
  return paged(call, namesIn(call.organization).map(synchronized), (page) => ({ groups: page }));
}

export function listMappings(call: InOrganization): Answer {
  const team = teamNamed(call);
  if (!synchronizes(call) || team === undefined) return notFound;
  return { status: 200, body: { groups: team.group === undefined ? [] : [synchronized(team.group)] } };
}

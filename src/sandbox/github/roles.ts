/** Organization roles beside admin and member: who and which teams hold them. */
import { done, notFound, paged, type Answer, type InOrganization } from "./call.ts";
import { grantedRole, teamRow, userNumbered } from "./shapes.ts";
import { accountOf, below, teamOf, type GrantedRole } from "./state.ts";

export function listRoles(call: InOrganization): Answer {
  const roles = [...call.organization.roles.values()].map((it) => grantedRole(call.organization, it));
  return { status: 200, body: { total_count: roles.length, roles } };
}

export function listRoleUsers(call: InOrganization): Answer {
  const role = named(call);
  if (role === undefined) return notFound;
  // Whoever is in a team that holds it, or in one below, holds it through that.
  const through = new Set(
    [...role.teams].flatMap((id) => {
      const team = call.organization.teams.get(id);
      const line = team === undefined ? [] : below(call.organization, team);
      return line.flatMap(({ members }) => [...members.keys()]);
    }),
  );
  const there = [...new Set([...role.users, ...through])].filter(
    (id) => call.world.accounts.get(id)?.deleted !== true,
  );
  const rows = there.map((id) => ({
    ...userNumbered(call.world, id),
    assignment: !role.users.has(id) ? "indirect" : through.has(id) ? "mixed" : "direct",
  }));
  return paged(call, rows);
}

export function listRoleTeams(call: InOrganization): Answer {
  const role = named(call);
  if (role === undefined) return notFound;
  const rows = [...role.teams].flatMap((id) => {
    const team = call.organization.teams.get(id);
    return team === undefined ? [] : [{ ...teamRow(call.organization, team), assignment: "direct" }];
  });
  return paged(call, rows);
}

/** Gives the role, or takes it back. */
export function setRole(call: InOrganization, holds: boolean): Answer {
  const { organization, world, path } = call;
  const role = named(call);
  if (role === undefined) return notFound;
  if (path["team_slug"] !== undefined) {
    const team = teamOf(organization, path["team_slug"]);
    return team === undefined ? notFound : set(role.teams, team.id, holds);
  }
  const account = accountOf(world, path["username"] ?? "");
  if (account === undefined || !organization.members.has(account.id)) return notFound;
  return set(role.users, account.id, holds);
}

function set(holders: Set<number>, id: number, holds: boolean): Answer {
  if (holds) holders.add(id);
  else holders.delete(id);
  return done;
}

function named({ organization, path }: InOrganization): GrantedRole | undefined {
  return organization.roles.get(Number(path["role_id"]));
}

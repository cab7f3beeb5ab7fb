/** Teams, who is in them, and what they may do with repositories. */
import { done, invalid, notFound, paged, refusal, type Answer, type InOrganization } from "./call.ts";
import { grantsOf } from "./graphql.ts";
import { teamGrant } from "./repositoryShapes.ts";
import { teamFull, teamMembership, teamRow } from "./shapes.ts";
import {
  accountOf,
  below,
  isLevel,
  nextId,
  repositoryOf,
  slugOf,
  teamOf,
  type Organization,
  type TeamRecord,
} from "./state.ts";
import { putMembership } from "./people.ts";

/** The team that the path names, or the answer that there is none. */
export function teamNamed({ organization, path }: InOrganization): TeamRecord | undefined {
  return teamOf(organization, path["team_slug"] ?? "");
}

export function listTeams(call: InOrganization): Answer {
  return paged(
    call,
    [...call.organization.teams.values()].map((it) => teamRow(call.organization, it)),
  );
}

export function getTeam(call: InOrganization): Answer {
  const team = teamNamed(call);
  return team === undefined ? notFound : { status: 200, body: teamFull(call.organization, team) };
}

export function listChildren(call: InOrganization): Answer {
  const team = teamNamed(call);
  if (team === undefined) return notFound;
  const children = [...call.organization.teams.values()].filter(({ parent }) => parent === team.id);
  return paged(
    call,
    children.map((it) => teamRow(call.organization, it)),
  );
}

export function postTeam(call: InOrganization): Answer {
  const { world, organization, principal, body } = call;
  const name = body["name"];
  if (typeof name !== "string" || name === "") return invalid("name is missing", "Team", "name");
  const slug = slugOf(name);
  if (teamOf(organization, slug) !== undefined)
    return invalid("Name must be unique for this org", "Team", "name");
  const parent = typeof body["parent_team_id"] === "number" ? body["parent_team_id"] : null;
  if (parent !== null && !organization.teams.has(parent)) return invalid("Parent does not exist", "Team");
  const privacy =
    body["privacy"] === "closed" || (parent !== null && body["privacy"] === undefined) ? "closed" : "secret";
  if (parent !== null && privacy === "secret") return refusal(422, "A secret team cannot have a parent team");
  const team: TeamRecord = {
    id: nextId(world),
    slug,
    name,
    description: typeof body["description"] === "string" ? body["description"] : null,
    privacy,
    notifications: body["notification_setting"] !== "notifications_disabled",
    parent,
    members: new Map(),
    repositories: new Map(),
  };
  // Whoever makes a team as a person is in it from then on; an app is nobody.
  if (principal.account !== null) team.members.set(principal.account.id, "maintainer");
  organization.teams.set(team.id, team);
  return { status: 201, body: teamFull(organization, team) };
}

export function patchTeam(call: InOrganization): Answer {
  const { organization, body } = call;
  const team = teamNamed(call);
  if (team === undefined) return notFound;
  const { name, description, privacy, notification_setting: setting, parent_team_id: parent } = body;
  if (typeof name === "string") {
    const other = teamOf(organization, slugOf(name));
    if (other !== undefined && other !== team)
      return invalid("Name must be unique for this org", "Team", "name");
  }
  if (typeof parent === "number") {
    if (!organization.teams.has(parent)) return invalid("Parent does not exist", "Team");
    if (below(organization, team).some(({ id }) => id === parent))
      return refusal(422, "The parent of a team can't be one of its own descendants");
  }
  const isNested = typeof parent === "number" || (parent === undefined && team.parent !== null);
  const isParent = [...organization.teams.values()].some((it) => it.parent === team.id);
  if (privacy === "secret" && (isNested || isParent)) return refusal(422, "A nested team cannot be secret");
  if (typeof name === "string") {
    team.name = name;
    team.slug = slugOf(name);
  }
  if (typeof description === "string") team.description = description;
  if (privacy === "secret" || privacy === "closed") team.privacy = privacy;
  if (typeof setting === "string") team.notifications = setting === "notifications_enabled";
  if (typeof parent === "number" || parent === null) team.parent = parent;
  return { status: 200, body: teamFull(organization, team) };
}

/** Deleting a parent deletes its children, as GitHub does. */
export function deleteTeam(call: InOrganization): Answer {
  const team = teamNamed(call);
  if (team === undefined) return notFound;
  for (const { id } of below(call.organization, team)) call.organization.teams.delete(id);
  return done;
}

export function getPlace(call: InOrganization): Answer {
  const team = teamNamed(call);
  const account = accountOf(call.world, call.path["username"] ?? "");
  if (team === undefined || account === undefined) return notFound;
  const isInside = below(call.organization, team).some(({ members }) => members.has(account.id));
  if (!isInside && !isInvited(call.organization, team, account.id)) return notFound;
  return {
    status: 200,
    body: teamMembership(call.organization, team, { account: account.id, login: account.login }),
  };
}

function isInvited({ invitations }: Organization, team: TeamRecord, account: number): boolean {
  return [...invitations.values()].some((it) => it.account === account && it.teams.includes(team.id));
}

/** Puts a member into the team; whoever is no member of the organization is invited to it. */
export function putPlace(call: InOrganization): Answer {
  const { organization, world, path, body } = call;
  const team = teamNamed(call);
  const account = accountOf(world, path["username"] ?? "");
  if (team === undefined || account === undefined) return notFound;
  if (team.group !== undefined)
    return refusal(403, "This team's membership is managed by an identity provider group");
  if (organization.members.has(account.id)) {
    team.members.set(account.id, body["role"] === "maintainer" ? "maintainer" : "member");
  } else {
    const invited = putMembership({ ...call, body: {} });
    if (invited.status !== 200) return invited;
    const made = [...organization.invitations.values()].find((it) => it.account === account.id);
    if (made !== undefined)
      organization.invitations.set(made.id, { ...made, teams: [...made.teams, team.id] });
  }
  return {
    status: 200,
    body: teamMembership(organization, team, { account: account.id, login: account.login }),
  };
}

export function deletePlace(call: InOrganization): Answer {
  const team = teamNamed(call);
  const account = accountOf(call.world, call.path["username"] ?? "");
  if (team === undefined || account === undefined) return notFound;
  if (team.group !== undefined)
    return refusal(403, "This team's membership is managed by an identity provider group");
  return team.members.delete(account.id) ? done : notFound;
}

export function listGrants(call: InOrganization): Answer {
  const team = teamNamed(call);
  if (team === undefined) return notFound;
  return paged(
    call,
    [...grantsOf(call.organization, team)].map(([repository, level]) =>
      teamGrant(call.organization, repository, level),
    ),
  );
}

export function putGrant(call: InOrganization): Answer {
  const team = teamNamed(call);
  const repository = repositoryOf(call.organization, call.path["repo"] ?? "");
  if (team === undefined || repository === undefined) return notFound;
  if (repository.archived) return refusal(403, "Repository was archived so is read-only.");
  const level = call.body["permission"] ?? "push";
  if (typeof level !== "string" || !isLevel(call.organization, level))
    return invalid("Permission must be one of pull, triage, push, maintain, admin", "Team", "permission");
  team.repositories.set(repository.id, level);
  return done;
}

export function deleteGrant(call: InOrganization): Answer {
  const team = teamNamed(call);
  const repository = repositoryOf(call.organization, call.path["repo"] ?? "");
  if (team === undefined || repository === undefined) return notFound;
  team.repositories.delete(repository.id);
  return done;
}

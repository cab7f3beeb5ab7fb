/** The REST routes that the embedded GitHub has, with the right that each asks for. */
import type { Answer, Call, InOrganization, Permission } from "./call.ts";
import { notFound } from "./call.ts";
import type { RouteName } from "./fault.ts";
import * as groups from "./groups.ts";
import * as levels from "./levels.ts";
import * as people from "./people.ts";
import * as ownKeys from "./ownKeys.ts";
import * as repositories from "./repositories.ts";
import * as roles from "./roles.ts";
import { organizationFull, publicUser } from "./shapes.ts";
import { accountOf } from "./state.ts";
import * as teams from "./teams.ts";

export interface Route {
  /** By which faults and the log of requests know it. */
  readonly name: RouteName;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As GitHub's OpenAPI document writes it. */
  readonly path: string;
  readonly needs: Permission;
  readonly answer: (call: InOrganization) => Answer;
}

const org = "/orgs/{org}";
const team = `${org}/teams/{team_slug}`;
const place = `${team}/memberships/{username}`;
const grant = `${team}/repos/{owner}/{repo}`;
const role = `${org}/organization-roles`;

/** Of an organization, which the path names as `org` or as the owner of a repository. */
export const routes: readonly Route[] = [
  { name: "organization", method: "GET", path: org, needs: "members", answer: showOrganization },
  {
    name: "membership",
    method: "GET",
    path: `${org}/memberships/{username}`,
    needs: "members",
    answer: people.getMembership,
  },
  {
    name: "putMembership",
    method: "PUT",
    path: `${org}/memberships/{username}`,
    needs: "members",
    answer: people.putMembership,
  },
  {
    name: "removeMember",
    method: "DELETE",
    path: `${org}/memberships/{username}`,
    needs: "members",
    answer: people.deleteMembership,
  },
  {
    name: "invitations",
    method: "GET",
    path: `${org}/invitations`,
    needs: "members",
    answer: people.listInvitations,
  },
  {
    name: "invite",
    method: "POST",
    path: `${org}/invitations`,
    needs: "members",
    answer: people.postInvitation,
  },
  {
    name: "cancelInvitation",
    method: "DELETE",
    path: `${org}/invitations/{invitation_id}`,
    needs: "members",
    answer: people.deleteInvitation,
  },
  {
    name: "failedInvitations",
    method: "GET",
    path: `${org}/failed_invitations`,
    needs: "members",
    answer: people.listFailed,
  },
  {
    name: "outsideCollaborators",
    method: "GET",
    path: `${org}/outside_collaborators`,
    needs: "members",
    answer: people.listOutside,
  },
  { name: "teams", method: "GET", path: `${org}/teams`, needs: "members", answer: teams.listTeams },
  { name: "createTeam", method: "POST", path: `${org}/teams`, needs: "members", answer: teams.postTeam },
  { name: "team", method: "GET", path: team, needs: "members", answer: teams.getTeam },
  { name: "changeTeam", method: "PATCH", path: team, needs: "members", answer: teams.patchTeam },
  { name: "deleteTeam", method: "DELETE", path: team, needs: "members", answer: teams.deleteTeam },
  { name: "place", method: "GET", path: place, needs: "members", answer: teams.getPlace },
  { name: "joinTeam", method: "PUT", path: place, needs: "members", answer: teams.putPlace },
  { name: "leaveTeam", method: "DELETE", path: place, needs: "members", answer: teams.deletePlace },
  { name: "childTeams", method: "GET", path: `${team}/teams`, needs: "members", answer: teams.listChildren },
  { name: "grants", method: "GET", path: `${team}/repos`, needs: "members", answer: teams.listGrants },
  { name: "share", method: "PUT", path: grant, needs: "administration", answer: teams.putGrant },
  { name: "unshare", method: "DELETE", path: grant, needs: "administration", answer: teams.deleteGrant },
  {
    name: "roles",
    method: "GET",
    path: role,
    needs: "organization_custom_org_roles",
    answer: roles.listRoles,
  },
  {
    name: "ownLevels",
    method: "GET",
    path: `${org}/custom-repository-roles`,
    needs: "organization_custom_roles",
    answer: levels.listOwnLevels,
  },
  {
    name: "externalGroups",
    method: "GET",
    path: `${org}/external-groups`,
    needs: "members",
    answer: groups.listExternal,
  },
  {
    name: "externalGroup",
    method: "GET",
    path: `${org}/external-group/{group_id}`,
    needs: "members",
    answer: groups.showExternal,
  },
  {
    name: "teamGroups",
    method: "GET",
    path: `${team}/external-groups`,
    needs: "members",
    answer: groups.listOfTeam,
  },
  {
    name: "syncGroups",
    method: "GET",
    path: `${org}/team-sync/groups`,
    needs: "members",
    answer: groups.listSynchronized,
  },
  {
    name: "teamMappings",
    method: "GET",
    path: `${team}/team-sync/group-mappings`,
    needs: "members",
    answer: groups.listMappings,
  },
  {
    name: "ownTokens",
    method: "GET",
    path: `${org}/personal-access-tokens`,
    needs: "organization_personal_access_tokens",
    answer: ownKeys.listTokens,
  },
  {
    name: "credentials",
    method: "GET",
    path: `${org}/credential-authorizations`,
    needs: "organization_administration",
    answer: ownKeys.listCredentials,
  },
  {
    name: "repositories",
    method: "GET",
    path: `${org}/repos`,
    needs: "metadata",
    answer: repositories.listRepositories,
  },
  {
    name: "deployKeys",
    method: "GET",
    path: "/repos/{owner}/{repo}/keys",
    needs: "administration",
    answer: repositories.listDeployKeys,
  },
  {
    name: "roleUsers",
    method: "GET",
    path: `${role}/{role_id}/users`,
    needs: "members",
    answer: roles.listRoleUsers,
  },
  {
    name: "roleTeams",
    method: "GET",
    path: `${role}/{role_id}/teams`,
    needs: "members",
    answer: roles.listRoleTeams,
  },
  {
    name: "grantRole",
    method: "PUT",
    path: `${role}/users/{username}/{role_id}`,
    needs: "members",
    answer: (call) => roles.setRole(call, true),
  },
  {
    name: "revokeRole",
    method: "DELETE",
    path: `${role}/users/{username}/{role_id}`,
    needs: "members",
    answer: (call) => roles.setRole(call, false),
  },
  {
    name: "grantRole",
    method: "PUT",
    path: `${role}/teams/{team_slug}/{role_id}`,
    needs: "members",
    answer: (call) => roles.setRole(call, true),
  },
  {
    name: "revokeRole",
    method: "DELETE",
    path: `${role}/teams/{team_slug}/{role_id}`,
    needs: "members",
    answer: (call) => roles.setRole(call, false),
  },
];

function showOrganization({ organization, principal }: InOrganization): Answer {
  const isOwner = principal.may(organization, "organization_administration", "read");
  return { status: 200, body: organizationFull(organization, isOwner) };
}

/** Everybody's public profile, by login as it is now. */
export function showUser({ world, path }: Call): Answer {
  const account = accountOf(world, path["username"] ?? "");
  return account === undefined ? notFound : { status: 200, body: publicUser(account) };
}

/** The same by number, whatever the login is. */
export function showAccount({ world, path }: Call): Answer {
  const account = world.accounts.get(Number(path["account_id"]));
  return account === undefined || account.deleted === true
    ? notFound
    : { status: 200, body: publicUser(account) };
}

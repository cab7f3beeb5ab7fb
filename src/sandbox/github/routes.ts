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

interface Route {
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

type Row = readonly [Route["name"], Route["method"], Route["path"], Route["needs"], Route["answer"]];

const rows: readonly Row[] = [
  ["organization", "GET", org, "members", showOrganization],
  ["membership", "GET", `${org}/memberships/{username}`, "members", people.getMembership],
  ["putMembership", "PUT", `${org}/memberships/{username}`, "members", people.putMembership],
  ["removeMember", "DELETE", `${org}/memberships/{username}`, "members", people.deleteMembership],
  ["invitations", "GET", `${org}/invitations`, "members", people.listInvitations],
  ["invite", "POST", `${org}/invitations`, "members", people.postInvitation],
  ["cancelInvitation", "DELETE", `${org}/invitations/{invitation_id}`, "members", people.deleteInvitation],
  ["failedInvitations", "GET", `${org}/failed_invitations`, "members", people.listFailed],
  ["outsideCollaborators", "GET", `${org}/outside_collaborators`, "members", people.listOutside],
  ["teams", "GET", `${org}/teams`, "members", teams.listTeams],
  ["createTeam", "POST", `${org}/teams`, "members", teams.postTeam],
  ["team", "GET", team, "members", teams.getTeam],
  ["changeTeam", "PATCH", team, "members", teams.patchTeam],
  ["deleteTeam", "DELETE", team, "members", teams.deleteTeam],
  ["place", "GET", place, "members", teams.getPlace],
  ["joinTeam", "PUT", place, "members", teams.putPlace],
  ["leaveTeam", "DELETE", place, "members", teams.deletePlace],
  ["childTeams", "GET", `${team}/teams`, "members", teams.listChildren],
  ["grants", "GET", `${team}/repos`, "members", teams.listGrants],
  ["share", "PUT", grant, "administration", teams.putGrant],
  ["unshare", "DELETE", grant, "administration", teams.deleteGrant],
  ["roles", "GET", role, "organization_custom_org_roles", roles.listRoles],
  ["ownLevels", "GET", `${org}/custom-repository-roles`, "organization_custom_roles", levels.listOwnLevels],
  ["externalGroups", "GET", `${org}/external-groups`, "members", groups.listExternal],
  ["externalGroup", "GET", `${org}/external-group/{group_id}`, "members", groups.showExternal],
  ["teamGroups", "GET", `${team}/external-groups`, "members", groups.listOfTeam],
  ["syncGroups", "GET", `${org}/team-sync/groups`, "members", groups.listSynchronized],
  ["teamMappings", "GET", `${team}/team-sync/group-mappings`, "members", groups.listMappings],
  [
    "ownTokens",
    "GET",
    `${org}/personal-access-tokens`,
    "organization_personal_access_tokens",
    ownKeys.listTokens,
  ],
  [
    "credentials",
    "GET",
    `${org}/credential-authorizations`,
    "organization_administration",
    ownKeys.listCredentials,
  ],
  ["repositories", "GET", `${org}/repos`, "metadata", repositories.listRepositories],
  ["deployKeys", "GET", "/repos/{owner}/{repo}/keys", "administration", repositories.listDeployKeys],
  ["roleUsers", "GET", `${role}/{role_id}/users`, "members", roles.listRoleUsers],
  ["roleTeams", "GET", `${role}/{role_id}/teams`, "members", roles.listRoleTeams],
  ["grantRole", "PUT", `${role}/users/{username}/{role_id}`, "members", grantRole],
  ["revokeRole", "DELETE", `${role}/users/{username}/{role_id}`, "members", revokeRole],
  ["grantRole", "PUT", `${role}/teams/{team_slug}/{role_id}`, "members", grantRole],
  ["revokeRole", "DELETE", `${role}/teams/{team_slug}/{role_id}`, "members", revokeRole],
];

/** Of an organization, which the path names as `org` or as the owner of a repository. */
export const routes: readonly Route[] = rows.map(([name, method, path, needs, answer]) => ({
  name,
  method,
  path,
  needs,
  answer,
}));

function grantRole(call: InOrganization): Answer {
  return roles.setRole(call, true);
}

function revokeRole(call: InOrganization): Answer {
  return roles.setRole(call, false);
}

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

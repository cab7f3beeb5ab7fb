/** The embedded GitHub's objects as GitHub writes them over REST, typed by its published API types: a field that is missing does not compile. */
import type { components } from "@octokit/openapi-types";
import {
  below,
  filledSeats,
  placeIn,
  type Account,
  type FailedInvitation,
  type GrantedRole,
  type Installation,
  type AppRecord,
  type OwnKey,
  type Invitation,
  type Organization,
  type TeamRecord,
  type World,
} from "./state.ts";

type Schemas = components["schemas"];

/** Where everything stands; a name that no network knows. */
export const web = "https://github.example";
export const api = "https://api.github.example";
export const epoch = "2020-01-01T00:00:00Z";

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}:${id}`).toString("base64");
}

export function simpleUser(account: Pick<Account, "id" | "login">): Schemas["simple-user"] {
  const { id, login } = account;
  const url = `${api}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId("User", id),
    avatar_url: `${web}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url: `${web}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: "User",
    site_admin: false,
  };
}

export function publicUser(account: Account): Schemas["public-user"] {
  return {
    ...simpleUser(account),
    name: account.name,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: epoch,
    updated_at: epoch,
  };
}

/** Whoever is gone stays as "ghost", as GitHub calls them. */
export function userNumbered(world: World, id: number): Schemas["simple-user"] {
  const account = world.accounts.get(id);
  return simpleUser(account === undefined || account.deleted === true ? { id, login: "ghost" } : account);
}

function organizationSimple({ id, login }: Organization): Schemas["organization-simple"] {
  const url = `${api}/orgs/${login}`;
  return {
    login,
    id,
    node_id: nodeId("Organization", id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${web}/avatars/${id}`,
    description: null,
  };
}

/** Owners are told the plan and its seats, others are not. */
export function organizationFull(organization: Organization, isOwner: boolean): Schemas["organization-full"] {
  const { seats } = organization;
  return {
    ...organizationSimple(organization),
    ...(organization.name === null ? {} : { name: organization.name }),
    html_url: `${web}/${organization.login}`,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: "Organization",
    created_at: organization.createdAt,
    updated_at: epoch,
    archived_at: null,
    ...(isOwner
      ? {
          default_repository_permission: organization.everybody,
          two_factor_requirement_enabled: false,
          plan: {
            name: organization.plan ?? (seats === null ? "free" : "team"),
            space: 1,
            private_repos: 1,
            filled_seats: filledSeats(organization),
            ...(seats === null ? {} : { seats }),
          },
        }
      : {}),
  };
}

/** A membership, or the invitation to one. */
export function membership(
  world: World,
  organization: Organization,
  {
    account,
    role,
    state,
  }: { readonly account: number; readonly role: string; readonly state: "active" | "pending" },
): Schemas["org-membership"] {
  const { login } = userNumbered(world, account);
  return {
    url: `${api}/orgs/${organization.login}/memberships/${login}`,
    state,
    role: role === "admin" ? "admin" : "member",
    organization_url: `${api}/orgs/${organization.login}`,
    organization: organizationSimple(organization),
    user: userNumbered(world, account),
  };
}

export function invitation(
  world: World,
  organization: Organization,
  it: Invitation | FailedInvitation,
): Schemas["organization-invitation"] {
  return {
    id: it.id,
    node_id: nodeId("OrganizationInvitation", it.id),
    login: it.account === null ? null : userNumbered(world, it.account).login,
    email: it.email,
    role: it.role === "admin" ? "admin" : "direct_member",
    created_at: it.createdAt,
    ...("reason" in it ? { failed_at: it.failedAt, failed_reason: it.reason } : {}),
    inviter: simpleUser({ id: 1, login: it.inviter }),
    team_count: it.teams.length,
    invitation_teams_url: `${api}/orgs/${organization.login}/invitations/${it.id}/teams`,
    invitation_source: "member",
  };
}

function teamSimple(organization: Organization, it: TeamRecord): Schemas["team-simple"] {
  const url = `${api}/organizations/${organization.id}/team/${it.id}`;
  return {
    id: it.id,
    node_id: nodeId("Team", it.id),
    url,
    html_url: `${web}/orgs/${organization.login}/teams/${it.slug}`,
    name: it.name,
    slug: it.slug,
    description: it.description ?? "",
    privacy: it.privacy,
    notification_setting: it.notifications ? "notifications_enabled" : "notifications_disabled",
    permission: "pull",
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
  };
}

function parentOf(organization: Organization, { parent }: TeamRecord): Schemas["nullable-team-simple"] {
  const found = parent === null ? undefined : organization.teams.get(parent);
  return found === undefined ? null : teamSimple(organization, found);
}

export function teamRow(organization: Organization, it: TeamRecord): Schemas["team"] {
  const type = it.enterprise === true ? "enterprise" : "organization";
  return { ...teamSimple(organization, it), parent: parentOf(organization, it), type };
}

export function teamFull(organization: Organization, it: TeamRecord): Schemas["team-full"] {
  return {
    ...teamSimple(organization, it),
    privacy: it.privacy,
    notification_setting: it.notifications ? "notifications_enabled" : "notifications_disabled",
    parent: parentOf(organization, it),
    type: "organization",
    members_count: it.members.size,
    repos_count: it.repositories.size,
    created_at: epoch,
    updated_at: epoch,
    organization: { ...organizationFull(organization, false) },
  };
}

export function teamMembership(
  organization: Organization,
  team: TeamRecord,
  { account, login }: { readonly account: number; readonly login: string },
): Schemas["team-membership"] {
  const role = placeIn(organization, team, account);
  // Whoever is in a team below counts as well.
  const isInside = below(organization, team).some(({ members }) => members.has(account));
  return {
    url: `${api}/organizations/${organization.id}/team/${team.id}/memberships/${login}`,
    role: role ?? "member",
    state: isInside ? "active" : "pending",
  };
}

export function grantedRole(organization: Organization, it: GrantedRole): Schemas["organization-role"] {
  return {
    id: it.id,
    name: it.name,
    description: null,
    ...(it.base === null ? {} : { base_role: it.base as "read" | "triage" | "write" | "maintain" | "admin" }),
    source: "Predefined",
    permissions: [...it.permissions],
    organization: simpleUser(organization),
    created_at: epoch,
    updated_at: epoch,
  };
}

export function ownToken(
  world: World,
  organization: Organization,
  { id, owner, name }: OwnKey,
): Schemas["organization-programmatic-access-grant"] {
  return {
    id,
    owner: userNumbered(world, owner),
    repository_selection: "all",
    repositories_url: `${api}/organizations/${organization.id}/personal-access-tokens/${id}/repositories`,
    permissions: {},
    access_granted_at: epoch,
    token_id: id,
    token_name: name,
    token_expired: false,
    token_expires_at: null,
    token_last_used_at: null,
  };
}

/** Published for the cloud of enterprises only. */
export function credential(world: World, { id, owner, kind, name }: OwnKey) {
  return {
    login: userNumbered(world, owner).login,
    credential_id: id,
    credential_type: kind,
    credential_authorized_at: epoch,
    credential_accessed_at: null,
    authorized_credential_id: id,
    ...(kind === "SSH key"
      ? { authorized_credential_title: name, fingerprint: "EXAMPLE" }
      : { authorized_credential_note: name, scopes: [], token_last_eight: "EXAMPLE8" }),
  };
}

export function installation(
  organization: Organization,
  app: AppRecord,
  it: Installation,
): Schemas["installation"] {
  return {
    id: it.id,
    app_id: app.id,
    app_slug: app.slug,
    target_id: organization.id,
    target_type: "Organization",
    account: { ...simpleUser(organization), type: "Organization" },
    repository_selection: it.allRepositories ? "all" : "selected",
    access_tokens_url: `${api}/app/installations/${it.id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${web}/organizations/${organization.login}/settings/installations/${it.id}`,
    permissions: it.permissions,
    events: [],
    single_file_name: null,
    created_at: epoch,
    updated_at: epoch,
    suspended_by: it.suspendedAt === null ? null : simpleUser(organization),
    suspended_at: it.suspendedAt,
  };
}

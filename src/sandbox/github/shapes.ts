/** The embedded GitHub's objects as GitHub writes them over REST, typed by its published API types: a field that is missing does not compile. */
import type { components } from "@octokit/openapi-types";
import {
  filledSeats,
  placeIn,
  type Account,
  type FailedInvitation,
  type GrantedRole,
  type Installation,
  baseOf,
  grantLevels,
  type AppRecord,
  type DeployKey,
  type OwnKey,
  type Invitation,
  type Organization,
  type Repository,
  type TeamRecord,
  type World,
} from "./state.ts";

type Schemas = components["schemas"];

/** Where everything stands; a name that no network knows. */
const web = "https://github.example";
const api = "https://api.github.example";
export const epoch = "2020-01-01T00:00:00Z";

function nodeId(kind: string, id: number): string {
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
  return {
    url: `${api}/organizations/${organization.id}/team/${team.id}/memberships/${login}`,
    role: role ?? "member",
    state: role === undefined ? "pending" : "active",
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

/** A repository in a team's list: with the level by which the team may use it, as five flags and as the role's name. */
export function teamGrant(
  organization: Organization,
  { id, name, archived }: Repository,
  level: string,
): Schemas["minimal-repository"] {
  const full = `${organization.login}/${name}`;
  const url = `${api}/repos/${full}`;
  const rank = Math.max(0, grantLevels.indexOf(baseOf(organization, level)));
  const may = (each: string): boolean => grantLevels.indexOf(each) <= rank;
  return {
    id,
    node_id: nodeId("Repository", id),
    name,
    full_name: full,
    owner: simpleUser(organization),
    private: true,
    html_url: `${web}/${full}`,
    description: null,
    fork: false,
    url,
    archived,
    role_name: { pull: "read", push: "write" }[level] ?? level,
    permissions: {
      pull: may("pull"),
      triage: may("triage"),
      push: may("push"),
      maintain: may("maintain"),
      admin: may("admin"),
    },
    ...addresses(url),
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

export function deployKey(
  world: World,
  {
    organization,
    repository,
    key,
  }: { readonly organization: Organization; readonly repository: Repository; readonly key: DeployKey },
): Schemas["deploy-key"] {
  const { id, title, addedBy } = key;
  return {
    id,
    key: "ssh-ed25519 EXAMPLE",
    url: `${api}/repos/${organization.login}/${repository.name}/keys/${id}`,
    title,
    verified: true,
    created_at: epoch,
    read_only: true,
    added_by: addedBy === null ? null : userNumbered(world, addedBy).login,
  };
}

/** Where the parts of a repository stand. */
export function addresses(url: string) {
  return {
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
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

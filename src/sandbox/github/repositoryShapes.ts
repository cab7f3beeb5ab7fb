/** The embedded GitHub's repositories, and what hangs on one, as GitHub writes them over REST. */
import type { components } from "@octokit/openapi-types";
import { api, epoch, nodeId, simpleUser, userNumbered, web } from "./shapes.ts";
import {
  baseOf,
  grantLevels,
  type DeployKey,
  type Organization,
  type Repository,
  type World,
} from "./state.ts";

type Schemas = components["schemas"];

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

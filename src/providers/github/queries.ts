/** What is asked of GitHub over GraphQL. A test holds each query against GitHub's published schema. */

const page = "totalCount pageInfo{hasNextPage endCursor}";
const places = `${page} edges{role node{databaseId login}}`;
const grants = `${page} edges{permission node{databaseId name isArchived}}`;
const invited = `${page} nodes{email invitee{databaseId login}}`;

export const membersQuery = `query Members($org:String!,$n:Int!,$after:String){
  organization(login:$org){databaseId login
    membersWithRole(first:$n,after:$after){${page} edges{role node{databaseId login name}}}}}`;

/** Fields of teams that servers of an older version do not have. */
export const laterFields = ["notificationSetting", "invitations"] as const;
export type LaterField = (typeof laterFields)[number];

/** Of each team the first members, repositories and invitations; longer lists go on in `moreQuery`. */
export function teamsQuery(without: ReadonlySet<LaterField> = new Set()): string {
  const later = (field: LaterField, text: string): string => (without.has(field) ? "" : text);
  return `query Teams($org:String!,$n:Int!,$after:String){
  organization(login:$org){databaseId
    teams(first:$n,after:$after){${page} nodes{id databaseId slug name description privacy ${later("notificationSetting", "notificationSetting")}
      parentTeam{databaseId}
      members(first:100,membership:IMMEDIATE){${places}}
      repositories(first:100){${grants}}
      ${later("invitations", `invitations(first:20){${invited}}`)}}}}}`;
}

export type LongList = "members" | "repositories" | "invitations";

const lists: Readonly<Record<LongList, (after: string) => string>> = {
  members: (after) => `members(first:100,membership:IMMEDIATE,after:${after}){${places}}`,
  repositories: (after) => `repositories(first:100,after:${after}){${grants}}`,
  invitations: (after) => `invitations(first:100,after:${after}){${invited}}`,
};

/** The next pages of several long lists at once: `$t0` is a team's node, `$c0` where its list goes on. */
export function moreQuery(wanted: readonly LongList[]): string {
  const names = wanted.map((_, index) => `$t${index}:ID!,$c${index}:String!`).join(",");
  const parts = wanted.map(
    (list, index) => `t${index}:node(id:$t${index}){... on Team{${lists[list](`$c${index}`)}}}`,
  );
  return `query More(${names}){${parts.join(" ")}}`;
}

/** Which accounts have these logins now: `$l0` ... in order. Nobody is an answer with an error beside it. */
export function peopleQuery(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `$l${index}:String!`).join(",");
  const parts = Array.from(
    { length: count },
    (_, index) => `u${index}:user(login:$l${index}){databaseId login}`,
  );
  return `query People(${names}){${parts.join(" ")}}`;
}

/** Which repositories have these names now: `$r0` ... in order. */
export function repositoriesQuery(count: number): string {
  const names = Array.from({ length: count }, (_, index) => `,$r${index}:String!`).join("");
  const parts = Array.from(
    { length: count },
    (_, index) => `r${index}:repository(name:$r${index},followRenames:false){databaseId name isArchived}`,
  );
  return `query Repositories($org:String!${names}){organization(login:$org){databaseId ${parts.join(" ")}}}`;
}

export const viewerQuery = "query Viewer{viewer{databaseId login}}";

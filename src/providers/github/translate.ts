/** Between GitHub's teams, with what hangs on them, and muster's entities. Total functions; what GitHub calls maintainer is a lead here. */
import { addTo } from "../../model/grouped.ts";
import type { TeamMembership } from "../../model/entities/membership.ts";
import type { Share } from "../../model/entities/share.ts";
import type { Team } from "../../model/entities/team.ts";
import type { Entity } from "../../model/entity.ts";
import type { Resource } from "../../model/state.ts";
import { membershipKey } from "../../kinds/membership/kind.ts";
import { shareKey } from "../../kinds/share/kind.ts";
import { fold } from "../../model/text.ts";
import type { Listed, TeamRead } from "./gather.ts";
import { levels, rankedLevels } from "./levels.ts";
import { given } from "../../model/given.ts";

/** Why a list is not whole, as a sentence; undefined for one that is. */
export function said(what: string, { broken }: Pick<Listed<unknown>, "broken">): string | undefined {
  return broken === undefined ? undefined : `The list of ${what} was not read to its end. ${broken}.`;
}

/** What of a team was not read to its end, by kind. */
export function unreadIn({ node, members, repositories }: TeamRead): NonNullable<Team["unread"]> {
  const people = said(`members of team ${node.slug}`, members);
  const shared = said(`repositories of team ${node.slug}`, repositories);
  return given({ team_membership: people, share: shared });
}

/** The level that a team has on a repository, where it is one of the organization's own: by `TEAM/REPOSITORY`. */
export type OwnLevels = ReadonlyMap<string, string>;

function levelIn(own: OwnLevels, { node }: TeamRead, { node: { databaseId }, permission }: Grant): string {
  return own.get(`${node.databaseId}/${databaseId}`) ?? levels[permission];
}

interface Around {
  readonly slugOf: (id: number) => string | undefined;
  readonly above: TeamRead | undefined;
  readonly own: OwnLevels;
}

function teamOf(read: TeamRead, { slugOf, above, own }: Around): Team {
  const { node } = read;
  const inherited = read.repositories.items.filter(inheritedFrom(read, above, own));
  const unread = unreadIn(read);
  const parent =
    node.parentTeam === null
      ? null
      : (slugOf(node.parentTeam.databaseId) ?? String(node.parentTeam.databaseId));
  return {
    kind: "team",
    key: fold(node.slug),
    slug: node.slug,
    name: node.name,
    description: node.description ?? "",
    parent: parent === null ? null : fold(parent),
    privacy: node.privacy === "SECRET" ? "secret" : "visible",
    ...(node.notificationSetting === undefined
      ? {}
      : { notifications: node.notificationSetting === "NOTIFICATIONS_ENABLED" ? "on" : "off" }),
    ...(inherited.length === 0
      ? {}
      : {
          inherits: Object.fromEntries(
            inherited.map((grant) => [fold(`repository:${grant.node.name}`), levelIn(own, read, grant)]),
          ),
        }),
    ...(Object.keys(unread).length === 0 ? {} : { unread }),
    id: String(node.databaseId),
  };
}

/** Whoever is in the team itself; of owners GitHub always says that they maintain it. */
function placesOf({ node, members }: TeamRead, owners: ReadonlySet<number>): TeamMembership[] {
  const team = fold(node.slug);
  return members.items.map(({ role, node: person }) => {
    const member = fold(person.login);
    return {
      kind: "team_membership",
      key: membershipKey(team, member),
      team,
      member,
      role: role === "MAINTAINER" ? "lead" : "member",
      ...(owners.has(person.databaseId) ? { implied: true } : {}),
      id: `${node.databaseId}/${person.databaseId}`,
    };
  });
}

type Grant = TeamRead["repositories"]["items"][number];

/** True for what the team has from those above it as far as anybody can tell: GitHub lists that as well, and not by whom. */
function inheritedFrom(
  read: TeamRead,
  parent: TeamRead | undefined,
  own: OwnLevels,
): (grant: Grant) => boolean {
  const above = new Map(parent?.repositories.items.map((grant) => [grant.node.databaseId, grant]));
  return (grant) => {
    const inherited = above.get(grant.node.databaseId);
    if (parent === undefined || inherited === undefined) return false;
    const [has, given] = [levelIn(own, read, grant), levelIn(own, parent, inherited)];
    // What is the organization's own ranks nowhere: it comes from above where it is the same there.
    if (has === given) return true;
    return (
      rankedLevels.includes(has) &&
      rankedLevels.indexOf(levels[inherited.permission]) >= rankedLevels.indexOf(has)
    );
  };
}

/** GitHub makes it for a security advisory, and takes it away again. */
function isAdvisoryFork(name: string): boolean {
  return /-ghsa(?:-[0-9a-z]{4}){3}$/i.test(name);
}

/** What was given to the team itself. */
function grantsOf(read: TeamRead, { above, own }: Pick<Around, "above" | "own">): Share[] {
  const isInherited = inheritedFrom(read, above, own);
  const holder = { kind: "team", key: fold(read.node.slug) } as const;
  return read.repositories.items.flatMap((grant) => {
    const { node } = grant;
    if (node.isArchived || isAdvisoryFork(node.name) || isInherited(grant)) return [];
    const { name } = node;
    return [
      {
        kind: "share",
        key: shareKey({ resource: "repository", name, holder }),
        resource: "repository",
        name,
        holder,
        level: levelIn(own, read, grant),
        id: `${read.node.databaseId}/${node.databaseId}`,
      } satisfies Share,
    ];
  });
}

/** The repositories that teams were seen to use. */
export function repositoriesOf(teams: readonly TeamRead[]): Resource[] {
  const found = new Map<number, Resource>();
  for (const { repositories } of teams)
    for (const { node } of repositories.items) found.set(node.databaseId, repositoryOf(node));
  return [...found.values()];
}

export function repositoryOf({ databaseId, name, isArchived }: Grant["node"]): Resource {
  const closed = isArchived ? { closed: { why: whyClosed(name), held: {} } } : {};
  return { kind: "repository", id: String(databaseId), name, ...closed };
}

function whyClosed(name: string): string {
  return `repository ${name} is archived, and GitHub lets nobody change who may use it: unarchive it at the service, or take this line out`;
}

/** Repositories, those that are archived with what teams may do with them all the same. */
export function withHolders(
  repositories: readonly Resource[],
  { teams, own }: { readonly teams: readonly TeamRead[]; readonly own: OwnLevels },
): Resource[] {
  const held = new Map<string, [string, string][]>();
  for (const team of teams)
    for (const grant of team.repositories.items) {
      const { isArchived, databaseId } = grant.node;
      if (isArchived)
        addTo(held, String(databaseId), [`team ${fold(team.node.slug)}`, levelIn(own, team, grant)]);
    }
  return repositories.map((it) =>
    it.closed === undefined
      ? it
      : { ...it, closed: { ...it.closed, held: Object.fromEntries(held.get(it.id) ?? []) } },
  );
}

interface Meaning {
  readonly owners: ReadonlySet<number>;
  readonly ofCompany: ReadonlySet<number>;
  readonly own: OwnLevels;
  /** By the team's number the identity provider's group that decides who is in it. */
  readonly groups: ReadonlyMap<number, string>;
}

export function entitiesOf(
  teams: readonly TeamRead[],
  { owners, ofCompany, own, groups }: Meaning,
): Entity[] {
  const byId = new Map(teams.map((it) => [it.node.databaseId, it]));
  const slugOf = (id: number): string | undefined => byId.get(id)?.node.slug;
  return teams.flatMap((it): Entity[] => {
    const parent = it.node.parentTeam === null ? undefined : byId.get(it.node.parentTeam.databaseId);
    const team = teamOf(it, { slugOf, above: parent, own });
    const madeBy = ofCompany.has(it.node.databaseId) ? { madeBy: "others" as const } : {};
    const group = groups.get(it.node.databaseId);
    const from = group === undefined ? {} : { membersFrom: `sso:${group}` };
    return [
      { ...team, ...from, ...madeBy },
      ...placesOf(it, owners),
      ...grantsOf(it, { above: parent, own }),
    ];
  });
}

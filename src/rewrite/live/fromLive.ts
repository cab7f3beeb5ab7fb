/**
 * A live organization as what access files can say of it, so that files which say all of this leave nothing to plan.
 * Whatever they cannot hold, or what a plan would act on once it is listed, is left out and named.
 */
import type { Holdings } from "../../model/holdings.ts";
import { ceilingOf, normalRole, rolesIn } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import { importAccounts } from "./accounts.ts";
import { importOwnerships } from "./ownerships.ts";
import { importGrants } from "./grants.ts";
import { importRoles } from "./roles.ts";
import type { Imported, ImportedAccount, ImportedMember, ImportedTeam, LeftOut } from "./imported.ts";
import { mapped } from "./names.ts";
import { importPeople } from "./people.ts";
import { importShares, namingOf, sharesByHolder, type SharesInput } from "./resources.ts";
import { importTeams } from "./teams.ts";

/** What the files that there are say of what is live. */
interface Known {
  /** Who cannot be listed, by key, and why. */
  readonly barred: ReadonlyMap<string, string>;
  /** Keys, by `ACCOUNT/NAME`, that are replaced one after the other, so that several of a name are no riddle. */
  readonly rotated: ReadonlySet<string>;
}

const nothingKnown: Known = { barred: new Map(), rotated: new Set() };

/** `holdings` are those of everybody deactivated, by key. The live state has to be read to the end. */
export function importedOf(
  live: State,
  holdings: ReadonlyMap<string, Holdings>,
  { barred, rotated }: Known = nothingKnown,
): Imported {
  const roles = importRoles(live);
  const people = importPeople({ live, holdings, barred, roles: roles.roles });
  const teams = importTeams(live, people.members);
  const found = { live, rotated, roles: roles.roles, members: people.members, teams: teams.teams };
  const accounts = importAccounts(found);
  const naming = namingOf(live);
  const ownerships = importOwnerships(live, people.members, naming);
  const grants = importGrants({ live, members: people.members, teams: teams.teams });
  const shares = sharesByHolder(live);
  const leftOut: LeftOut[] = [];
  const sharesOf = (holder: SharesInput["holder"], key: string, role?: string) =>
    importShares({
      shares: shares.get(`${holder.kind} ${key}`) ?? [],
      holder,
      naming,
      vocabulary: live.vocabulary,
      leftOut,
      ...(role === undefined ? {} : { ceiling: ceilingOf(normalRole(role), rolesIn(live)) }),
    });
  const members = mapped(people.members, (member): ImportedMember => ({
    ...member,
    shares:
      member.state === "active"
        ? sharesOf({ kind: "member", name: member.email }, member.key, member.role)
        : [],
  }));
  return {
    members,
    roles: roles.roles,
    teams: mapped(teams.teams, (team): ImportedTeam => ({
      ...team,
      shares: sharesOf({ kind: "team", name: team.slug }, team.key),
    })),
    accounts: mapped(accounts.accounts, (account): ImportedAccount => ({
      ...account,
      shares: sharesOf({ kind: "service_account", name: account.name }, account.key, account.role),
    })),
    ownerships: ownerships.ownerships,
    grants: grants.grants,
    leftOut: [
      ...collided(live),
      ...roles.leftOut,
      ...people.leftOut,
      ...teams.leftOut,
      ...accounts.leftOut,
      ...leftOut,
      ...ownerships.leftOut,
      ...grants.leftOut,
    ],
  };
}

/** Live objects that share a name: nothing can be said of one of them that is not said of the other. */
function collided(live: State): LeftOut[] {
  return live.collisions.map(({ kind, key, ids }) => ({
    what: `the ${kind.replaceAll("_", " ")} ${key}`,
    why: `${ids.length} live objects share that name (${ids.join(", ")}); rename or remove one of them at the service`,
  }));
}

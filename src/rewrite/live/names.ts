/** What the files call people: by their key where they stand in the file of all people, and by their e-mail elsewhere. */
import { fold } from "../../model/text.ts";
import type { People } from "../../declare/facts.ts";
import type { Imported } from "./imported.ts";

/** The folded e-mail of whom a name stands for; of a name that is nobody's, the folded name. */
export function emailNamed(people: People, name: string): string {
  const key = fold(name);
  return key.includes("@") ? key : (people.byKey.get(key)?.email?.key ?? key);
}

/** The same, everybody who stands in the file of all people called by their key there. */
export function underKeys(imported: Imported, people: People): Imported {
  if (people.byEmail.size === 0) return imported;
  const { members, teams, accounts, ownerships, grants } = imported;
  const called = (email: string): string => people.byEmail.get(fold(email))?.slug ?? email;
  // Where a team can be meant as well, its name is the team's.
  const owner = (name: string): string =>
    name.includes("@") && !teams.has(fold(called(name))) ? called(name) : name;
  return {
    ...imported,
    members: mapped(members, (member) => ({ ...member, email: called(member.email) })),
    teams: mapped(teams, (team) => ({
      ...team,
      ...(typeof team.manager === "string" ? { manager: called(team.manager) } : {}),
      members: team.members?.map((place) => ({ ...place, member: called(place.member) })) ?? null,
    })),
    accounts: mapped(accounts, (account) => ({ ...account, owner: owner(account.owner) })),
    grants:
      grants === null ? null : mapped(grants, (role) => ({ ...role, members: role.members.map(called) })),
    ownerships: mapped(ownerships, (item) => ({ ...item, owner: called(item.owner) })),
  };
}

/** The map with each of its values changed. */
export function mapped<K, A, B>(map: ReadonlyMap<K, A>, change: (item: A) => B): ReadonlyMap<K, B> {
  return new Map([...map].map(([key, item]) => [key, change(item)]));
}

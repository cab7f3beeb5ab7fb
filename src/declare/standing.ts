/** What the facts come to for one person: their role, and who stands in for them once they have left. */
import type { Role } from "../model/entities/role.ts";
import { managesUsers, type Roles } from "../model/role.ts";
import { domainOf } from "../model/text.ts";
import type { Facts } from "./facts.ts";
import type { DeclaredMember, DeclaredTeam, Reference } from "./items.ts";
import { successorsOf } from "./persons.ts";

/** The declared custom roles; without those whose entry has errors. */
export function customRoles(facts: Facts): Roles {
  const roles = new Map<string, Pick<Role, "base" | "permissions">>();
  for (const { key, base, permissions } of facts.roles.values()) {
    if (base !== undefined && permissions !== undefined) roles.set(key, { base, permissions });
  }
  return { vocabulary: facts.vocabulary, custom: roles };
}

/** The role that the files give a member, by themselves or by their profile. */
export function roleOf(facts: Facts, member: DeclaredMember): string | undefined {
  if (member.profile === undefined) return member.role;
  return facts.settings?.profiles.get(member.profile.key)?.role;
}

/** Whether the member's domain is one of guests. */
export function isGuest({ settings }: Facts, { email }: Pick<DeclaredMember, "email">): boolean {
  return settings?.policy.guests?.domains.includes(domainOf(email)) === true;
}

/** Whether somebody may let guests in: they manage users, or are listed for it. */
export function mayApprove(facts: Facts, member: DeclaredMember): boolean {
  const listed = facts.settings?.approvers.some(({ key }) => key === member.key) === true;
  return listed || managesUsers(roleOf(facts, member), customRoles(facts));
}

/** The member, while the files keep them active. */
export function activeMember(facts: Facts, key: string | undefined): DeclaredMember | undefined {
  const member = key === undefined ? undefined : facts.members.get(key);
  return member?.state === "active" ? member : undefined;
}

type Accepts = (member: DeclaredMember) => boolean;

/**
 * Who stands where this person is named: they themselves while active; else the first along their successors who
 * stays, then along the organization's, when the place accepts them. Undefined when nobody is left.
 */
export function standIn(
  facts: Facts,
  key: string,
  accepts: Accepts = () => true,
): DeclaredMember | undefined {
  const named = facts.members.get(key);
  if (named === undefined || named.state === "active") return named;
  return [...successorsOf(facts, named), facts.settings?.successor]
    .map((successor) => stayingFrom(facts, successor))
    .find((member) => member !== undefined && accepts(member));
}

/** The named person if they stay, else the first along their successors who does. */
export function stayingFrom(facts: Facts, person: Reference | undefined): DeclaredMember | undefined {
  const named = person === undefined ? undefined : facts.members.get(person.key);
  // Nearly always it ends here.
  if (named === undefined || named.state === "active") return named;
  const ahead = [named.key];
  const seen = new Set<string>();
  for (let key = ahead.pop(); key !== undefined; key = ahead.pop()) {
    const member = facts.members.get(key);
    if (member === undefined || seen.has(key)) continue;
    if (member.state === "active") return member;
    seen.add(key);
    for (const successor of successorsOf(facts, member).reverse()) ahead.push(successor.key);
  }
  return undefined;
}

/** Who receives what this member leaves, as far as their own successors say; never they themselves. */
export function successorOf(facts: Facts, member: DeclaredMember): DeclaredMember | undefined {
  // Along a circle of leavers the way may lead back.
  return successorsOf(facts, member)
    .map((successor) => stayingFrom(facts, successor))
    .find((staying) => staying !== undefined && staying !== member);
}

/** Everybody whose profile puts them into a team, by key of the team. Only who is active, and whom the list does not name. */
export function profilePlaces(facts: Facts): ReadonlyMap<string, readonly DeclaredMember[]> {
  const places = new Map<string, DeclaredMember[]>();
  const listed = new Map<string, ReadonlySet<string>>();
  for (const member of facts.members.values()) {
    if (member.profile === undefined || member.state !== "active") continue;
    const teams = facts.settings?.profiles.get(member.profile.key)?.teams ?? [];
    for (const key of new Set(teams.map((team) => team.key))) {
      const names = listed.get(key) ?? namesIn(facts.teams.get(key));
      listed.set(key, names);
      if (names.has(member.key)) continue;
      const place = places.get(key);
      if (place === undefined) places.set(key, [member]);
      else place.push(member);
    }
  }
  return places;
}

function namesIn(team: DeclaredTeam | undefined): ReadonlySet<string> {
  return new Set((team?.members ?? []).map((place) => place.member.key));
}

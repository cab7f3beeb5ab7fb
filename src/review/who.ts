/** Who is to decide on whom, and who may: never anybody on themselves, and nobody whom it does not concern. */
import type { Organization, PersonIdentity } from "../model/organization.ts";
import type { SubjectKind } from "../model/review.ts";
import { baseOf, canManageUsers, normalRole, rolesIn } from "../model/role.ts";
import { fold } from "../model/text.ts";

/** Where nobody nearer is named. */
const admins = "admins";
const teamPrefix = "team:";

interface Subject {
  readonly kind: SubjectKind;
  readonly key: string;
}

/** The people of one organization, by whatever they are called. */
export interface Circle {
  /** Who is to decide. `wanted`: an e-mail, a key of people.yaml or `team:SLUG` that goes first. */
  reviewerOf(subject: Subject, wanted?: string): string;
  /** Key of the active member whom a text names; undefined for nobody. */
  memberNamed(text: string): string | undefined;
  /** Whether a text, such as the e-mail of a commit, is one of somebody's names. */
  isNameOf(text: string, member: string): boolean;
  /** Whether their login where the files live is known. */
  hasLogin(member: string): boolean;
  /** Whether a member may decide what this reviewer is to decide. */
  mayDecide(member: string, reviewer: string): boolean;
  hasTeam(slug: string): boolean;
  hasRole(role: string): boolean;
}

export function circleOf({ desired, people, policy }: Organization): Circle {
  const names = new Map<string, Set<string>>();
  const byName = new Map<string, string>();
  const byHandle = new Map(people.map((person) => [fold(person.email), person]));
  for (const { key, state, previously = [] } of desired.member.values()) {
    const person = byHandle.get(key);
    const all = [key, ...previously, ...(person === undefined ? [] : namesOf(person))];
    const own = new Set(all.flatMap((name) => (name === undefined ? [] : [fold(name)])));
    names.set(key, own);
    if (state === "active") for (const name of own) byName.set(name, key);
  }
  const roles = rolesIn(desired);
  const isActive = (key: string | null | undefined): key is string =>
    desired.member.get(key ?? "")?.state === "active";
  const managersOf = (member: string): string[] =>
    [...desired.team_membership.values()].flatMap((place) => {
      const manager = place.member === member ? desired.team.get(place.team)?.manager : undefined;
      return isActive(manager) ? [manager] : [];
    });
  const answering = ({ key }: Subject): string[] => {
    const owner = desired.service_account.get(key)?.owner;
    if (owner?.kind !== "team") return isActive(owner?.key) ? [owner.key] : [];
    const manager = desired.team.get(owner.key)?.manager;
    return [isActive(manager) ? manager : `${teamPrefix}${owner.key}`];
  };
  const isIn = (member: string, team: string): boolean =>
    desired.team_membership.has(`${team}/${member}`) || desired.team.get(team)?.manager === member;
  return {
    reviewerOf(subject, wanted) {
      const named = wanted === undefined || wanted.startsWith(teamPrefix) ? wanted : byName.get(fold(wanted));
      const near = subject.kind === "member" ? managersOf(subject.key) : answering(subject);
      const successors = [desired.member.get(subject.key)?.successor, policy.successor].filter(isActive);
      const isOther = (name: string): boolean => subject.kind !== "member" || name !== subject.key;
      return [named, ...near, ...successors].find((name) => name !== undefined && isOther(name)) ?? admins;
    },
    memberNamed: (text) => byName.get(fold(text.trim())),
    isNameOf: (text, member) => names.get(member)?.has(loginOrName(fold(text.trim()))) === true,
    hasLogin: (member) =>
      desired.member.get(member)?.handleKind === "login" || byHandle.get(member)?.login !== undefined,
    mayDecide(member, reviewer) {
      if (!isActive(member)) return false;
      if (canManageUsers(desired.member.get(member)?.role, roles)) return true;
      if (reviewer.startsWith(teamPrefix)) return isIn(member, fold(reviewer.slice(teamPrefix.length)));
      return reviewer !== admins && byName.get(fold(reviewer)) === member;
    },
    hasTeam: (slug) => desired.team.has(fold(slug)),
    hasRole: (role) => baseOf(normalRole(role), roles) !== undefined,
  };
}

/** Whatever people.yaml calls somebody, wherever. */
function namesOf({ key, login, previously, addresses = [] }: PersonIdentity): (string | undefined)[] {
  return [key, login, ...previously, ...addresses];
}

/** The login behind an address that GitHub gives in place of one's own. */
function loginOrName(name: string): string {
  return /^(?:\d+\+)?([a-z0-9-]+)@users\.noreply\.github\.com$/.exec(name)?.[1] ?? name;
}

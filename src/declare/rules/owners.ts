/** Owning takes a person whose role may own. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { baseOf, canOwn, owningTakes } from "../../model/role.ts";
import type { Facts } from "../facts.ts";
import type { Reference } from "../items.ts";
import { errorAt, quoted, warningAt } from "../place.ts";
import { activeMember, customRoles, roleOf } from "../standing.ts";

/** Warnings for declared owners whose role may not own: the service will refuse them. */
export function warnOfOwnersWithoutRight(facts: Facts): Diagnostic[] {
  const roles = customRoles(facts);
  return [...facts.ownership.values()].flatMap(({ resource, name, owner }) => {
    const member = activeMember(facts, owner.key);
    const role = member === undefined ? undefined : roleOf(facts, member);
    if (role === undefined || baseOf(role, roles) === undefined || canOwn(role, roles)) return [];
    const message = `${quoted(owner.text)} has the role ${role}, which may not own the ${resource} ${quoted(name)}.`;
    const hint = `Owning takes ${owningTakes(facts.vocabulary)}: name somebody else, or give them such a role.`;
    return [warningAt(owner.at, { code: "cannot-own", message, hint })];
  });
}

/** What is named as an owner and is no person: "a team". Undefined for people, and for what nobody declares. */
export function ownerNoPerson(
  { members, teams, service_accounts: serviceAccounts }: Facts,
  { key }: Reference,
): { readonly kind: "team" | "service account"; readonly name: string } | undefined {
  if (members.has(key)) return undefined;
  const [, word, rest] = /^(team|service_account):(.+)$/.exec(key) ?? [];
  const name = rest ?? key;
  const isTeam = teams.has(name) && word !== "service_account";
  if (isTeam) return { kind: "team", name };
  return serviceAccounts.has(name) && word !== "team" ? { kind: "service account", name } : undefined;
}

/** Errors for what teams and service accounts are to own, where only people can. */
export function checkOwners(facts: Facts): Diagnostic[] {
  const { onlyPeopleOwn } = facts.vocabulary;
  if (onlyPeopleOwn === undefined) return [];
  return [...facts.ownership.values()].flatMap(({ resource, name, owner }) => {
    const thing = ownerNoPerson(facts, owner);
    if (thing === undefined) return [];
    const message = `${quoted(thing.name)} is a ${thing.kind}, and cannot own the ${resource} ${quoted(name)}. ${onlyPeopleOwn}`;
    const manager = thing.kind === "team" ? facts.teams.get(thing.name)?.manager?.text : undefined;
    const who = manager === undefined ? "Name a member" : `Name a member, such as its manager ${manager}`;
    const hint = `${who}; what the ${thing.kind} may do with it stands under its \`shares\`.`;
    return [errorAt(owner.at, { code: "not-at-service", message, hint })];
  });
}

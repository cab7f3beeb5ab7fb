/** Doubts about who has how much: many admins, people in no team, addresses that may be one person. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { managesUsers } from "../../model/role.ts";
import { plural, sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import { quoted, warningAt } from "../place.ts";

/** More admins than this, and than this part of the active members, are worth a word. */
const manyAdmins = 5;
const manyAdminsPart = 0.1;
/** So many people without a team are named one by one. */
const mostNamed = 20;

/** A warning when more people than a few can manage users. */
export function warnOfManyAdmins(facts: Facts): Diagnostic[] {
  const active = [...facts.members.values()].filter((member) => member.state === "active");
  const admins = active.filter((member) => managesUsers(member.role));
  if (admins.length <= manyAdmins || admins.length <= active.length * manyAdminsPart) return [];
  const message = `${admins.length} of ${plural(active.length, "active member")} are admins.`;
  const hint = "Give the lowest role that still lets people work.";
  return [warningAt(facts.at, { code: "many-admins", message, hint })];
}

/** Warnings for active members whom no team lists, where any team lists its members. Protected people need no team. */
export function warnOfTeamless(facts: Facts): Diagnostic[] {
  const lists = [...facts.teams.values()].flatMap((team) => team.members ?? []);
  if (!facts.sound || lists.length === 0) return [];
  const placed = new Set(lists.map((place) => place.member.key));
  for (const person of facts.settings?.protected ?? []) placed.add(person.key);
  const teamless = sortedBy(facts.members.values(), (member) => member.key).filter(
    (member) => member.state === "active" && !placed.has(member.key),
  );
  const diagnostics = teamless.slice(0, mostNamed).map((member) => {
    const message = `${quoted(member.email)} is in no team.`;
    return warningAt(member.at, { code: "no-team", message });
  });
  if (teamless.length > mostNamed) {
    const message = `${plural(teamless.length - mostNamed, "more active member")} are in no team.`;
    diagnostics.push(warningAt(facts.at, { code: "no-team", message }));
  }
  return diagnostics;
}

/** Warnings for addresses with a "+" part that equal another member's address without it. */
export function warnOfPlusAddresses(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const member of facts.members.values()) {
    const plus = member.key.indexOf("+");
    const at = member.key.indexOf("@");
    if (plus === -1 || plus > at) continue;
    const other = facts.members.get(member.key.slice(0, plus) + member.key.slice(at));
    if (other === undefined) continue;
    const message = `${quoted(member.email)} may be the same person as ${quoted(other.email)}: they count as two.`;
    diagnostics.push(warningAt(member.at, { code: "plus-address", message }));
  }
  return diagnostics;
}

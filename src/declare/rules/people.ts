/** Doubts about who has how much: many admins, people in no team, addresses that may be one person. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { managesUsers } from "../../model/role.ts";
import { plural, sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredMember } from "../items.ts";
import { quoted, warningAt } from "../place.ts";
import { customRoles, profilePlaces, roleOf } from "../standing.ts";

/** More admins than this, and than this part of the active members, are worth a word. */
const manyAdmins = 5;
const manyAdminsPart = 0.1;
/** So many people without a team are named one by one. */
const mostNamed = 20;

/** A warning when more people than a few can manage users. */
export function warnOfManyAdmins(facts: Facts): Diagnostic[] {
  const active = [...facts.members.values()].filter((member) => member.state === "active");
  const roles = customRoles(facts);
  const admins = active.filter((member) => managesUsers(roleOf(facts, member), roles));
  if (admins.length <= manyAdmins || admins.length <= active.length * manyAdminsPart) return [];
  const message = `${admins.length} of ${plural(active.length, "active member")} are admins.`;
  const hint = "Give the lowest role that still lets people work.";
  return [warningAt(facts.at, { code: "many-admins", message, hint })];
}

/** Warnings for active members whom no team and no profile places, where any does. Protected people need no team. */
export function warnOfTeamless(facts: Facts): Diagnostic[] {
  // Who is in a team of the identity provider, no file tells.
  const teams = [...facts.teams.values()];
  if (!facts.sound || teams.some((team) => team.membersFrom !== undefined)) return [];
  const placed = new Set<string>();
  for (const team of teams) {
    for (const place of team.members ?? []) if (place.ended === undefined) placed.add(place.member.key);
  }
  for (const people of profilePlaces(facts).values()) {
    for (const person of people) placed.add(person.key);
  }
  if (placed.size === 0) return [];
  for (const person of facts.settings?.protected ?? []) placed.add(person.key);
  const teamless = sortedBy(
    [...facts.members.values()].filter((member) => member.state === "active" && !placed.has(member.key)),
    (member) => member.key,
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

/**
 * Warnings for addresses that differ from another member's in a "+" part or in dots only: many mail services deliver
 * both to one person, and here they count as two.
 */
export function warnOfPlusAddresses(facts: Facts): Diagnostic[] {
  const plainest = new Map<string, DeclaredMember>();
  for (const member of facts.members.values()) {
    if (plusIn(member.key) !== -1) continue;
    const mailbox = mailboxOf(member.key);
    const other = plainest.get(mailbox);
    if (other === undefined || isPlainer(member.key, other.key)) plainest.set(mailbox, member);
  }
  const diagnostics: Diagnostic[] = [];
  for (const member of facts.members.values()) {
    const plain = plainest.get(mailboxOf(member.key));
    if (plain === undefined || plain === member) continue;
    const code = plusIn(member.key) === -1 ? "dotted-address" : "plus-address";
    const message = `${quoted(member.email)} may be the same person as ${quoted(plain.email)}: they count as two.`;
    diagnostics.push(warningAt(member.at, { code, message }));
  }
  return diagnostics;
}

function isPlainer(key: string, other: string): boolean {
  return key.length === other.length ? key < other : key.length < other.length;
}

/** Where the "+" before the "@" stands; -1 without one. */
function plusIn(key: string): number {
  const plus = key.indexOf("+");
  return plus > key.indexOf("@") ? -1 : plus;
}

/** The address without dots and "+" part before its "@". */
function mailboxOf(key: string): string {
  const at = key.indexOf("@");
  const plus = plusIn(key);
  const local = key.slice(0, plus === -1 ? at : plus);
  return local.includes(".") || plus !== -1 ? local.replaceAll(".", "") + key.slice(at) : key;
}

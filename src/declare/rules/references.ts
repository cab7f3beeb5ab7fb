/** Every name that stands for a team, a person, a role or a profile must be declared in the same organization. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { builtInRoles, isBuiltIn } from "../../model/role.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { fold, nearest, nearestPerson, sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredTeam, GivenRole, Reference } from "../items.ts";
import { isPersonal, personNamed } from "../persons.ts";
import { errorAt, quoted } from "../place.ts";
import { ownerNoPerson } from "./owners.ts";

interface Unknown {
  readonly name: Reference;
  /** Whether the name could be a person's as well as a team's. */
  readonly mayBePerson?: boolean;
  readonly code: "unknown-team" | "unknown-member" | "protected-missing" | "unknown-role" | "unknown-profile";
  readonly message: string;
  /** What the name is to be, where that helps: "a successor". */
  readonly as?: string;
}

/** Comparisons of names that suggestions may cost. With so many unknown names the cause is another than a slip. */
const mostCompared = 200_000;

/** Errors for names that no file declares. Silent while a file cannot be read: they may be in there. */
export function checkReferences(facts: Facts): Diagnostic[] {
  if (!facts.readable) return [];
  const unknown = [
    ...unknownInSettings(facts),
    ...unknownInMembers(facts),
    ...unknownInTeams(facts),
    ...unknownInAutomation(facts),
    ...unknownInGrants(facts),
  ];
  if (unknown.length === 0) return [];
  const { members, teams, roles, people } = facts;
  const suggest =
    unknown.length * (members.size + teams.size + roles.size + people.byKey.size) <= mostCompared;
  const former = formerNames(facts);
  return unknown
    .filter((item) => isCertain(item, facts))
    .map((item) => {
      const { name, code, message } = item;
      const renamed = code === "unknown-team" ? former.get(name.key) : undefined;
      const near =
        suggest && name.key.length <= 254 ? nearestFor(item, candidatesFor(item, facts)) : undefined;
      const hint =
        renamed === undefined
          ? (hintForTeam(item, facts) ?? hintOf({ code, name, near }, facts.vocabulary))
          : `That is a former name of ${renamed.slug}: write ${renamed.slug}.`;
      return errorAt(name.at, { code, message, hint });
    });
}

/** Whoever is to be protected is never somebody with a name that is merely like the one that was written. */
function nearestFor({ name, code }: Unknown, candidates: Iterable<string>): string | undefined {
  switch (code) {
    case "unknown-member":
      return nearestPerson(name.text, candidates);
    case "protected-missing":
      return nearestPerson(name.text, candidates, 2);
    case "unknown-team":
    case "unknown-role":
    case "unknown-profile":
      return nearest(name.text, candidates);
  }
}

/** A team where only a person can be, or nobody where null says that. */
function hintForTeam({ name, code, as }: Unknown, { teams }: Facts): string | undefined {
  if (as !== undefined && as !== "a parent" && teams.has(name.key))
    return `${name.text} is a team; ${as} is a person.`;
  if (code !== "unknown-team" && as !== "a manager") return undefined;
  return meansNobody(name.key) && (as === "a manager" || as === "a parent")
    ? `Write null for ${as === "a manager" ? "nobody" : "none"}.`
    : undefined;
}

function meansNobody(text: string): boolean {
  return ["none", "no", "nobody", "nil", "null", "nothing", "off", "false", "-"].includes(text);
}

/** With the file of all people unreadable, a name that could be a person's may be in there. */
function isCertain({ code, mayBePerson }: Unknown, { people }: Facts): boolean {
  return (
    people.readable || (code !== "unknown-member" && code !== "protected-missing" && mayBePerson !== true)
  );
}

function candidatesFor({ name, code, mayBePerson }: Unknown, facts: Facts): Iterable<string> {
  const { members, people, teams } = facts;
  switch (code) {
    case "unknown-team":
      return [...teams.keys(), ...(mayBePerson === true ? people.byKey.keys() : [])];
    case "unknown-role":
      return [
        ...builtInRoles(facts.vocabulary),
        ...(facts.vocabulary.roles.granted === true ? [] : facts.roles.keys()),
      ];
    case "unknown-profile":
      return facts.settings?.profiles.keys() ?? [];
    case "unknown-member":
    case "protected-missing":
      // Of a known person there is nothing to guess: they are in no `members`.
      if (personNamed(people, { key: fold(name.text) }) !== undefined) return [];
      return name.key.includes("@") ? members.keys() : [...members.keys(), ...people.byKey.keys()];
  }
}

function hintOf(
  unknown: {
    readonly code: Unknown["code"];
    readonly name: Reference;
    readonly near: string | undefined;
  },
  vocabulary: Vocabulary,
): string {
  const { code, name, near } = unknown;
  if (code === "unknown-role" && isBuiltIn(name.key, vocabulary))
    return `Write it in lower case: ${name.key}.`;
  const suggestion = near === undefined ? "" : `Did you mean ${near}?`;
  switch (code) {
    case "unknown-team":
      return suggestion || "Declare the team, or correct the slug.";
    case "unknown-role":
      return `${suggestion} Built in are: ${builtInRoles(vocabulary).join(", ")}; ${vocabulary.roles.granted === true ? "others are held beside them, and stand under" : "others are declared under"} \`roles\`.`.trim();
    case "unknown-profile":
      return suggestion || "Declare it under `profiles` of `organization`, or correct the name.";
    case "unknown-member":
    case "protected-missing":
      return suggestion || "Add them to `members`, or correct the e-mail.";
  }
}

function unknownInSettings(facts: Facts): Unknown[] {
  const { settings } = facts;
  if (settings === undefined) return [];
  const unknown: Unknown[] = [];
  if (settings.successor !== undefined && !facts.members.has(settings.successor.key)) {
    const message = `The successor ${quoted(settings.successor.text)} is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: settings.successor, code: "unknown-member", message, as: "a successor" });
  }
  for (const person of settings.protected) {
    if (facts.members.has(person.key)) continue;
    const message = `The protected ${quoted(person.text)} is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: person, code: "protected-missing", message, as: "a protected person" });
  }
  for (const { task, by } of settings.settled) {
    if (facts.members.has(by.key)) continue;
    const message = `${quoted(by.text)}, who settled the task ${task}, is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: by, code: "unknown-member", message, as: "whoever settles a task" });
  }
  for (const person of settings.approvers) {
    if (facts.members.has(person.key)) continue;
    const message = `The approver of guests ${quoted(person.text)} is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: person, code: "unknown-member", message, as: "an approver of guests" });
  }
  for (const profile of settings.profiles.values()) {
    unknown.push(...unknownRole(facts, profile));
    for (const team of profile.teams) {
      if (facts.teams.has(team.key)) continue;
      const message = `The team ${quoted(team.text)} of the profile ${profile.name} is declared in no file of ${facts.key}.`;
      unknown.push({ name: team, code: "unknown-team", message });
    }
  }
  return unknown;
}

function unknownInMembers(facts: Facts): Unknown[] {
  const unknown: Unknown[] = [];
  for (const member of facts.members.values()) {
    const { profile, successor } = member;
    if (member.customRole !== undefined) unknown.push(...unknownRole(facts, member));
    if (member.elevation !== undefined) unknown.push(...unknownRole(facts, member.elevation.then));
    if (member.approvedBy !== undefined && !facts.members.has(member.approvedBy.key)) {
      const message = `${quoted(member.approvedBy.text)}, who approved ${member.email}, is not in \`members\` of ${facts.key}.`;
      unknown.push({
        name: member.approvedBy,
        code: "unknown-member",
        message,
        as: "whoever approves a guest",
      });
    }
    // Without settings the profiles are not known at all, and that is reported already.
    if (profile !== undefined && facts.settings?.profiles.has(profile.key) === false) {
      const message = `The profile ${quoted(profile.text)} of ${member.email} is not in \`profiles\` of ${facts.key}.`;
      unknown.push({ name: profile, code: "unknown-profile", message });
    }
    if (successor !== undefined && !facts.members.has(successor.key)) {
      const message = `The successor of ${member.email}, ${quoted(successor.text)}, is not in \`members\` of ${facts.key}.`;
      unknown.push({ name: successor, code: "unknown-member", message, as: "a successor" });
    }
  }
  return unknown;
}

function unknownRole(facts: Facts, { customRole }: GivenRole): Unknown[] {
  if (customRole === undefined) return [];
  const isGranted = facts.vocabulary.roles.granted === true;
  if (facts.roles.has(customRole.key) && !isGranted) return [];
  const message = `${quoted(customRole.text)} is not an organization role.`;
  return [{ name: customRole, code: "unknown-role", message }];
}

function unknownInGrants({ key, roles, teams, members }: Facts): Unknown[] {
  return [...roles.values()].flatMap(({ name: role, grantedTo = {} }) => [
    ...(grantedTo.team ?? []).flatMap(({ holder: name }): Unknown[] => {
      if (teams.has(name.key)) return [];
      const message = `The team ${quoted(name.text)}, which holds the role ${role}, is declared in no file of ${key}.`;
      return [{ name, code: "unknown-team", message }];
    }),
    ...(grantedTo.member ?? []).flatMap(({ holder: name }): Unknown[] => {
      if (members.has(name.key)) return [];
      const message = `${quoted(name.text)}, who holds the role ${role}, is not in \`members\` of ${key}.`;
      return [{ name, code: "unknown-member", message, as: "whoever is listed under `members`" }];
    }),
  ]);
}

function unknownInAutomation(facts: Facts): Unknown[] {
  const unknown: Unknown[] = [];
  for (const account of facts.service_accounts.values()) {
    const { name, owner } = account;
    unknown.push(...unknownRole(facts, account));
    if (owner === undefined) continue;
    if (isPersonal(facts.people, owner) && !facts.teams.has(owner.key)) {
      if (facts.members.has(owner.key)) continue;
      const message = `The owner of the service account ${name}, ${quoted(owner.text)}, is not in \`members\` of ${facts.key}.`;
      unknown.push({ name: owner, code: "unknown-member", message });
    } else if (!facts.teams.has(owner.key)) {
      const message = `The team ${quoted(owner.text)}, owner of the service account ${name}, is declared in no file of ${facts.key}.`;
      unknown.push({ name: owner, mayBePerson: true, code: "unknown-team", message });
    }
  }
  for (const { resource, name, owner } of facts.ownership.values()) {
    if (facts.members.has(owner.key) || ownerNoPerson(facts, owner) !== undefined) continue;
    const message = `The owner of the ${resource} ${quoted(name)}, ${quoted(owner.text)}, is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: owner, code: "unknown-member", message, as: "an owner of that" });
  }
  return unknown;
}

function unknownInTeams(facts: Facts): Unknown[] {
  const unknown: Unknown[] = [];
  for (const team of facts.teams.values()) {
    if (team.parent && !facts.teams.has(team.parent.key)) {
      const message = `The team ${quoted(team.parent.text)}, parent of ${team.slug}, is declared in no file of ${facts.key}.`;
      unknown.push({ name: team.parent, code: "unknown-team", message, as: "a parent" });
    }
    if (team.manager && !facts.members.has(team.manager.key)) {
      const message = `The manager of ${team.slug}, ${quoted(team.manager.text)}, is not in \`members\` of ${facts.key}.`;
      unknown.push({ name: team.manager, code: "unknown-member", message, as: "a manager" });
    }
    for (const name of team.include ?? []) {
      if (facts.teams.has(name.key)) continue;
      const message = `The team ${quoted(name.text)}, which ${team.slug} includes, is declared in no file of ${facts.key}.`;
      unknown.push({ name, code: "unknown-team", message });
    }
    for (const { member, via } of team.members ?? []) {
      if (via !== undefined || facts.members.has(member.key)) continue;
      const message = `${quoted(member.text)} in the team ${team.slug} is not in \`members\` of ${facts.key}.`;
      unknown.push({ name: member, code: "unknown-member", message, as: "a member of a team" });
    }
  }
  return unknown;
}

function formerNames(facts: Facts): Map<string, DeclaredTeam> {
  const former = new Map<string, DeclaredTeam>();
  for (const team of sortedBy(facts.teams.values(), (item) => item.key)) {
    for (const name of team.previously) if (!former.has(name.key)) former.set(name.key, team);
  }
  return former;
}

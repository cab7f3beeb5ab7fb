/** Every name that stands for a team or a person must be declared in the same organization. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nearest, sortedBy } from "../../model/text.ts";
import type { DeclaredTeam, Facts, Reference } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

interface Unknown {
  readonly name: Reference;
  readonly code: "unknown-team" | "unknown-member" | "protected-missing";
  readonly message: string;
}

/** Comparisons of names that suggestions may cost. With so many unknown names the cause is another than a slip. */
const mostCompared = 200_000;

/** Errors for names that no file declares. Silent while a file cannot be read: they may be in there. */
export function checkReferences(facts: Facts): Diagnostic[] {
  if (!facts.readable) return [];
  const unknown = [...unknownInSettings(facts), ...unknownInTeams(facts)];
  const suggest = unknown.length * (facts.members.size + facts.teams.size) <= mostCompared;
  const former = formerNames(facts);
  return unknown.map(({ name, code, message }) => {
    const candidates = code === "unknown-team" ? facts.teams : facts.members;
    const renamed = code === "unknown-team" ? former.get(name.key) : undefined;
    const near = suggest && name.key.length <= 254 ? nearest(name.text, candidates.keys()) : undefined;
    const hint =
      renamed === undefined
        ? hintOf(near, code)
        : `That is a former name of ${renamed.slug}: write ${renamed.slug}.`;
    return errorAt(name.at, { code, message, hint });
  });
}

function hintOf(near: string | undefined, code: Unknown["code"]): string {
  if (near !== undefined) return `Did you mean ${near}?`;
  return code === "unknown-team"
    ? "Declare the team, or correct the slug."
    : "Add them to `members`, or correct the e-mail.";
}

function unknownInSettings(facts: Facts): Unknown[] {
  const { settings } = facts;
  if (settings === undefined) return [];
  const unknown: Unknown[] = [];
  if (settings.successor !== undefined && !facts.members.has(settings.successor.key)) {
    const message = `The successor ${quoted(settings.successor.text)} is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: settings.successor, code: "unknown-member", message });
  }
  for (const person of settings.protected) {
    if (facts.members.has(person.key)) continue;
    const message = `The protected ${quoted(person.text)} is not in \`members\` of ${facts.key}.`;
    unknown.push({ name: person, code: "protected-missing", message });
  }
  return unknown;
}

function unknownInTeams(facts: Facts): Unknown[] {
  const unknown: Unknown[] = [];
  for (const team of facts.teams.values()) {
    if (team.parent && !facts.teams.has(team.parent.key)) {
      const message = `The team ${quoted(team.parent.text)}, parent of ${team.slug}, is declared in no file of ${facts.key}.`;
      unknown.push({ name: team.parent, code: "unknown-team", message });
    }
    if (team.manager && !facts.members.has(team.manager.key)) {
      const message = `The manager of ${team.slug}, ${quoted(team.manager.text)}, is not in \`members\` of ${facts.key}.`;
      unknown.push({ name: team.manager, code: "unknown-member", message });
    }
    for (const { member } of team.members ?? []) {
      if (facts.members.has(member.key)) continue;
      const message = `${quoted(member.text)} in the team ${team.slug} is not in \`members\` of ${facts.key}.`;
      unknown.push({ name: member, code: "unknown-member", message });
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

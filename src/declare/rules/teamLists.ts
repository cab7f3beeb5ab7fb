/** A team's list names everybody once, and is the only word on who is in it beside profiles. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import type { Reference } from "../items.ts";
import { append, errorAt, placeText, quoted, type Place } from "../place.ts";

/** Errors for people who stand twice in one team's list or lead where nobody can, and for teams that stand twice in one profile's; letter case aside. */
export function checkTeamLists(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const team of facts.teams.values()) {
    const names = (team.members ?? []).flatMap(({ member, via }) => (via === undefined ? [member] : []));
    append(
      diagnostics,
      repeated(team.include ?? [], {
        code: "duplicate-include",
        where: `\`include\` of the team ${team.slug}`,
      }),
    );
    append(diagnostics, repeated(names, { code: "duplicate-team-member", where: `the team ${team.slug}` }));
    const { noLead } = facts.vocabulary;
    if (noLead === undefined) continue;
    for (const { member, role, via } of team.members ?? [])
      if (role === "lead" && via === undefined)
        diagnostics.push(errorAt(member.at, { code: "not-at-service", message: noLead }));
  }
  for (const profile of facts.settings?.profiles.values() ?? []) {
    const where = `the profile ${profile.name}`;
    append(diagnostics, repeated(profile.teams, { code: "duplicate-profile-team", where }));
  }
  return diagnostics;
}

function repeated(
  names: readonly Reference[],
  { code, where }: { readonly code: string; readonly where: string },
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const seen = new Map<string, Place>();
  for (const name of names) {
    const first = seen.get(name.key);
    if (first === undefined) {
      seen.set(name.key, name.at);
      continue;
    }
    const message = `${quoted(name.text)} stands twice in ${where}; first at ${placeText(first)}.`;
    diagnostics.push(errorAt(name.at, { code, message, hint: "Keep one of the two." }));
  }
  return diagnostics;
}

/** Errors for profiles that put people into a team whose members the identity provider decides. */
export function checkProfileTeams(facts: Facts): Diagnostic[] {
  const profiles = [...(facts.settings?.profiles.values() ?? [])];
  return profiles.flatMap((profile) =>
    profile.teams.flatMap((name) => {
      const from = facts.teams.get(name.key)?.membersFrom;
      if (from === undefined) return [];
      const message = `The profile ${profile.name} cannot put people into the team ${quoted(name.text)}: its members come from ${from}.`;
      const hint = "Take the team off the profile, or `members_from` off the team.";
      return [errorAt(name.at, { code: "members-from", message, hint })];
    }),
  );
}

/** A team's list names everybody once. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { errorAt, placeText, quoted, type Place } from "../place.ts";

/** Errors for people who stand twice in one team's list, letter case aside. */
export function checkTeamLists(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const team of facts.teams.values()) {
    const seen = new Map<string, Place>();
    for (const { member } of team.members ?? []) {
      const first = seen.get(member.key);
      if (first === undefined) {
        seen.set(member.key, member.at);
        continue;
      }
      const message = `${quoted(member.text)} stands twice in the team ${team.slug}; first at ${placeText(first)}.`;
      diagnostics.push(
        errorAt(member.at, { code: "duplicate-team-member", message, hint: "Keep one of the two." }),
      );
    }
  }
  return diagnostics;
}

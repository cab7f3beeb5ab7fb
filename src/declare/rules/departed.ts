/** Somebody's leaving never makes files invalid: what still names them counts for nothing, and is worth a word. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts, Reference } from "../facts.ts";
import { quoted, warningAt } from "../place.ts";

/** Warnings for names of people whom the files declare as deactivated or removed. */
export function warnOfDeparted(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const note = (person: Reference | null | undefined, consequence: string): void => {
    const state = person ? facts.members.get(person.key)?.state : undefined;
    if (!person || state === undefined || state === "active") return;
    const message = `${quoted(person.text)} is ${state}: ${consequence}.`;
    diagnostics.push(warningAt(person.at, { code: "departed", message }));
  };
  const successor = facts.settings?.successor;
  const receiving = successor && facts.members.get(successor.key)?.state === "active" ? successor : undefined;
  note(successor, "nobody receives what leavers held");
  for (const team of facts.teams.values()) {
    const then =
      receiving === undefined ? "its manager is left as it is" : `the successor ${receiving.text} manages it`;
    note(team.manager, `they no longer manage the team ${team.slug}; ${then}`);
    for (const { member } of team.members ?? [])
      note(member, `their place in the team ${team.slug} counts for nothing`);
  }
  return diagnostics;
}

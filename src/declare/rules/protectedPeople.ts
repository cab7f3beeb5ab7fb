/** Protected people stay. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { errorAt, placeText, quoted } from "../place.ts";

/** Errors for protected people whom the files declare as leaving. */
export function checkProtectedPeople(facts: Facts): Diagnostic[] {
  return (facts.settings?.protected ?? []).flatMap((person) => {
    const member = facts.members.get(person.key);
    if (member === undefined || member.state === "active") return [];
    const message = `The protected ${quoted(person.text)} is declared as ${member.state} at ${placeText(member.at)}.`;
    const hint = "Take them off `protected` first, in a change of its own, or keep them active.";
    return [errorAt(person.at, { code: "protected-leaving", message, hint })];
  });
}

/** Protected people stay; the guard sees to that, so that one person's leaving makes no file invalid. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { warningAt, placeText, quoted } from "../place.ts";

/** Warnings for protected people whom the files declare as leaving. */
export function checkProtectedPeople(facts: Facts): Diagnostic[] {
  return (facts.settings?.protected ?? []).flatMap((person) => {
    const member = facts.members.get(person.key);
    if (member === undefined || member.state === "active") return [];
    const message = `The protected ${quoted(person.text)} is declared as ${member.state} at ${placeText(member.at)}.`;
    const hint =
      "The guard `protected` blocks it. Take them off `protected` first, in a change of its own, or keep them active.";
    return [warningAt(person.at, { code: "protected-leaving", message, hint })];
  });
}

/** A former name leads to one team. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { sortedBy } from "../../model/text.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredTeam, Reference } from "../items.ts";
import { errorAt, warningAt, placeText, quoted } from "../place.ts";

/** An error for a former name that is the team's present one; a warning for one that two teams (or one team twice) claim: whether that matters, the live side tells. */
export function checkFormerNames(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const claims = new Map<string, { readonly team: DeclaredTeam; readonly name: Reference }>();
  for (const team of sortedBy(facts.teams.values(), (item) => item.key)) {
    for (const name of team.previously) {
      if (name.key === team.key) {
        const message = `${quoted(name.text)} is what the team ${team.slug} is called now, not a former name.`;
        diagnostics.push(errorAt(name.at, { code: "former-name", message, hint: "Remove it." }));
        continue;
      }
      const first = claims.get(name.key);
      if (first === undefined) {
        claims.set(name.key, { team, name });
        continue;
      }
      const message = `The former name ${quoted(name.text)} is claimed twice; ${first.team.slug} claims it at ${placeText(first.name.at)}.`;
      const hint =
        "Leave it with the team that really was called so; while a live team has it, neither is changed.";
      diagnostics.push(warningAt(name.at, { code: "former-name", message, hint }));
    }
  }
  return diagnostics;
}

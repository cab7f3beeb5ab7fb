/** A waiver lifts a guard for a time. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { warningAt } from "../place.ts";

/** Warnings for waivers whose time is over. Both days are YYYY-MM-DD, whose order as text is their order in time. */
export function warnOfLapsedWaivers(facts: Facts, today: string): Diagnostic[] {
  return (facts.settings?.waivers ?? [])
    .filter((waiver) => waiver.until <= today)
    .map(({ guard, until, at }) => {
      const message = `The waiver of ${guard} has lapsed: its last day was the one before ${until}.`;
      return warningAt(at, { code: "waiver-lapsed", message, hint: "Remove it." });
    });
}

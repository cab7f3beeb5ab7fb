/** A key is replaced at an age at which the one before it is gone. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { spanText } from "../../model/duration.ts";
import { defaultOverlap } from "../../model/keys.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

/** Errors for keys that would be replaced while the one before them still lives: more and more of them would. */
export function checkRotations(facts: Facts): Diagnostic[] {
  return [...facts.service_accounts.values()].flatMap((account) =>
    (account.keys ?? []).flatMap(({ name, rotateAfter, overlap = defaultOverlap, at }) => {
      if (rotateAfter === undefined || rotateAfter >= overlap) return [];
      const message = `The key ${quoted(name)} of ${account.name} would be replaced every ${spanText(rotateAfter)}, and the old one lives on for ${spanText(overlap)}.`;
      const hint = "Make `rotate_after` longer, or `overlap` shorter.";
      return [errorAt(at, { code: "rotation", message, hint })];
    }),
  );
}

/** A successor is somebody else. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { errorAt, quoted } from "../place.ts";

/** Errors for members who are named as their own successor. */
export function checkSuccessors(facts: Facts): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { key, successor } of facts.members.values()) {
    if (successor?.key !== key) continue;
    const message = `${quoted(successor.text)} is named as their own successor.`;
    const hint = "Name somebody who stays, or leave it out.";
    diagnostics.push(errorAt(successor.at, { code: "own-successor", message, hint }));
  }
  return diagnostics;
}

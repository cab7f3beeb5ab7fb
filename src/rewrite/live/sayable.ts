/**
 * Whether access files can hold a text: by the rules on bytes and lines, by the definitions of the fields, and by the
 * rules on names. What fails here is left out, so that no file is written that the reader refuses.
 */
import type * as z from "zod";
import { plainKind } from "../../declare/scalar.ts";
import { faultOfText } from "../../declare/text.ts";
import { mixedScripts } from "../../declare/rules/confusables.ts";

/** Why a text cannot stand in a field, as half a sentence; undefined when it can. */
export function objectionTo(schema: z.ZodType<unknown>, text: string): string | undefined {
  const fault = faultOfText(text);
  if (fault !== undefined) return fault;
  // Where a date can be meant it stands without quotes, and elsewhere it is then no text.
  if (plainKind(text) === "date") return "it reads as a date";
  const checked = schema.safeParse(text);
  return checked.success ? undefined : `it ${checked.error.issues[0]?.message ?? "is not valid"}`;
}

/** The same for a name that is shown to people, which may not mix scripts. */
export function objectionToName(schema: z.ZodType<unknown>, text: string): string | undefined {
  const objection = objectionTo(schema, text);
  if (objection !== undefined) return objection;
  const mixed = mixedScripts(text);
  return mixed.length === 0 ? undefined : `it mixes scripts (${mixed.join(", ")})`;
}

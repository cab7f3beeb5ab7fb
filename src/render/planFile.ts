/** A plan file read back: checked field by field, so that nothing after it can meet a value of another shape. */
import type { PlanFile } from "../model/plan.ts";
import { parseJson } from "../model/strictJson.ts";
import { Checker } from "../model/check.ts";
import { terminalText } from "./escape.ts";
import { planShape } from "./planShape.ts";

/** Plan files above this are refused before they are parsed; counted in UTF-16 code units. */
export const maxPlanFileLength = 16 * 1024 * 1024;

/**
 * The plan file that the text holds, or why it is none, as a sentence with the place in the file. Fields that this
 * version does not know are left out.
 */
export function parsePlanFile(text: string): PlanFile | { readonly error: string } {
  if (text.length > maxPlanFileLength) return wrong("is larger than 16 MB, which no plan is");
  const parsed = parseJson(text);
  if (!parsed.ok)
    return wrong(parsed.problem === "broken" ? "is not JSON" : "gives one key two different values");
  const check = new Checker();
  const file = check.object(parsed.value, "the file");
  const version = file.has("schema_version") ? file.get("schema_version") : undefined;
  if (check.problem === undefined && version !== 1) {
    const found = typeof version === "number" ? `has schema_version ${version}` : "has no schema_version";
    return wrong(`${found}; this muster reads 1`);
  }
  const organizations = check.list(file.get("organizations"), "organizations", (item, path) =>
    planShape.read(check, item, path),
  );
  if (check.problem !== undefined) return wrong(`cannot be used: ${terminalText(check.problem)}`);
  return { schema_version: 1, organizations };
}

function wrong(what: string): { readonly error: string } {
  return { error: `The plan file ${what}. Make it again with "muster plan --out FILE".` };
}

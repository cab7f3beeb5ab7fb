/** Plans as the JSON file that `plan --out` writes and `apply --plan` reads: the same bytes for the same plans. */
import type { Plan } from "../model/plan.ts";
import { jsonText } from "./escape.ts";
import { planFileShape } from "./planShape.ts";

/** The plans as a plan file: two spaces, keys in a fixed order, a newline at the end, hidden characters as escapes. */
export function planJson(plans: readonly Plan[]): string {
  const file = planFileShape.ordered({ schema_version: 1, organizations: plans });
  return jsonText(file);
}

/** What ids look like, and the ids of objects that a seed puts in place. */
import type { ResourceKind } from "../../model/vocabularies/planasonix.ts";
import { hashJson } from "../../model/json.ts";

/** What ids begin with. */
export type IdPrefix = "usr" | "inv" | "team" | "role" | "shr" | "sa" | "key" | "pl" | "con" | "sch" | "prj";

/** What ids of each kind of resource begin with. */
export const resourcePrefixes = {
  pipeline: "pl",
  connection: "con",
  schedule: "sch",
  project: "prj",
} as const satisfies Record<ResourceKind, string>;

/** The id that a seeded object has: it depends on organization and key only. */
export function seededId(prefix: IdPrefix, organizationId: string, key: string): string {
  return `${prefix}_${hashJson([organizationId, prefix, key]).slice(0, 12)}`;
}

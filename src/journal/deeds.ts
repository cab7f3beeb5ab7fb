/** What earlier runs did that the service may not show yet: when an action was done, and which key has its secret in place. */
import type { JsonObject } from "../model/json.ts";
import type { EarlierDeeds } from "../model/provider.ts";
import type { Entry } from "./entry.ts";

/** The deeds of the runs of an organization, as far as its journal tells them. */
export function earlierDeeds(entries: readonly Entry[], organization: string): EarlierDeeds {
  const doneAt = new Map<string, number>();
  const delivered = new Map<string, { readonly id: string; readonly after: JsonObject | null }>();
  const intended = new Map<string, JsonObject | null>();
  for (const entry of entries) {
    if (entry.organization !== organization) continue;
    if (entry.event === "intent") intended.set(entry.action, entry.after);
    if (entry.event !== "outcome") continue;
    if (entry.status === "done") doneAt.set(entry.action, Date.parse(entry.at));
    if (entry.kind !== "key") continue;
    if (entry.delivered !== undefined)
      delivered.set(entry.key, { id: entry.delivered, after: intended.get(entry.action) ?? null });
    // Seen through since.
    else if (entry.status === "done" || entry.status === "already") delivered.delete(entry.key);
  }
  return { doneAt: (action) => doneAt.get(action), delivered: (key) => delivered.get(key) };
}

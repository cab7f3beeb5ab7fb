/** Which invitations earlier runs sent once more, and for which reason, as journals tell it. */
import { textOf } from "../model/jsonFields.ts";
import { reasonKey, type SentAgain } from "../model/sentAgain.ts";
import type { Entry } from "./entry.ts";

/** So many attempts of which nobody knows how they ended count as one sending: a run is killed once, and not each time. */
const unknownAttempts = 2;

/** What journals that belong together tell of an organization; the first of them is the one that is gone on with. */
export function sentAgainIn(journals: readonly (readonly Entry[])[], organization: string): SentAgain {
  const own = journals.map((entries) => entries.filter((entry) => entry.organization === organization));
  const sent = new Set<string>();
  const unknown = new Map<string, number>();
  const invited = new Set<string>();
  for (const entries of own) countSendings(entries, { sent, unknown, invited });
  for (const [reason, attempts] of unknown) if (attempts >= unknownAttempts) sent.add(reason);
  const [first = []] = own;
  return { remembered: first.length > 0, sent, doubted: wantedAtFirst(first), invited };
}

interface Counting {
  readonly sent: Set<string>;
  /** Reason -> attempts of which it is not known how they ended. */
  readonly unknown: Map<string, number>;
  readonly invited: Set<string>;
}

function countSendings(entries: readonly Entry[], { sent, unknown, invited }: Counting): void {
  const open = new Map<string, string>();
  const count = (reason: string): void => void unknown.set(reason, (unknown.get(reason) ?? 0) + 1);
  for (const entry of entries) {
    if (entry.event !== "intent" && entry.event !== "outcome") continue;
    const attempt = JSON.stringify([entry.run, entry.action]);
    if (entry.event === "intent") {
      // What was tried counts: whether it arrived, the service tells.
      if (entry.kind === "member" && entry.before === null) invited.add(entry.key);
      const again = entry.kind === "member" ? textOf(entry.after, "again") : undefined;
      if (again !== undefined) open.set(attempt, reasonKey(entry.key, again));
      continue;
    }
    const reason = open.get(attempt);
    if (reason === undefined) continue;
    open.delete(attempt);
    if (entry.status === "done" || entry.status === "already") sent.add(reason);
    else if (entry.status === "unknown") count(reason);
  }
  for (const reason of open.values()) count(reason);
}

/** What the first run wanted, and did not get done by itself. */
function wantedAtFirst(entries: readonly Entry[]): ReadonlySet<string> {
  const wanted = new Set<string>();
  const start = entries.find(({ event }) => event === "run_started");
  for (const entry of entries) {
    if (entry.run !== start?.run) continue;
    if (entry.event === "run_started") for (const id of entry.planned) wanted.add(id);
    if (entry.event === "run_finished") for (const { action } of entry.open) wanted.add(action);
  }
  return wanted;
}

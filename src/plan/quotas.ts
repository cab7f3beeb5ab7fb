/** What the service lets through in a day: what is over it waits for another run, and the plan says so before. */
import type { Draft, Reason } from "../kinds/draft.ts";
import type { Quota } from "../model/provider.ts";
import { compareText } from "../model/text.ts";

/** Draft id -> why it waits. Those for whom something else waits go first, then the order of phases and keys. */
export function overQuota(
  drafts: readonly Draft[],
  quotas: readonly Quota[],
  awaited: ReadonlySet<string>,
): Map<string, Reason> {
  const reasons = new Map<string, Reason>();
  for (const { verbs, left, says } of quotas) {
    const counted = drafts
      .filter(({ verb }) => verbs.includes(verb))
      .sort(
        (a, b) =>
          Number(awaited.has(b.key)) - Number(awaited.has(a.key)) ||
          a.phase - b.phase ||
          compareText(a.key, b.key),
      );
    const message = `${says}, and ${left === 0 ? "none is" : `${Math.min(left, counted.length)} are`} left for this plan: a run of another day goes on with the rest`;
    for (const { id } of counted.slice(Math.max(0, left))) reasons.set(id, { code: "quota", message });
  }
  return reasons;
}

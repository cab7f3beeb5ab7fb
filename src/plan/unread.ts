/** What of the organization was not read to its end: said with every plan, whether or not an action rests on it. */
import { kinds } from "../model/entity.ts";
import type { Plan, Unread } from "../model/plan.ts";
import { sortedBy } from "../model/text.ts";
import type { PlanInput } from "./prepare.ts";

/** Kind by kind, then what leavers hold; nothing where everything was read. */
export function unreadOf({
  differences,
  holdings,
}: Pick<PlanInput, "differences" | "holdings">): Pick<Plan, "unread"> {
  const { coverage } = differences.live;
  const ofKinds = kinds.flatMap((kind): Unread[] => {
    const read = coverage[kind];
    return read.complete ? [] : [{ kind, reason: read.reason }];
  });
  const ofLeavers = sortedBy(holdings, ([key]) => key).flatMap(([key, held]): Unread[] =>
    held.coverage.complete
      ? []
      : [{ kind: "holdings", reason: `What ${key} holds: ${held.coverage.reason}` }],
  );
  const unread = [...ofKinds, ...ofLeavers];
  return unread.length === 0 ? {} : { unread };
}

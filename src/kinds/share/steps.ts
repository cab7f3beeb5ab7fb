/** Changes of shares as verbs. */
import type { Change } from "../../model/change.ts";
import type { Share } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Unlisted } from "../../model/organization.ts";
import { holderFields } from "../holder.ts";
import { unmanaged, type Step } from "../step.ts";

/** The step for a change of a share. */
export function shareStep(change: Change, unlisted: Unlisted): Step {
  const before = change.before as Share | null;
  const after = change.after as Share | null;
  if (before === null)
    return { verb: "share", before: null, after: after === null ? null : shareFields(after) };
  if (after !== null)
    return {
      verb: "change_share",
      before: shareFields(before),
      after: shareFields({ ...before, level: after.level }),
    };
  const step: Step = { verb: "unshare", before: shareFields(before), after: null };
  return unlisted.shares === "unshare" || !change.unlisted
    ? step
    : unmanaged(
        step,
        `${before.resource} ${before.name} is shared with ${before.holder.kind.replaceAll("_", " ")} ${before.holder.key}, but no file says so`,
      );
}

function shareFields({ resource, name, holder, level }: Share): JsonObject {
  return { resource, name, holder: holderFields(holder), level };
}

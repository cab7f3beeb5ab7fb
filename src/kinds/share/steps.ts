/** Changes of shares as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { Share } from "../../model/entity.ts";
import type { ShareFields } from "../../model/shapes.ts";
import { holderFields } from "../holder.ts";
import { unmanaged, type Step, type StepContext } from "../step.ts";

/** The steps for a change of a share. */
export function shareSteps(change: ChangeOf<Share>, { unlisted }: StepContext): Step[] {
  const { before, after } = change;
  if (before === null) return [{ verb: "share", before, after: shareFields(change.after) }];
  if (after !== null) {
    const changed = shareFields({ ...before, level: after.level });
    return [{ verb: "change_share", before: shareFields(before), after: changed }];
  }
  const step: Step = { verb: "unshare", before: shareFields(before), after };
  const message = `${before.resource} ${before.name} is shared with ${before.holder.kind.replaceAll("_", " ")} ${before.holder.key}, but no file says so`;
  return [unlisted.shares === "unshare" || !change.unlisted ? step : unmanaged(step, message)];
}

function shareFields({ resource, name, holder, level }: Share): ShareFields {
  return { resource, name, holder: holderFields(holder), level };
}

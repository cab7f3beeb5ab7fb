/** Keys of service accounts that somebody who leaves could have copied. */
import type { Key } from "../model/entities/key.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { liveBy } from "../kinds/liveBy.ts";
import { rotation } from "../kinds/key/verbs.ts";
import type { Leaver } from "./leavers.ts";
import type { Step } from "../kinds/step.ts";

/** A key, and why somebody could have it. */
interface Copied {
  readonly key: Key;
  readonly why: string;
}

/** Keys that they created, and those of service accounts that they own themselves. */
export function copiedBy(live: State, leaver: Leaver): Copied[] {
  return liveBy(live)
    .keysNear(leaver)
    .flatMap((key): Copied[] => {
      if (key.createdBy === leaver.id) return [{ key, why: "created it" }];
      const owner = live.service_account.get(key.account)?.owner;
      const owns = owner?.kind === "member" && owner.key === leaver.key;
      return owns ? [{ key, why: "owns the service account" }] : [];
    });
}

/**
 * The rotations that a leaver brings, by key. Of somebody who is gone, only keys that they created: what they owned
 * was replaced when it changed hands. Keys that no file declares are left to people.
 */
export function rotationsFor(
  { desired }: Organization,
  live: State,
  { leaver, isLeavingNow }: { readonly leaver: Leaver; readonly isLeavingNow: boolean },
): { readonly key: string; readonly account: string; readonly step: Step }[] {
  return copiedBy(live, leaver).flatMap(({ key }) => {
    const declared = desired.key.get(key.key);
    if (declared === undefined) return [];
    if (!isLeavingNow && (key.createdBy !== leaver.id || declared.deliverTo === undefined)) return [];
    const step = rotation(declared, key, `${leaver.key} could have copied it`);
    return [{ key: key.key, account: key.account, step: isLeavingNow ? step : { ...step, due: true } }];
  });
}

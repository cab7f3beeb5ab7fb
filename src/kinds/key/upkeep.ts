/** What age, an interrupted run or a finished rotation ask of a declared key beyond what differs in it. */
import type { Key } from "../../model/entities/key.ts";
import { eachOf } from "../../model/keys.ts";
import type { Organization } from "../../model/organization.ts";
import type { State } from "../../model/state.ts";
import type { Step } from "../step.ts";
import {
  mostUndelivered,
  reasonToRotate,
  replacedOf,
  undelivered,
  type Moment,
  type Replaced,
} from "./rotation.ts";
import { revocation, rotation } from "./verbs.ts";

interface KeysInput extends Moment {
  readonly organization: Organization;
  readonly live: State;
  /** True for a rotation that an earlier run could not get done. */
  readonly isOpen: (step: Step, key: string) => boolean;
}

/** The steps of it. */
export function keyUpkeep(
  declared: Key,
  live: Key,
  { isRotating, ...input }: KeysInput & { readonly isRotating: boolean },
): Step[] {
  const because = isRotating ? undefined : reasonToRotate(declared, live, input);
  const steps: Step[] = because === undefined ? [] : [upkeepRotation(declared, live, { because, input })];
  if (!isRotating && steps.length === 0 && declared.deliverTo !== undefined) {
    const again = rotation(declared, live, "an earlier run could not replace it");
    if (input.isOpen(again, declared.key)) steps.push(again);
  }
  const rotates = isRotating || steps.length > 0;
  for (const replaced of replacedOf(declared, live, input)) {
    const step = endOf(declared, live, { replaced, input, rotates });
    if (step !== undefined) steps.push(step);
  }
  return steps;
}

/** A rotation by age, or one more try; where all tries came to nothing, people have to look. */
function upkeepRotation(
  declared: Key,
  live: Key,
  { because, input }: { readonly because: string; readonly input: Moment },
): Step {
  const step: Step = { ...rotation(declared, live, because), due: true };
  const strays = undelivered(live, input.acting);
  if (strays.length < mostUndelivered || step.reason !== undefined) return step;
  const ids = strays.map(({ id }) => id);
  const message = `${ids.length} new keys ${declared.name} of ${declared.account} were made, and none is known to have been delivered (${ids.join(", ")}); the journal says why. Mend that, then revoke those of them at the service that nothing uses`;
  return { ...step, reason: { code: "ambiguous", message, waitsFor: ids } };
}

interface Ending {
  readonly replaced: Replaced;
  readonly input: KeysInput;
  readonly rotates: boolean;
}

/** What becomes of an older key; undefined while it simply lives on. */
function endOf(declared: Key, live: Key, { replaced, input, rotates }: Ending): Step | undefined {
  const { older, by, isOver, isInUse } = replaced;
  if (by === undefined || declared.deliverTo === undefined) {
    if (rotates) return undefined;
    const ids = eachOf(live).map(({ id }) => id);
    const message = `${ids.length} live keys share the name ${declared.key} (${ids.join(", ")}), and nothing shows which of them is in its place; revoke the others at the service`;
    return { ...revocation(live.account, older), reason: { code: "ambiguous", message, waitsFor: ids } };
  }
  if (!isOver) return undefined;
  const step: Step = {
    ...revocation(live.account, older, by.id),
    due: true,
    because: "replaced, and its overlap is over",
  };
  if (!isInUse || !isOwn(live, input)) return step;
  const message = `muster acts with service account ${live.account}, and nothing shows that the new key ${declared.name} is in use since; put it into MUSTER_TOKEN first`;
  return { ...step, reason: { code: "waiting", message } };
}

/** True for a key of the service account that muster acts as. */
function isOwn({ account }: Key, { live, acting }: KeysInput): boolean {
  return live.service_account.get(account)?.id === acting.id;
}

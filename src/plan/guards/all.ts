/** Runs every guard on a plan. The guards themselves are a file each beside this one. */
import type { Waiver } from "../../model/organization.ts";
import type { Finding, GuardName } from "../../model/guard.ts";
import { adoption } from "./adoption.ts";
import { coverage } from "./coverage.ts";
import type { Guard, GuardInput } from "./guard.ts";
import { empty } from "./empty.ts";
import { maxChanges } from "./maxChanges.ts";
import { maxLoss } from "./maxLoss.ts";
import { minAdmins } from "./minAdmins.ts";
import { protectedPeople } from "./protectedPeople.ts";
import { self } from "./self.ts";

const guards: Readonly<Record<GuardName, Guard>> = {
  min_admins: minAdmins,
  protected: protectedPeople,
  self,
  max_loss: maxLoss,
  max_changes: maxChanges,
  empty,
  coverage,
  adoption,
};

/** What lifts guards: names given at the terminal, and waivers in the reviewed files. */
interface Lifts {
  readonly allowed: readonly GuardName[];
  readonly waivers: readonly Waiver[];
  /** Only what was reviewed is applied: then no later run goes on by itself with what a first run reported. */
  readonly reviewsBind: boolean;
}

/** All findings, in the order of the guards' names above. A guard that is lifted warns instead of blocking. */
export function judge(input: GuardInput, lifts: Lifts): Finding[] {
  return (Object.keys(guards) as GuardName[]).flatMap((guard) =>
    guards[guard](input).map(({ message, numbers }): Finding => {
      const lifted = liftedBy(guard, lifts);
      const severity = lifted === undefined ? "block" : "warn";
      return { guard, severity, message: `${message}. ${lifted ?? howToLift(guard, lifts)}`, numbers };
    }),
  );
}

function liftedBy(guard: GuardName, { allowed, waivers }: Lifts): string | undefined {
  if (allowed.includes(guard)) return `Lifted by --allow ${guard}.`;
  const waiver = waivers.find((item) => item.guard === guard);
  return waiver === undefined ? undefined : `Lifted by a waiver until ${waiver.until}: ${waiver.reason}`;
}

function howToLift(guard: GuardName, { reviewsBind }: Lifts): string {
  if (guard === "adoption" && reviewsBind)
    return "The first run only reports. What differs then counts as drift: to have it applied, merge organization.drift: correct after that";
  if (guard === "adoption")
    return "The first run only reports; the next one applies. To apply at once: --allow adoption";
  return `If this is meant, merge a waiver for it first, or run it at the terminal with --allow ${guard}`;
}

/** Runs every guard on a plan. The guards themselves are a file each, in `guards/`. */
import type { Finding, GuardName } from "../model/plan.ts";
import { adoption } from "./guards/adoption.ts";
import { coverage } from "./guards/coverage.ts";
import type { Guard, GuardInput } from "./guards/guard.ts";
import { empty } from "./guards/empty.ts";
import { maxChanges } from "./guards/maxChanges.ts";
import { maxLoss } from "./guards/maxLoss.ts";
import { minAdmins } from "./guards/minAdmins.ts";
import { protectedPeople } from "./guards/protectedPeople.ts";
import { self } from "./guards/self.ts";

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

/** All findings, in the order of the guards' names above. A guard that is allowed warns instead of blocking. */
export function judge(input: GuardInput, allowed: readonly GuardName[]): Finding[] {
  return (Object.keys(guards) as GuardName[]).flatMap((guard) =>
    guards[guard](input).map(({ message, numbers }): Finding => {
      const lifted = allowed.includes(guard);
      const how = lifted ? `Lifted by --allow ${guard}.` : howToLift(guard);
      return { guard, severity: lifted ? "warn" : "block", message: `${message}. ${how}`, numbers };
    }),
  );
}

function howToLift(guard: GuardName): string {
  if (guard === "adoption")
    return "This run only reports; the next one applies. To apply at once: --allow adoption";
  return `If this is meant, run it at the terminal with --allow ${guard}`;
}

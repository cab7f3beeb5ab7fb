/** Guards: each a pure function in a file of its own that says what of a plan is too dangerous to run, with the numbers. */
import type { Organization } from "../model/organization.ts";
import type { Finding, GuardName } from "../model/plan.ts";
import type { Acting } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import type { Draft } from "./draft.ts";
import { adoption } from "./guards/adoption.ts";
import { coverage } from "./guards/coverage.ts";
import { empty } from "./guards/empty.ts";
import { maxChanges } from "./guards/maxChanges.ts";
import { maxLoss } from "./guards/maxLoss.ts";
import { minAdmins } from "./guards/minAdmins.ts";
import { protectedPeople } from "./guards/protectedPeople.ts";
import { self } from "./guards/self.ts";

/** What a guard judges: only what would run. */
export interface GuardInput {
  readonly organization: Organization;
  /** Live, under the names that the files use. */
  readonly live: State;
  readonly drafts: readonly Draft[];
  readonly acting: Acting;
  /** With a base: the organization's connection is new or changed since it. */
  readonly adopting: boolean;
}

/** What tripped a guard, without the sentence on lifting it. */
export interface Trip {
  readonly message: string;
  readonly numbers: Readonly<Record<string, number>>;
}

export type Guard = (input: GuardInput) => readonly Trip[];

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
  if (guard === "adoption") return "This run only reports; the next one applies. To apply at once: --allow adoption";
  return `If this is meant, run it at the terminal with --allow ${guard}`;
}

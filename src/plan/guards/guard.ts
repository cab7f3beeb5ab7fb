/** What a guard is: a pure function that says what of a plan is too dangerous to run, with the numbers. */
import type { GuardSettings, Organization } from "../../model/organization.ts";
import type { Acting } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import type { Draft } from "../../kinds/draft.ts";
import type { RoleSides } from "../../kinds/role/direction.ts";

/** What a guard judges: only what would run. */
export interface GuardInput {
  readonly organization: Organization;
  /** Live, under the names that the files use. */
  readonly live: State;
  readonly drafts: readonly Draft[];
  readonly roles: RoleSides;
  /** The settings in force: the stricter of before and after the change. */
  readonly settings: GuardSettings;
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

/** What changes of terms are made out from: the files before a change and after it. */
import type { Organization } from "../model/organization.ts";
import type { TermChange } from "../model/term.ts";
import type { State } from "../model/state.ts";

/** The files before a change and after it. */
export interface Sides {
  readonly base: Organization;
  readonly head: Organization;
  /** YYYY-MM-DD: what was over before today is nobody's any more. */
  readonly today: string;
}

/** A change of terms without what follows from it. */
export type Found = Pick<TermChange, "kind" | "key" | "what" | "before" | "after" | "direction" | "source">;

/** What the files say, whatever day it is. */
export function undatedOf({ desired, undated }: Organization): State {
  return undated ?? desired;
}

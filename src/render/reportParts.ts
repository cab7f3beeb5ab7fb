/** The parts of every report on a pull request, and how its lines are dressed. */
import { markdownCode } from "./escape.ts";

/** The parts in the order in which they stand, and in which they are kept when not everything fits. */
export const part = {
  policy: 0,
  grants: 1,
  blocked: 2,
  losses: 3,
  byHand: 4,
  change: 5,
  due: 6,
  ending: 7,
  drift: 8,
  withheld: 9,
  facts: 10,
} as const;

/** The share of the room that each part has for itself, whatever the others need. */
export const partFloors: readonly number[] = [0.1, 0.15, 0.1, 0.1, 0.1, 0.1, 0.05, 0.03, 0.05, 0.05, 0.02];

/** How the blocks of one rendering are dressed. */
export interface Dress {
  /** Where files have addresses: places become links. */
  readonly fileUrl?: string | undefined;
  /** Says of each line which organization it is about. */
  readonly several: boolean;
}

/** The organization that a line is about, where there are several. */
export function whose({ organization }: { readonly organization: string }, dress: Dress): string {
  return dress.several ? `${markdownCode(organization)} ` : "";
}

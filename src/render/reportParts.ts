/** The parts of every report on a pull request, and how its lines are dressed. */
import { markdownCode } from "./escape.ts";

/** The parts in the order in which they stand, and in which they are kept when not everything fits. */
export const part = {
  policy: 0,
  grants: 1,
  terms: 2,
  blocked: 3,
  losses: 4,
  byHand: 5,
  change: 6,
  due: 7,
  ending: 8,
  drift: 9,
  withheld: 10,
  facts: 11,
} as const;

/** The share of the room that each part has for itself, whatever the others need. */
export const partFloors: readonly number[] = [
  0.1, 0.15, 0.1, 0.1, 0.1, 0.1, 0.1, 0.05, 0.03, 0.05, 0.05, 0.02,
];

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

/** The parts of every report on a pull request, and how its lines are dressed. */
import { markdownCode } from "./escape.ts";

/**
 * The parts in the order in which they stand, and in which they are kept when not everything fits: the share of the room
 * that each has for itself, whatever the others need.
 */
const floors = {
  policy: 0.1,
  grants: 0.15,
  terms: 0.1,
  blocked: 0.1,
  losses: 0.1,
  byHand: 0.1,
  change: 0.1,
  due: 0.05,
  ending: 0.03,
  drift: 0.05,
  withheld: 0.05,
  facts: 0.02,
};

export const partFloors: readonly number[] = Object.values(floors);

/** The how many-th each is. */
export const part = Object.fromEntries(Object.keys(floors).map((name, at) => [name, at])) as Readonly<
  Record<keyof typeof floors, number>
>;

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

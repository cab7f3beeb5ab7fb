/** What is remembered of invitations that were sent once more for a reason: each reason holds for one sending. */

/** What the journal of earlier runs tells of them, of one organization. */
export interface SentAgain {
  /** There is a journal of an earlier run: what it does not tell, no run did since it began. */
  readonly remembered: boolean;
  /** `reasonKey` of what was sent, or may have been more than once. */
  readonly sent: ReadonlySet<string>;
  /** Ids of the actions that the first run in the journal wanted: whether a run before it had done them, nobody knows. */
  readonly doubted: ReadonlySet<string>;
  /** Keys of members who were invited. */
  readonly invited?: ReadonlySet<string>;
}

/** Where there is no journal. */
export const nothingRemembered: SentAgain = { remembered: false, sent: new Set(), doubted: new Set() };

/** A member and a reason as one text. */
export function reasonKey(member: string, reason: string): string {
  return JSON.stringify([member, reason]);
}

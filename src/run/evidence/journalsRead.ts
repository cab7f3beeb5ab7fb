/** What journals were read for an answer, and what they tell. */
import type { Deeds } from "../../history/applied.ts";
import type { Timeline } from "../../history/timeline.ts";
import type { Unasked } from "../../history/unasked.ts";
import type { JournalSeen } from "../../model/evidence.ts";

export interface Journals {
  /** Undefined: none was read that counts. */
  deedsFor(timeline: Timeline): Deeds | undefined;
  /** What they hold and no commit of the default branch ever asked for, up to the end of a day. */
  unaskedFor(timeline: Timeline, on: string): readonly Unasked[];
  readonly read: readonly JournalSeen[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/** Where there is none: `usual` is the one that is looked for when none is named. */
export function noJournals(usual: string): Journals {
  return {
    deedsFor: () => undefined,
    unaskedFor: () => [],
    read: [],
    notes: [
      `No journal was read, so that nothing is known of what was applied: there is no ${usual}; name one with --journal.`,
    ],
  };
}

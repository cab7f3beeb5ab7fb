/** What was made of the commits before, kept for the next time: whole for the same end, and as far as it holds for a later one. */
import { resolve } from "node:path";
import type { InvalidCommit, PastCommit } from "../../history/commit.ts";
import type { SavedTimeline } from "../../history/saved.ts";
import { newTimeline, type Timeline } from "../../history/timeline.ts";
import { gitCacheAt } from "../../io/gitCache.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../declared.ts";

/** What the first commits came to. */
export interface ToldUpTo {
  /** How many they are, and the id of the last one. */
  readonly told: number;
  readonly last?: string;
  /** The how many-th is the one whose files count; absent: none. */
  readonly held?: number;
  readonly invalid: readonly InvalidCommit[];
  readonly timeline: SavedTimeline;
}

interface Whole {
  readonly timeline: Timeline;
  readonly invalid: readonly InvalidCommit[];
  readonly commits: readonly PastCommit[];
}

export interface KeptPast {
  /** All of it, where it was made for that end. */
  whole(tip: string): Promise<Whole | undefined>;
  /** As far as it was made of the first of these commits. */
  upTo(commits: readonly string[]): Promise<ToldUpTo | undefined>;
  keepWhole(tip: string, made: Whole): Promise<void>;
  keepBefore(told: ToldUpTo): Promise<void>;
}

/** Of a folder and a ref. */
export async function keptPast({ cwd, access }: Context, ref: string): Promise<KeptPast> {
  const cache = await gitCacheAt(cwd);
  const nameOf = (what: string): string => JSON.stringify([what, resolve(cwd, access), labelOf(access), ref]);
  return {
    async whole(tip) {
      const text = await cache.read(nameOf("whole"));
      if (text === undefined || !text.startsWith(`{"tip":${JSON.stringify(tip)},`)) return undefined;
      const { timeline, invalid, commits } = JSON.parse(text) as Omit<Whole, "timeline"> & {
        readonly timeline: SavedTimeline;
      };
      return { timeline: newTimeline(timeline), invalid, commits };
    },
    async upTo(commits) {
      const text = await cache.read(nameOf("before the last"));
      if (text === undefined) return undefined;
      const found = JSON.parse(text) as ToldUpTo;
      // A line whose commit of that place is the same is the same up to there.
      return found.last !== undefined && commits[found.told - 1] === found.last ? found : undefined;
    },
    keepWhole: (tip, { timeline, invalid, commits }) =>
      cache.write(nameOf("whole"), JSON.stringify({ tip, timeline: timeline.save(), invalid, commits })),
    keepBefore: (told) => cache.write(nameOf("before the last"), JSON.stringify(told)),
  };
}

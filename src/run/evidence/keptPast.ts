/** What was made of the commits before, kept for the next time: whole for the same end, and as far as it holds for a later one. */
import { resolve } from "node:path";
import type { InvalidCommit, PastCommit } from "../../history/commit.ts";
import type { SavedTimeline } from "../../history/saved.ts";
import { newTimeline, type Timeline } from "../../history/timeline.ts";
import { gitCacheAt, type GitCache } from "../../io/gitCache.ts";
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
  /** What a question was answered by for that end, as it was kept. */
  answer<T extends object>(tip: string, question: string): Promise<T | undefined>;
  keepAnswer(tip: string, question: string, answer: object): Promise<void>;
  keepBefore(told: ToldUpTo): Promise<void>;
}

/** So many answers are kept, the latest ones. */
const mostAnswers = 50;

interface Answers {
  readonly tip: string;
  readonly answers: readonly { readonly question: string; readonly answer: object }[];
}

async function answersOf(cache: GitCache, name: string, tip: string): Promise<Answers["answers"]> {
  const text = await cache.read(name);
  if (text === undefined) return [];
  const found = JSON.parse(text) as Answers;
  return found.tip === tip ? found.answers : [];
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
    async answer<T extends object>(tip: string, question: string) {
      const answers = await answersOf(cache, nameOf("answers"), tip);
      return answers.find((one) => one.question === question)?.answer as T | undefined;
    },
    async keepAnswer(tip, question, answer) {
      const others = (await answersOf(cache, nameOf("answers"), tip)).filter(
        (one) => one.question !== question,
      );
      const answers = [...others, { question, answer }].slice(-mostAnswers);
      await cache.write(nameOf("answers"), JSON.stringify({ tip, answers }));
    },
    keepBefore: (told) => cache.write(nameOf("before the last"), JSON.stringify(told)),
  };
}

/** What was made of the commits before, kept for the next time: for the same end, and for a later one. */
import { resolve } from "node:path";
import type { InvalidCommit, PastCommit } from "../../history/commit.ts";
import type { SavedTimeline } from "../../history/saved.ts";
import type { GitCache } from "../../io/gitCache.ts";
import { fromSharedJson, sharedJson } from "../../model/sharedJson.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../label.ts";

/** What the commits up to one came to, before the days that come after it. */
export interface Told {
  /** The commit at the end of the line. */
  readonly tip: string;
  /** How many commits they are, and the id of the last one. */
  readonly told: number;
  readonly last: string;
  /** The how many-th is the one whose files count; absent: none. */
  readonly held?: number;
  readonly invalid: readonly InvalidCommit[];
  readonly commits: readonly PastCommit[];
  readonly timeline: SavedTimeline;
}

type Whole = Pick<Told, "invalid" | "commits" | "timeline">;

export interface KeptPast {
  /** All of it, where it was made for that end. */
  whole(tip: string): Promise<Whole | undefined>;
  /** What was made of the commits last. */
  told(): Promise<Told | undefined>;
  /** Keeps it; `later`: what it is with the days that come after it, where they change anything. */
  keep(told: Told, later: SavedTimeline | undefined): Promise<void>;
  /** What a question was answered by for that end, as it was kept. */
  answer<T extends object>(tip: string, asked: Question): Promise<T | undefined>;
  keepAnswer(tip: string, asked: Question, answer: object): Promise<void>;
}

export interface Question {
  readonly of: keyof typeof mostAnswers;
  /** With all that its answer depends on beside the past. */
  readonly question: string;
}

/** So many answers are kept, the latest ones: a report is long. */
const mostAnswers = { explain: 50, report: 1 } as const;

interface Answers {
  readonly tip: string;
  readonly answers: readonly { readonly question: string; readonly answer: object }[];
}

async function answersOf(cache: GitCache, name: string, tip: string): Promise<Answers["answers"]> {
  const text = await cache.read(name);
  if (text === undefined) return [];
  const found = fromSharedJson(text) as Answers;
  return found.tip === tip ? found.answers : [];
}

/** Of a folder and a ref. */
export function keptPast({ cwd, access }: Context, cache: GitCache, ref: string): KeptPast {
  const nameOf = (what: string): string => JSON.stringify([what, resolve(cwd, access), labelOf(access), ref]);
  return {
    async whole(tip) {
      const text = await cache.read(nameOf("told"));
      const head = text?.slice(0, text.indexOf("\n"));
      const isForNow = head === `${tip} for now`;
      if (text === undefined || (!isForNow && head !== `${tip} for good`)) return undefined;
      const later = isForNow ? await cache.read(nameOf("later")) : undefined;
      if (isForNow && later?.startsWith(`${tip}\n`) !== true) return undefined;
      const { timeline, invalid, commits } = below<Told>(text);
      return { timeline: later === undefined ? timeline : below<SavedTimeline>(later), invalid, commits };
    },
    async told() {
      const text = await cache.read(nameOf("told"));
      return text === undefined ? undefined : below<Told>(text);
    },
    async keep(told, later) {
      const { tip } = told;
      const head = `${tip} ${later === undefined ? "for good" : "for now"}`;
      await cache.write(nameOf("told"), `${head}\n`, JSON.stringify(told));
      if (later !== undefined) await cache.write(nameOf("later"), `${tip}\n`, JSON.stringify(later));
    },
    async answer<T extends object>(tip: string, { of, question }: Question) {
      const answers = await answersOf(cache, nameOf(of), tip);
      return answers.find((one) => one.question === question)?.answer as T | undefined;
    },
    async keepAnswer(tip, { of, question }, answer) {
      const others = (await answersOf(cache, nameOf(of), tip)).filter((one) => one.question !== question);
      const answers = [...others, { question, answer }].slice(-mostAnswers[of]);
      const text = sharedJson({ tip, answers } satisfies Answers);
      if (text !== undefined) await cache.write(nameOf(of), text);
    },
  };
}

/** What was kept below its first line. */
function below<T>(text: string): T {
  return JSON.parse(text.slice(text.indexOf("\n") + 1)) as T;
}

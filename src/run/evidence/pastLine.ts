/** The commits of the branch's own line as git lists them: those that are told next are expected of the trees in time. */
import { pullRequestIn, type PastCommit } from "../../history/commit.ts";
import type { ComingLine, LoggedCommit } from "../../io/gitLog.ts";
import type { Failure } from "../failure.ts";
import type { PastTrees } from "./pastTrees.ts";

export interface PastLine {
  /** Those that came, oldest first. */
  readonly commits: readonly PastCommit[];
  /** Waits for the how many-th, and for some after it, where there are so many. */
  reach(index: number): Promise<Failure | undefined>;
  /** Whether the line has that commit at that place. Those before it are expected of no tree until it is clear. */
  leadsTo(to: { readonly told: number; readonly last: string }): Promise<boolean>;
  /** The first ones, which were told before: whoever needs the tree of one expects that one. */
  passed(count: number): readonly LoggedCommit[];
  /** From here on, all after those that were passed are expected. */
  goOn(): void;
}

/** So many are listed ahead of what is told, so that their files are read meanwhile. */
const ahead = 512;

export function comingLine(log: ComingLine, trees: PastTrees, today: string): PastLine {
  const commits: PastCommit[] = [];
  const dated = datedCommits(today);
  /** Of these it is not clear yet whether they are told. */
  let undecided: LoggedCommit[] | undefined = [];
  let isOver = false;
  const reach = async (index: number): Promise<Failure | undefined> => {
    while (!isOver && commits.length <= index) {
      const more = await log.next();
      if ("error" in more) return more;
      isOver = more.length === 0;
      for (const commit of more) commits.push(dated(commit));
      if (undecided === undefined) trees.expect(more);
      else undecided.push(...more);
    }
    return undefined;
  };
  return {
    commits,
    reach: (index) => (commits.length > index + ahead / 2 ? reach(index) : reach(index + ahead)),
    async leadsTo({ told, last }) {
      const failed = await reach(told - 1);
      return failed === undefined && commits[told - 1]?.id === last;
    },
    passed(count) {
      const first = undecided?.slice(0, count) ?? [];
      undecided = undecided?.slice(count);
      return first;
    },
    goOn() {
      trees.expect(undecided ?? []);
      undecided = undefined;
    },
  };
}

/**
 * In the order of the line: no commit counts from before the one that it follows, and none from later than it was made. One
 * that claims to be of a day to come would take what it gives, and all after it, out of every answer until that day.
 */
function datedCommits(today: string): (logged: LoggedCommit) => PastCommit {
  const begin = Date.parse(today) / 1000;
  let last = 0;
  return ({ id, authoredAt, committedAt, author, authorEmail, subject }) => {
    const claim = Math.min(authoredAt, committedAt);
    const isToCome = claim >= begin + secondsOfDay;
    last = isToCome ? (last === 0 ? begin : last) : Math.max(last, claim);
    return {
      ...{ id, at: momentAt(last), author, authorEmail, subject },
      ...(isToCome ? { claimed: momentAt(claim) } : {}),
      pullRequest: pullRequestIn(subject),
    };
  };
}

const secondsOfDay = 86_400;

function momentAt(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

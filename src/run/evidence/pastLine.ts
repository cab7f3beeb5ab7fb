/** The commits of the branch's own line, as git lists them after those that are known: what is told next is expected of the trees in time. */
import { pullRequestIn, type PastCommit } from "../../history/commit.ts";
import type { ComingLine, LoggedCommit } from "../../io/gitLog.ts";
import type { Failure } from "../failure.ts";
import type { PastTrees } from "./pastTrees.ts";

export interface PastLine {
  /** Those that came, oldest first. */
  readonly commits: readonly PastCommit[];
  /** Waits for the how many-th, where there are so many and it has not come, and takes those after it that came already. */
  reach(index: number): Failure | undefined | Promise<Failure | undefined>;
}

/** So many are taken ahead of what is told, so that their files are read meanwhile. */
const ahead = 512;

/** `before`: the commits before those that are coming. */
export function comingLine(
  log: ComingLine,
  {
    trees,
    today,
    before,
  }: { readonly trees: PastTrees; readonly today: string; readonly before: readonly PastCommit[] },
): PastLine {
  const commits = [...before];
  const dated = datedCommits(today, before.at(-1));
  let isOver = false;
  const take = (more: readonly LoggedCommit[]): void => {
    for (const commit of more) commits.push(dated(commit));
    trees.expect(more);
  };
  const reach: PastLine["reach"] = (index) => {
    while (!isOver && commits.length <= index + ahead) {
      if (commits.length <= index) return reachLater(index);
      const more = log.come();
      if ("error" in more) return more;
      if (more.length === 0) break;
      take(more);
    }
    return undefined;
  };
  const reachLater = async (index: number): Promise<Failure | undefined> => {
    const more = await log.next();
    if ("error" in more) return more;
    isOver = more.length === 0;
    take(more);
    return reach(index);
  };
  return { commits, reach };
}

/**
 * In the order of the line: no commit counts from before the one that it follows, and none from later than it was made. One
 * that claims to be of a day to come would take what it gives, and all after it, out of every answer until that day.
 */
function datedCommits(today: string, before: PastCommit | undefined): (logged: LoggedCommit) => PastCommit {
  const begin = Date.parse(today) / 1000;
  let last = before === undefined ? undefined : Date.parse(before.at) / 1000;
  return ({ id, authoredAt, committedAt, author, authorEmail, subject }) => {
    const claim = Math.min(authoredAt, committedAt);
    const isToCome = claim >= begin + secondsOfDay;
    last = isToCome ? (last ?? begin) : Math.max(last ?? 0, claim);
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

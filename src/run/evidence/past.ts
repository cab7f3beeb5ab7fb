/**
 * The history of declared access: reads the default branch's own line from git, declares what the files said at each of
 * its commits and on each day that they name, and makes spans of it.
 */
import { filesOnward, type OnwardFiles } from "../../declare/onward/onward.ts";
import { pullRequestIn, type InvalidCommit, type PastCommit } from "../../history/commit.ts";
import { newTimeline, type Timeline } from "../../history/timeline.ts";
import { logOf, type LoggedCommit } from "../../io/gitLog.ts";
import { commitNamed } from "../../io/gitTree.ts";
import { defaultBranchAt } from "../../io/repository.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../declared.ts";
import type { Failure } from "../failure.ts";
import { keptPast, type ToldUpTo } from "./keptPast.ts";
import { treesOf } from "./pastTrees.ts";

export interface DeclaredPast {
  /** The branch, or what `--ref` named. */
  readonly ref: string;
  /** The commit at its end. */
  readonly tip: string;
  readonly timeline: Timeline;
  readonly invalid: readonly InvalidCommit[];
  /** The commits that touched the files, oldest first. */
  readonly commits: readonly PastCommit[];
}

/** The history along the default branch, or along another ref. What was made of its commits before is gone on with. */
export async function declaredPast(context: Context, ref?: string): Promise<DeclaredPast | Failure> {
  const name = ref ?? (await defaultRef(context.cwd));
  const kept = await keptPast(context, name);
  const tip = await commitNamed({ cwd: context.cwd, dir: context.access, ref: name });
  if (!("error" in tip)) {
    const same = await kept.whole(tip.commit);
    if (same !== undefined) return { ref: name, tip: tip.commit, ...same };
  }
  const log = await logOf({ cwd: context.cwd, dir: context.access, ref: name });
  if ("error" in log) return log;
  const commits = datedCommits(log.commits);
  const before = await kept.upTo(log.commits.map(({ id }) => id));
  const telling: Telling = {
    commits,
    files: filesOnward(labelOf(context.access)),
    timeline: newTimeline(before?.timeline),
    invalid: [...(before?.invalid ?? [])],
    trees: treesOf(context.cwd, log.commits),
    held: undefined,
  };
  const failed = await resume(telling, before);
  if (failed !== undefined) return failed;
  for (let index = before?.told ?? 0; index < commits.length; index++) {
    // What the last commit means depends on what comes after it: from the one before it a later run goes on.
    if (index === commits.length - 1 && index !== before?.told)
      await kept.keepBefore(stateOf(telling, { told: index, last: log.commits[index - 1]?.id }));
    const unread = await tellOne(telling, index);
    if (unread !== undefined) return unread;
  }
  const { timeline, invalid } = telling;
  await kept.keepWhole(log.tip, { timeline, invalid, commits });
  return { ref: name, tip: log.tip, timeline, invalid, commits };
}

interface Telling {
  readonly commits: readonly PastCommit[];
  readonly files: OnwardFiles;
  readonly timeline: Timeline;
  readonly invalid: InvalidCommit[];
  readonly trees: ReturnType<typeof treesOf>;
  /** The how many-th commit's files count; undefined: none were valid yet. */
  held: number | undefined;
}

function stateOf(
  { timeline, invalid, held }: Telling,
  { told, last }: { readonly told: number; readonly last: string | undefined },
): ToldUpTo {
  return {
    ...{ told, invalid, timeline: timeline.save() },
    ...(held === undefined ? {} : { held }),
    ...(last === undefined ? {} : { last }),
  };
}

/** Passes over the commits that were told before; of them only the one whose files count is read again. */
async function resume(telling: Telling, before: ToldUpTo | undefined): Promise<Failure | undefined> {
  const { trees, commits, files, timeline } = telling;
  const told = before?.told ?? 0;
  for (let index = 0; index < told; index++) {
    const commit = commits[index];
    if (index !== before?.held || commit === undefined) {
      trees.pass();
      continue;
    }
    const tree = await trees.next();
    if ("error" in tree) return unreadable(commit, tree);
    telling.held = index;
    const turned = files.turn(tree, dayOf(commits[told] ?? commit));
    if ("steps" in turned) timeline.resume(turned.steps, files.keys());
  }
  return undefined;
}

function unreadable({ id }: PastCommit, { error }: Failure): Failure {
  return { error: `The commit ${id} could not be read: ${error}` };
}

async function tellOne(telling: Telling, index: number): Promise<Failure | undefined> {
  const { commits, files, timeline, invalid, trees } = telling;
  const commit = commits[index];
  if (commit === undefined) return undefined;
  const tree = await trees.next();
  if ("error" in tree) return unreadable(commit, tree);
  const turned = files.turn(tree, dayOf(commit));
  if ("steps" in turned) {
    timeline.turn({ at: commit.at, commit, by: "commit" }, turned.steps, files.keys());
    telling.held = index;
  } else {
    const { errors } = turned;
    invalid.push({ commit, error: errors[0], errors: errors.length });
  }
  // While files are invalid, the days go on by those that counted before.
  const held = telling.held === undefined ? undefined : commits[telling.held];
  if (held === undefined) return undefined;
  const next = commits[index + 1];
  for (const day of files.daysAfter(dayOf(commit), next === undefined ? undefined : dayOf(next))) {
    const steps = files.advance(day);
    if (steps.length > 0)
      timeline.turn({ at: `${day}T00:00:00.000Z`, commit: held, by: "date" }, steps, files.keys());
  }
  return undefined;
}

async function defaultRef(cwd: string): Promise<string> {
  return (await defaultBranchAt(cwd)) ?? "HEAD";
}

/** In the order of the line: no commit counts from before the one that it follows, and none from later than it was made. */
function datedCommits(logged: readonly LoggedCommit[]): PastCommit[] {
  let last = 0;
  return logged.map(({ id, authoredAt, committedAt, author, authorEmail, subject }) => {
    last = Math.max(last, Math.min(authoredAt, committedAt));
    return {
      id,
      at: new Date(last * 1000).toISOString(),
      author,
      authorEmail,
      subject,
      pullRequest: pullRequestIn(subject),
    };
  });
}

function dayOf({ at }: PastCommit): string {
  return at.slice(0, 10);
}

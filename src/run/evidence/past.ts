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
import { keptPast, type KeptPast, type ToldUpTo } from "./keptPast.ts";
import { treesOf } from "./pastTrees.ts";
import { given } from "../../model/given.ts";

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
  return readPast(context, await endOf(context, ref));
}

/** What a question of the past alone is answered by, and the past itself, which is read only where somebody asks. */
interface Answered<T> {
  readonly answer: T;
  past(): Promise<DeclaredPast | Failure>;
}

/** The answer that was kept for the same question and the same end, or a new one, which is kept. */
export async function answered<T extends object>(
  context: Context,
  {
    ref,
    question,
    answer,
  }: {
    readonly ref: string | undefined;
    readonly question: string;
    readonly answer: (past: DeclaredPast) => T;
  },
): Promise<Answered<T> | Failure> {
  const end = await endOf(context, ref);
  const known = end.tip === undefined ? undefined : await end.kept.answer<T>(end.tip, question);
  if (known !== undefined) return { answer: known, past: () => readPast(context, end) };
  const past = await readPast(context, end);
  if ("error" in past) return past;
  const made = answer(past);
  await end.kept.keepAnswer(past.tip, question, made);
  return { answer: made, past: () => Promise.resolve(past) };
}

interface End {
  /** The branch, or what was named. */
  readonly ref: string;
  readonly kept: KeptPast;
  /** Undefined: there is no such commit. */
  readonly tip: string | undefined;
}

async function endOf(context: Context, ref: string | undefined): Promise<End> {
  const name = ref ?? (await defaultRef(context.cwd));
  const tip = await commitNamed({ cwd: context.cwd, dir: context.access, ref: name });
  return {
    ...{ ref: name, kept: await keptPast(context, name) },
    tip: "error" in tip ? undefined : tip.commit,
  };
}

async function readPast(context: Context, { ref: name, kept, tip }: End): Promise<DeclaredPast | Failure> {
  const same = tip === undefined ? undefined : await kept.whole(tip);
  if (tip !== undefined && same !== undefined) return { ref: name, tip, ...same };
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
  return { ...{ told, invalid, timeline: timeline.save() }, ...given({ held, last }) };
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
    files.told();
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
    files.told();
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

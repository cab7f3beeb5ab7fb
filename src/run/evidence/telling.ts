/**
 * Reads the default branch's own line from git, declares what the files said at each of its commits and on each day that they
 * name, and makes spans of it.
 */
import { filesOnward, type OnwardFiles, type TreeOnward } from "../../declare/onward/onward.ts";
import type { InvalidCommit, PastCommit } from "../../history/commit.ts";
import { newTimeline, type Timeline } from "../../history/timeline.ts";
import { gitFolderAt, pathInRepository } from "../../io/gitFolder.ts";
import type { ComingLine, LoggedChange } from "../../io/gitLog.ts";
import { filesAt } from "../../io/gitTree.ts";
import { given } from "../../model/given.ts";
import { dayOf as today, type Context } from "../context.ts";
import { labelOf } from "../label.ts";
import type { Failure } from "../failure.ts";
import type { KeptPast, Told } from "./keptPast.ts";
import { countForGood, type DeclaredPast, type End } from "./pastEnd.ts";
import { comingLine, type PastLine } from "./pastLine.ts";
import { pastTrees, type PastTrees } from "./pastTrees.ts";

/** The history up to an end, by the commits as they come after those that were told before. */
export async function tellPast(
  context: Context,
  { ref, kept }: End,
  { log, before }: { readonly log: ComingLine; readonly before: Told | undefined },
): Promise<DeclaredPast | Failure> {
  const trees = pastTrees(gitFolderAt(context.cwd, context.access));
  try {
    const line = comingLine(log, { trees, today: today(context), before: before?.commits ?? [] });
    const telling: Telling = {
      files: filesOnward(labelOf(context.access)),
      timeline: newTimeline(before?.timeline, line.commits),
      invalid: [...(before?.invalid ?? [])],
      ...{ line, trees, held: undefined },
    };
    const failed =
      (before === undefined ? undefined : await resume(context, telling, before)) ??
      (await tellAfter(telling, before?.told ?? 0, { tip: log.tip, kept }));
    if (failed !== undefined) return failed;
    // Whoever stands in another folder would read of everybody that nobody ever named them.
    if (line.commits.length === 0) return await neverHeld(context, ref);
    const { timeline, invalid } = telling;
    return { ref, tip: log.tip, timeline, invalid, commits: line.commits };
  } finally {
    trees.stop();
  }
}

async function neverHeld({ cwd, access }: Context, ref: string): Promise<Failure> {
  const place = await pathInRepository(gitFolderAt(cwd, access));
  const path = "error" in place || place.path === "" ? access : place.path;
  return {
    error: `No commit of ${ref} ever held a file below ${path}: commit the access files, or say with --access where they are.`,
  };
}

interface Telling {
  readonly line: PastLine;
  readonly files: OnwardFiles;
  readonly timeline: Timeline;
  readonly invalid: InvalidCommit[];
  readonly trees: PastTrees;
  /** The how many-th commit's files count; undefined: none were valid yet. */
  held: number | undefined;
}

/** Goes on from the commits that were told before: of them only the one whose files count is read again. */
async function resume(
  { cwd, access: dir }: Context,
  telling: Telling,
  { held, last, commits }: Told,
): Promise<Failure | undefined> {
  const { trees, files, timeline } = telling;
  const counting = held === undefined ? undefined : commits[held];
  const [end, there] = [commits.at(-1), await filesAt({ cwd, dir, commit: last })];
  if ("error" in there) return there;
  if (counting === undefined || end === undefined) {
    trees.pass({ changes: there.files });
    return undefined;
  }
  const counts = counting.id === last ? there : await filesAt({ cwd, dir, commit: counting.id });
  if ("error" in counts) return counts;
  trees.expect([{ changes: counts.files }]);
  const tree = await trees.next();
  if ("error" in tree) return unreadable(counting, tree);
  telling.held = held;
  const turned = files.turn(tree, dayOf(end));
  if ("steps" in turned) timeline.resume(turned.steps, files.keys());
  files.told();
  trees.pass({ changes: changesBetween(counts.files, there.files) });
  return undefined;
}

function changesBetween(before: readonly LoggedChange[], after: readonly LoggedChange[]): LoggedChange[] {
  const stood = new Map(before.map((file) => [file.path, file]));
  const stands = new Set(after.map(({ path }) => path));
  return [
    ...after.filter((file) => {
      const was = stood.get(file.path);
      return was?.object !== file.object || was.type !== file.type;
    }),
    ...before.filter(({ path }) => !stands.has(path)).map((file) => ({ ...file, object: null })),
  ];
}

/** Tells the commits after the first ones, and keeps what they came to. */
async function tellAfter(
  telling: Telling,
  first: number,
  { tip, kept }: { readonly tip: string; readonly kept: KeptPast },
): Promise<Failure | undefined> {
  const { line, invalid, timeline, trees } = telling;
  const { commits } = line;
  let told = first;
  for (;;) {
    const reaching = line.reach(told);
    const unread = reaching instanceof Promise ? await reaching : reaching;
    if (unread !== undefined) return unread;
    const commit = commits[told];
    if (commit === undefined) break;
    passDays(telling, told - 1);
    const coming = trees.next();
    // Nearly always it is there, and to wait for it would take longer than to tell it.
    const tree = coming instanceof Promise ? await coming : coming;
    if ("error" in tree) return unreadable(commit, tree);
    tellOne(telling, { commit, index: told, tree });
    told += 1;
  }
  const last = commits[told - 1]?.id;
  if (last === undefined) return undefined;
  // How long the last one's files count, what comes after it will say: a later run goes on from before the days.
  const { held } = telling;
  const soFar = countForGood(commits)
    ? { ...{ tip, told, last, invalid, commits, timeline: timeline.save(commits) }, ...given({ held }) }
    : undefined;
  const isLater = passDays(telling, told - 1);
  if (soFar !== undefined) await kept.keep(soFar, isLater ? timeline.save(commits) : undefined);
  return undefined;
}

function unreadable({ id }: Pick<PastCommit, "id">, { error }: Failure): Failure {
  return { error: `The commit ${id} could not be read: ${error}` };
}

function tellOne(
  telling: Telling,
  { commit, index, tree }: { readonly commit: PastCommit; readonly index: number; readonly tree: TreeOnward },
): void {
  const { files, timeline, invalid } = telling;
  const turned = files.turn(tree, dayOf(commit));
  if ("steps" in turned) {
    timeline.turn({ at: commit.at, commit, by: "commit" }, turned.steps, files.keys());
    files.told();
    telling.held = index;
  } else {
    const { errors } = turned;
    invalid.push({ commit, error: errors[0], errors: errors.length });
  }
}

/** The days between a commit and the next one; whether anything came of them. While files are invalid, they go on by those that counted before. */
function passDays({ line: { commits }, held, files, timeline }: Telling, index: number): boolean {
  const [commit, next] = [commits[index], commits[index + 1]];
  const counting = held === undefined ? undefined : commits[held];
  if (counting === undefined || commit === undefined) return false;
  let isOtherwise = false;
  for (const day of files.daysAfter(dayOf(commit), next === undefined ? undefined : dayOf(next))) {
    const steps = files.advance(day);
    if (steps.length === 0) continue;
    timeline.turn({ at: `${day}T00:00:00.000Z`, commit: counting, by: "date" }, steps, files.keys());
    isOtherwise = true;
  }
  return isOtherwise;
}

function dayOf({ at }: Pick<PastCommit, "at">): string {
  return at.slice(0, 10);
}

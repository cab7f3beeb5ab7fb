/**
 * The history of declared access: reads the default branch's own line from git, declares what the files said at each of
 * its commits and on each day that they name, and makes spans of it.
 */
import { declareThrough, newMemory, type DeclaredThrough, type Remembered } from "../../declare/through.ts";
import { pullRequestIn, type InvalidCommit, type PastCommit } from "../../history/commit.ts";
import { newTimeline, type Timeline } from "../../history/timeline.ts";
import { blobsAt, blobSizes, logOf, type LoggedChange, type LoggedCommit } from "../../io/gitLog.ts";
import { commitNamed } from "../../io/gitTree.ts";
import { repositoryAt } from "../../io/repository.ts";
import { maxFileBytes, type Tree, type TreeEntry } from "../../model/tree.ts";
import { sortedBy } from "../../model/text.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../declared.ts";
import type { Failure } from "../failure.ts";
import { keptPast, type ToldUpTo } from "./keptPast.ts";

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
    context,
    commits,
    memory: newMemory(),
    timeline: newTimeline(before?.timeline),
    invalid: [...(before?.invalid ?? [])],
    trees: treesOf(context.cwd, log.commits),
  };
  const begun = await resumed(telling, before);
  if ("error" in begun) return begun;
  let { held } = begun;
  for (let index = before?.told ?? 0; index < commits.length; index++) {
    // What the last commit means depends on what comes after it: from the one before it a later run goes on.
    if (index === commits.length - 1 && index !== before?.told)
      await kept.keepBefore(
        stateOf(telling, { told: index, held: held?.index, last: log.commits[index - 1]?.id }),
      );
    const told = await tellOne(telling, { index, held });
    if ("error" in told) return told;
    held = told.held;
  }
  const { timeline, invalid } = telling;
  await kept.keepWhole(log.tip, { timeline, invalid, commits });
  return { ref: name, tip: log.tip, timeline, invalid, commits };
}

interface Telling {
  readonly context: Context;
  readonly commits: readonly PastCommit[];
  readonly memory: Remembered;
  readonly timeline: Timeline;
  readonly invalid: InvalidCommit[];
  readonly trees: ReturnType<typeof treesOf>;
}

function stateOf(
  { timeline, invalid }: Telling,
  {
    told,
    held,
    last,
  }: { readonly told: number; readonly held: number | undefined; readonly last: string | undefined },
): ToldUpTo {
  return {
    ...{ told, invalid, timeline: timeline.save() },
    ...(held === undefined ? {} : { held }),
    ...(last === undefined ? {} : { last }),
  };
}

/** Passes over the commits that were told before; of them only the one whose files count is read again. */
async function resumed(
  { trees, commits }: Telling,
  before: ToldUpTo | undefined,
): Promise<{ readonly held: Held | undefined } | Failure> {
  let held: Held | undefined;
  for (let index = 0; index < (before?.told ?? 0); index++) {
    const commit = commits[index];
    if (index !== before?.held || commit === undefined) {
      trees.pass();
      continue;
    }
    const tree = await trees.next();
    if ("error" in tree) return unreadable(commit, tree);
    held = { index, commit, tree: tree.tree };
  }
  return { held };
}

function unreadable({ id }: PastCommit, { error }: Failure): Failure {
  return { error: `The commit ${id} could not be read: ${error}` };
}

async function tellOne(
  { context, commits, memory, timeline, invalid, trees }: Telling,
  { index, held }: { readonly index: number; readonly held: Held | undefined },
): Promise<{ readonly held: Held | undefined } | Failure> {
  const commit = commits[index];
  if (commit === undefined) return { held };
  const tree = await trees.next();
  if ("error" in tree) return unreadable(commit, tree);
  const next = commits[index + 1];
  const declared = declareThrough(
    { tree: tree.tree, label: labelOf(context.access), memory },
    { first: dayOf(commit), last: lastDay(next) },
  );
  const errors =
    tree.tree.length === 0 ? [] : declared.diagnostics.filter(({ severity }) => severity === "error");
  const [error] = errors;
  if (error === undefined) {
    told(timeline, commit, declared);
    return { held: { index, commit, tree: tree.tree } };
  }
  invalid.push({ commit, error, errors: errors.length });
  // The days go on by the files that counted before.
  if (held !== undefined) goOn({ context, memory, timeline, held, from: commit, next });
  return { held };
}

/** What counts while later commits are invalid. */
interface Held {
  /** The how many-th it is. */
  readonly index: number;
  readonly commit: PastCommit;
  readonly tree: Tree;
}

function goOn({
  context,
  memory,
  timeline,
  held,
  from,
  next,
}: {
  readonly context: Context;
  readonly memory: Remembered;
  readonly timeline: Timeline;
  readonly held: Held;
  readonly from: PastCommit;
  readonly next: PastCommit | undefined;
}): void {
  const declared = declareThrough(
    { tree: held.tree, label: labelOf(context.access), memory },
    { first: dayOf(from), last: lastDay(next) },
  );
  told(timeline, held.commit, declared, dayOf(from));
}

/** Tells the timeline of each day; those up to `after` it knows already. */
function told(
  timeline: Timeline,
  commit: PastCommit,
  { organizations }: DeclaredThrough,
  after?: string,
): void {
  const days = [...new Set(organizations.flatMap((list) => list.map(({ day }) => day)))].sort();
  for (const [index, day] of days.entries()) {
    if (after !== undefined && day <= after) continue;
    const present = organizations.flatMap(
      (list) => list.findLast((item) => item.day <= day)?.organization ?? [],
    );
    const isFirst = index === 0 && after === undefined;
    timeline.declare(
      isFirst ? { at: commit.at, commit, by: "commit" } : { at: `${day}T00:00:00.000Z`, commit, by: "date" },
      present,
    );
  }
  if (days.length === 0 && after === undefined) timeline.declare({ at: commit.at, commit, by: "commit" }, []);
}

async function defaultRef(cwd: string): Promise<string> {
  const branch = (await repositoryAt(cwd))?.branch;
  return branch ?? "HEAD";
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

/** The last day that a commit's files can have begun a day of: that of the commit after it. */
function lastDay(next: PastCommit | undefined): string | undefined {
  return next === undefined ? undefined : dayOf(next);
}

/** The trees of the commits one after the other. What several have in common is the same object; what none has any more is forgotten. */
function treesOf(cwd: string, commits: readonly LoggedCommit[]) {
  const listed = new Map<string, LoggedChange>();
  const blobs = new Map<string, TreeEntry>();
  let at = 0;
  let readTo = 0;
  const step = (): void => {
    for (const change of commits[at]?.changes ?? []) {
      if (change.object === null) listed.delete(change.path);
      else listed.set(change.path, change);
    }
    at += 1;
  };
  return {
    /** Goes on without reading anything. */
    pass: step,
    async next(): Promise<{ readonly tree: Tree } | Failure> {
      if (at >= readTo) {
        const ahead = commits.slice(at, at + readAtOnce);
        const read = await readAhead(cwd, { listed: [...listed.values()], ahead, blobs });
        if (read !== undefined) return read;
        readTo = at + readAtOnce;
      }
      step();
      return {
        tree: sortedBy(
          [...listed.values()].map((change) => entryOf(change, blobs)),
          ({ path }) => path,
        ),
      };
    },
  };
}

const readAtOnce = 500;

interface Ahead {
  /** What stands there before. */
  readonly listed: readonly LoggedChange[];
  readonly ahead: readonly LoggedCommit[];
  readonly blobs: Map<string, TreeEntry>;
}

async function readAhead(cwd: string, { listed, ahead, blobs }: Ahead): Promise<Failure | undefined> {
  const changes = [...listed, ...ahead.flatMap((commit) => commit.changes)];
  const needed = new Set(
    changes.flatMap(({ object, type }) => (object === null || type === "other" ? [] : [object])),
  );
  for (const object of blobs.keys()) if (!needed.has(object)) blobs.delete(object);
  const sizes = await blobSizes(
    cwd,
    [...needed].filter((object) => !blobs.has(object)),
  );
  if ("error" in sizes) return sizes;
  const readable = [...sizes]
    .map(([object, size]) => ({ object, size }))
    .filter(({ size }) => size <= maxFileBytes);
  const read = await blobsAt(cwd, readable);
  if ("error" in read) return read;
  for (const [object, size] of sizes)
    blobs.set(object, { path: "", type: "file", size, bytes: read.get(object) ?? null });
  return undefined;
}

function entryOf({ path, type, object }: LoggedChange, blobs: ReadonlyMap<string, TreeEntry>): TreeEntry {
  const blob = blobs.get(object ?? "");
  return { path, type, size: blob?.size ?? 0, bytes: type === "file" ? (blob?.bytes ?? null) : null };
}

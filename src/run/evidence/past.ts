/**
 * The history of declared access: reads the default branch's own line from git, declares what the files said at each of
 * its commits and on each day that they name, and makes spans of it.
 */
import { declareThrough, type DeclaredThrough } from "../../declare/through.ts";
import { pullRequestIn, type InvalidCommit, type PastCommit } from "../../history/commit.ts";
import { newTimeline, type Timeline } from "../../history/timeline.ts";
import { blobsAt, blobSizes, logOf, type LoggedChange, type LoggedCommit } from "../../io/gitLog.ts";
import { repositoryAt } from "../../io/repository.ts";
import { maxFileBytes, type Tree, type TreeEntry } from "../../model/tree.ts";
import { sortedBy } from "../../model/text.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../declared.ts";
import type { Failure } from "../failure.ts";

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

/** The history along the default branch, or along another ref. */
export async function declaredPast(context: Context, ref?: string): Promise<DeclaredPast | Failure> {
  const name = ref ?? (await defaultRef(context.cwd));
  const log = await logOf({ cwd: context.cwd, dir: context.access, ref: name });
  if ("error" in log) return log;
  const commits = datedCommits(log.commits);
  const timeline = newTimeline();
  const invalid: InvalidCommit[] = [];
  const trees = treesOf(context.cwd, log.commits);
  let held: Held | undefined;
  for (const [index, commit] of commits.entries()) {
    const tree = await trees.next();
    if ("error" in tree) return { error: `The commit ${commit.id} could not be read: ${tree.error}` };
    const declared = declareThrough(
      { tree: tree.tree, label: labelOf(context.access) },
      { first: dayOf(commit), last: lastDay(commits[index + 1]) },
    );
    const errors =
      tree.tree.length === 0 ? [] : declared.diagnostics.filter(({ severity }) => severity === "error");
    const [error] = errors;
    if (error === undefined) {
      held = { commit, tree: tree.tree };
      told(timeline, commit, declared);
      continue;
    }
    invalid.push({ commit, error, errors: errors.length });
    // The days go on by the files that counted before.
    if (held !== undefined) goOn({ context, timeline, held, from: commit, next: commits[index + 1] });
  }
  return { ref: name, tip: log.tip, timeline, invalid, commits };
}

/** What counts while later commits are invalid. */
interface Held {
  readonly commit: PastCommit;
  readonly tree: Tree;
}

function goOn({
  context,
  timeline,
  held,
  from,
  next,
}: {
  readonly context: Context;
  readonly timeline: Timeline;
  readonly held: Held;
  readonly from: PastCommit;
  readonly next: PastCommit | undefined;
}): void {
  const declared = declareThrough(
    { tree: held.tree, label: labelOf(context.access) },
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

/** The trees of the commits one after the other. What several have in common is the same object. */
function treesOf(cwd: string, commits: readonly LoggedCommit[]) {
  const listed = new Map<string, LoggedChange>();
  const blobs = new Map<string, TreeEntry>();
  let at = 0;
  let readTo = 0;
  return {
    async next(): Promise<{ readonly tree: Tree } | Failure> {
      const commit = commits[at];
      if (at >= readTo) {
        const read = await readAhead(cwd, commits.slice(at, at + readAtOnce), blobs);
        if (read !== undefined) return read;
        readTo = at + readAtOnce;
      }
      at += 1;
      for (const change of commit?.changes ?? []) {
        if (change.object === null) listed.delete(change.path);
        else listed.set(change.path, change);
      }
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

async function readAhead(
  cwd: string,
  commits: readonly LoggedCommit[],
  blobs: Map<string, TreeEntry>,
): Promise<Failure | undefined> {
  const wanted = new Set(
    commits.flatMap(({ changes }) =>
      changes.flatMap(({ object, type }) =>
        object === null || type === "other" || blobs.has(object) ? [] : [object],
      ),
    ),
  );
  const sizes = await blobSizes(cwd, [...wanted]);
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

/** The files of one commit after the other: what none of the next ones has any more is forgotten. */
import { blobsAt, blobSizes, type LoggedChange, type LoggedCommit } from "../../io/gitLog.ts";
import type { TreeOnward } from "../../declare/onward/onward.ts";
import { maxFileBytes, type TreeEntry } from "../../model/tree.ts";
import type { Failure } from "../failure.ts";

/** The trees of the commits in their order. What several have in common is the same object. */
export function treesOf(cwd: string, commits: readonly LoggedCommit[]) {
  const listed = new Map<string, LoggedChange>();
  const entries = new Map<string, TreeEntry>();
  const blobs = new Map<string, TreeEntry>();
  let touched: string[] = [];
  const sizes = new Map<string, number>();
  let at = 0;
  let readTo = 0;
  let ahead = fewAhead;
  let coming: Promise<Window | Failure> | undefined;
  const step = (): void => {
    for (const change of commits[at]?.changes ?? []) {
      touched.push(change.path);
      if (change.object === null) listed.delete(change.path);
      else listed.set(change.path, change);
    }
    at += 1;
  };
  const readOn = async (): Promise<Failure | undefined> => {
    const standing = [...listed.values()];
    const failed = await readSizes(cwd, sizes, [...standing, ...commits.slice(at).flatMap(changesOf)]);
    if (failed !== undefined) return failed;
    coming ??= readWindow(cwd, { commits, at, standing, blobs, sizes, ahead });
    const read = await coming;
    if ("error" in read) return read;
    const needed = objectsIn([...standing, ...commits.slice(at, read.to).flatMap(changesOf)]);
    for (const object of blobs.keys()) if (!needed.has(object)) blobs.delete(object);
    for (const [object, blob] of read.blobs) blobs.set(object, blob);
    readTo = read.to;
    ahead = Math.min(2 * ahead, mostAhead);
    // While these are told, git reads the next ones.
    coming =
      readTo < commits.length
        ? readWindow(cwd, { commits, at: readTo, standing: [], blobs, sizes, ahead })
        : undefined;
    return undefined;
  };
  return {
    /** Goes on without reading anything. */
    pass: step,
    /** The next one, which holds until the one after it is asked for. */
    async next(): Promise<TreeOnward | Failure> {
      const failed = at >= readTo ? await readOn() : undefined;
      if (failed !== undefined) return failed;
      if (at % betweenPauses === 0) await pause();
      step();
      for (const path of touched) {
        const change = listed.get(path);
        if (change === undefined) entries.delete(path);
        else entries.set(path, entryOf(change, blobs));
      }
      const now = touched;
      touched = [];
      return { entries, touched: now };
    },
  };
}

/** So many commits are told at a stretch; in between comes in what git has read. */
const betweenPauses = 32;

function pause(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** So many bytes of coming commits are read at once: few for the first, so that telling soon begins, then more and more. */
const fewAhead = 256 * 1024;
const mostAhead = 4 * 1024 * 1024;

interface Ahead {
  readonly commits: readonly LoggedCommit[];
  /** The first one that is read for. */
  readonly at: number;
  /** What stands there before, and is not held yet. */
  readonly standing: readonly LoggedChange[];
  /** What is held until then. */
  readonly blobs: ReadonlyMap<string, TreeEntry>;
  readonly sizes: ReadonlyMap<string, number>;
  /** So many bytes. */
  readonly ahead: number;
}

interface Window {
  /** The first commit that is not read for. */
  readonly to: number;
  readonly blobs: ReadonlyMap<string, TreeEntry>;
}

/** The sizes of all objects that any commit will need; asked for once. */
async function readSizes(
  cwd: string,
  sizes: Map<string, number>,
  changes: readonly LoggedChange[],
): Promise<Failure | undefined> {
  if (sizes.size > 0) return undefined;
  const found = await blobSizes(cwd, [...objectsIn(changes)]);
  if ("error" in found) return found;
  for (const [object, size] of found) sizes.set(object, size);
  return undefined;
}

/** Reads what the next commits need beside what is held. */
async function readWindow(
  cwd: string,
  { commits, at, standing, blobs, sizes, ahead }: Ahead,
): Promise<Window | Failure> {
  const wanted = new Set<string>();
  let bytes = 0;
  const want = (changes: readonly LoggedChange[]): void => {
    for (const object of objectsIn(changes)) {
      if (blobs.has(object) || wanted.has(object)) continue;
      wanted.add(object);
      bytes += readableBytes(sizes.get(object));
    }
  };
  want(standing);
  bytes = 0;
  let to = at;
  do want(changesOf(commits[to++]));
  while (to < commits.length && bytes < ahead);
  const read = await blobsAt(
    cwd,
    [...wanted].flatMap((object) => {
      const size = sizes.get(object) ?? 0;
      return size > maxFileBytes ? [] : { object, size };
    }),
  );
  if ("error" in read) return read;
  const made = [...wanted].map((object): [string, TreeEntry] => [
    object,
    { path: "", type: "file", size: sizes.get(object) ?? 0, bytes: read.get(object) ?? null },
  ]);
  return { to, blobs: new Map(made) };
}

function changesOf(commit: LoggedCommit | undefined): readonly LoggedChange[] {
  return commit?.changes ?? [];
}

function objectsIn(changes: readonly LoggedChange[]): Set<string> {
  return new Set(
    changes.flatMap(({ object, type }) => (object === null || type === "other" ? [] : [object])),
  );
}

function readableBytes(size = 0): number {
  return size > maxFileBytes ? 0 : size;
}

function entryOf({ path, type, object }: LoggedChange, blobs: ReadonlyMap<string, TreeEntry>): TreeEntry {
  const blob = blobs.get(object ?? "");
  return { path, type, size: blob?.size ?? 0, bytes: type === "file" ? (blob?.bytes ?? null) : null };
}

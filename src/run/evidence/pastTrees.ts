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
  const step = (): void => {
    for (const change of commits[at]?.changes ?? []) {
      touched.push(change.path);
      if (change.object === null) listed.delete(change.path);
      else listed.set(change.path, change);
    }
    at += 1;
  };
  return {
    /** Goes on without reading anything. */
    pass: step,
    /** The next one, which holds until the one after it is asked for. */
    async next(): Promise<TreeOnward | Failure> {
      if (at >= readTo) {
        const read = await readAhead(cwd, {
          listed: [...listed.values()],
          ahead: commits.slice(at),
          blobs,
          sizes,
        });
        if ("error" in read) return read;
        readTo = at + read.commits;
      }
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

/** So many bytes of coming commits are held at once. */
const mostAhead = 4 * 1024 * 1024;

interface Ahead {
  /** What stands there before. */
  readonly listed: readonly LoggedChange[];
  readonly ahead: readonly LoggedCommit[];
  readonly blobs: Map<string, TreeEntry>;
  /** Those of all objects that any commit will need; asked for once. */
  readonly sizes: Map<string, number>;
}

/** Reads what the next commits need: of how many of them. */
async function readAhead(
  cwd: string,
  { listed, ahead, blobs, sizes }: Ahead,
): Promise<{ readonly commits: number } | Failure> {
  if (sizes.size === 0) {
    const found = await blobSizes(cwd, [
      ...objectsIn([...listed, ...ahead.flatMap(({ changes }) => changes)]),
    ]);
    if ("error" in found) return found;
    for (const [object, size] of found) sizes.set(object, size);
  }
  const needed = objectsIn(listed);
  let [commits, bytes] = [0, 0];
  for (const { changes } of ahead) {
    const more = [...objectsIn(changes)].filter((object) => !needed.has(object));
    bytes += more.reduce((sum, object) => sum + readableBytes(sizes.get(object)), 0);
    if (commits > 0 && bytes > mostAhead) break;
    for (const object of more) needed.add(object);
    commits += 1;
  }
  for (const object of blobs.keys()) if (!needed.has(object)) blobs.delete(object);
  const wanted = [...needed].filter((object) => !blobs.has(object));
  const read = await blobsAt(
    cwd,
    wanted.flatMap((object) => {
      const size = sizes.get(object) ?? 0;
      return size > maxFileBytes ? [] : { object, size };
    }),
  );
  if ("error" in read) return read;
  for (const object of wanted)
    blobs.set(object, {
      ...{ path: "", type: "file", size: sizes.get(object) ?? 0 },
      bytes: read.get(object) ?? null,
    });
  return { commits };
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

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
        const ahead = commits.slice(at, at + readAtOnce);
        const read = await readAhead(cwd, { listed: [...listed.values()], ahead, blobs });
        if (read !== undefined) return read;
        readTo = at + readAtOnce;
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

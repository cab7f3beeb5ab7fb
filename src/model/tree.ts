/** A folder of access files as data, whether it was read from the disk or from git objects. */
import { sortedBy } from "./text.ts";

export interface TreeEntry {
  /** Path below the access folder, "/" between folders: `acme/teams/finance.yaml`. Empty: what stands in its place is no folder. */
  readonly path: string;
  /** `other`: a submodule or any other repository (whose files are not listed), a pipe, a socket, a device. */
  readonly type: "file" | "link" | "other";
  /** Size in bytes. */
  readonly size: number;
  /** The content of a file; null for anything but files, and for files over `maxFileBytes`. */
  readonly bytes: Uint8Array | null;
}

/** What of an access folder is read, besides the files that stand directly in it. */
export interface Part {
  /** Names right below it: these are read whole. */
  readonly only: ReadonlySet<string>;
  /** The one file that is read of each other folder, whole where it is not there; nothing of them without it. */
  readonly ofOthers?: string;
}

/** Files above this are refused before they are read. */
export const maxFileBytes = 16 * 1024 * 1024;

/** Sorted by path; folders themselves are not listed, those of other repositories apart. */
export type Tree = readonly TreeEntry[];

/** The tree with these files in it, by path. */
export function treeWith(before: Tree, files: ReadonlyMap<string, string>): Tree {
  const others = before.filter(({ path }) => !files.has(path));
  const made = [...files].map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, type: "file" as const, size: bytes.length, bytes };
  });
  return sortedBy([...others, ...made], ({ path }) => path);
}

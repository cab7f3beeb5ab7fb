/** A folder of access files as data, whether it was read from the disk or from git objects. */

export interface TreeEntry {
  /** Path below the access folder, "/" between folders: `acme/teams/finance.yaml`. */
  readonly path: string;
  /** `other`: a submodule or any other repository (whose files are not listed), a pipe, a socket, a device. */
  readonly type: "file" | "link" | "other";
  /** Size in bytes. */
  readonly size: number;
  /** The content of a file; null for anything but files, and for files over `maxFileBytes`. */
  readonly bytes: Uint8Array | null;
}

/** Files above this are refused before they are read. */
export const maxFileBytes = 16 * 1024 * 1024;

/** Sorted by path; folders themselves are not listed, those of other repositories apart. */
export type Tree = readonly TreeEntry[];

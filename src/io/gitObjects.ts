/** Reads contents of many git objects, as bytes: in the order in which they are asked for, while others are being asked for. */
import { runGit, runningGit } from "./gitCommand.ts";
import { gitFolderAt, type GitFailure } from "./gitFolder.ts";

export interface ObjectContent {
  readonly object: string;
  readonly size: number;
  /** Null: there is more of it than is wanted. */
  readonly bytes: Uint8Array | null;
}

interface ComingObjects {
  /** Asks for contents by id. */
  ask(objects: readonly string[]): void;
  /** The next one that came already. */
  come(): ObjectContent | GitFailure | undefined;
  /** Waits until another one has come; it has to be asked for before. */
  wait(): Promise<GitFailure | undefined>;
  /** Nothing more is wanted. */
  stop(): void;
}

/** From a repository that holds the folder; of an object above `most` bytes only the size. */
export function comingObjects(folder: string, most: number): ComingObjects {
  const git = runningGit({ cwd: folder, args: ["cat-file", "--batch"] });
  const parser = newParser(most);
  return {
    ask: (objects) => {
      if (objects.length > 0) git.write(`${objects.join("\n")}\n`);
    },
    come() {
      for (;;) {
        const bit = parser.isEmpty() ? git.come() : undefined;
        const failed = bit === undefined ? undefined : parser.take(bit);
        if (failed !== undefined || bit === undefined) return failed ?? parser.read();
      }
    },
    async wait() {
      while (parser.isEmpty()) {
        const bit = await git.next();
        if (bit === undefined) return { error: "git ended before it gave all." };
        if ("error" in bit) return { error: `${bit.error}.` };
        const failed = parser.take(bit);
        if (failed !== undefined) return failed;
      }
      return undefined;
    },
    stop: git.stop,
  };
}

const lineFeed = 10;

/** `ID TYPE SIZE\n` and that many bytes and `\n`, again and again. */
function newParser(most: number) {
  let ready: ObjectContent[] = [];
  let given = 0;
  /** The beginning of what is not all there, and how many bytes more have to come before it can be. */
  let cut: Buffer[] = [];
  let lacking = 0;
  /** So many bytes that come are of no interest. */
  let skip = 0;
  /** Takes the object at a place; the place behind it, which may lie further on than what there is. */
  const takeAt = (bytes: Buffer, at: number): number | GitFailure | undefined => {
    const start = bytes.indexOf(lineFeed, at) + 1;
    if (start === 0) return undefined;
    const [object = "", type, length] = bytes.toString("latin1", at, start - 1).split(" ");
    if (type !== "blob" || length === undefined)
      return { error: `the object ${object === "" ? "?" : object} is missing or is no file.` };
    const size = Number(length);
    const end = start + size + 1;
    if (size > most) ready.push({ object, size, bytes: null });
    else if (end > bytes.length) lacking = end - bytes.length;
    // A copy, so that all that came with it can be forgotten.
    else ready.push({ object, size, bytes: new Uint8Array(bytes.subarray(start, end - 1)) });
    return lacking > 0 ? undefined : end;
  };
  return {
    isEmpty: () => given === ready.length,
    read(): ObjectContent | undefined {
      const next = ready[given];
      if (next !== undefined) given += 1;
      else [ready, given] = [[], 0];
      return next;
    },
    take(bit: Buffer): GitFailure | undefined {
      const passed = Math.min(skip, bit.length);
      skip -= passed;
      cut.push(bit.subarray(passed));
      lacking -= bit.length - passed;
      if (lacking > 0) return undefined;
      lacking = 0;
      const bytes = cut.length === 1 ? (cut[0] ?? bit) : Buffer.concat(cut);
      let at = 0;
      while (at < bytes.length) {
        const end = takeAt(bytes, at);
        if (end === undefined) break;
        if (typeof end === "object") return end;
        at = end;
      }
      skip += Math.max(0, at - bytes.length);
      cut = at < bytes.length ? [bytes.subarray(at)] : [];
      return undefined;
    },
  };
}

/** Sizes of objects by id, none of them read. An object that is not there is an error. */
export async function blobSizes(
  cwd: string,
  objects: readonly string[],
): Promise<ReadonlyMap<string, number> | GitFailure> {
  if (objects.length === 0) return new Map();
  const asked = await runGit({
    cwd,
    args: ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"],
    input: objects.map((object) => `${object}\n`).join(""),
    maxBytes: 200 * objects.length,
  });
  if (!asked.ok) return { error: `${asked.error}.` };
  const sizes = new Map<string, number>();
  for (const line of asked.stdout.toString("latin1").split("\n")) {
    const [object = "", type, size] = line.split(" ");
    if (type === "blob") sizes.set(object, Number(size));
  }
  const missing = objects.find((object) => !sizes.has(object));
  return missing === undefined ? sizes : { error: `the object ${missing} is missing.` };
}

/** Contents of objects by id, each read once. An object that is not there is an error: half a tree would look like people leaving. */
export async function readBlobs(
  folder: string,
  objects: readonly { readonly object: string; readonly size: number }[],
): Promise<ReadonlyMap<string, Uint8Array> | GitFailure> {
  const wanted = new Map(objects.map(({ object, size }) => [object, size]));
  const blobs = new Map<string, Uint8Array>();
  if (wanted.size === 0) return blobs;
  const largest = [...wanted.values()].reduce((most, size) => Math.max(most, size), 0);
  const coming = comingObjects(folder, largest);
  try {
    coming.ask([...wanted.keys()]);
    while (blobs.size < wanted.size) {
      const failed = await coming.wait();
      if (failed !== undefined) return failed;
      for (let found = coming.come(); found !== undefined; found = coming.come()) {
        if ("error" in found) return found;
        if (found.bytes === null) return { error: `the object ${found.object} is larger than git said.` };
        blobs.set(found.object, found.bytes);
      }
    }
    return blobs;
  } finally {
    coming.stop();
  }
}

/** Contents of objects by id, of a repository that holds the folder. */
export async function blobsAt(
  cwd: string,
  objects: readonly { readonly object: string; readonly size: number }[],
): Promise<ReadonlyMap<string, Uint8Array> | GitFailure> {
  return readBlobs(gitFolderAt(cwd).folder, objects);
}

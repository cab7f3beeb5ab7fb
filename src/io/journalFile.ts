/**
 * A file of lines that only grows: one process at a time (a lock file beside it), each line on the disk before
 * `append` resolves. A last line torn by a killed process is kept, and handed to the caller to declare.
 */
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Lock } from "./lock.ts";
import { takeLock } from "./lock.ts";
import { reasonOf } from "./reason.ts";

/** What a line is to the caller: whole, torn (unreadable), or something that must not be built upon. */
export type KindOfLine = (line: string) => "entry" | "torn" | "foreign";

export interface JournalFile {
  /** The last whole entry, or null when there is none. */
  readonly last: string | null;
  /** Unreadable lines after it, in file order. */
  readonly torn: readonly string[];
  /** Resolves when the line is on the disk; calls are done one after the other. After a failure all later ones fail. */
  append(line: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;
  /** Waits for what is being written, closes the file and gives the lock back. Never fails. */
  close(): Promise<void>;
}

/** Reading back for the last entry begins with this much, and doubles, up to the most that a tail may be. */
const firstTail = 64 * 1024;
const longestTail = 64 * 1024 * 1024;

/** Opens the journal at `path` for appending, made if it is missing (mode 0600). The folder must exist. */
export async function openJournalFile(
  path: string,
  kindOf: KindOfLine,
): Promise<JournalFile | { readonly error: string }> {
  const lock = await takeLock(`${path}.lock`);
  if ("error" in lock) return lock;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "a+", 0o600);
    const stat = await handle.stat();
    const end = stat.isFile()
      ? await readEnd({ handle, size: stat.size, kindOf })
      : { error: "is not a file" };
    if (!("error" in end)) {
      if (stat.size === 0) await syncFolder(path);
      return fileOf({ path, handle, lock, end });
    }
    await handle.close();
    await lock.release();
    return {
      error: `The journal ${path} ${end.error}. Name another file with --journal, or move this one away to begin anew.`,
    };
  } catch (error) {
    await handle?.close().catch(() => undefined);
    await lock.release();
    return {
      error: `The journal ${path} could not be opened: ${reasonOf(error).text}. Name another file with --journal.`,
    };
  }
}

/** The end of the file: where the chain goes on. */
interface End {
  readonly last: string | null;
  readonly torn: readonly string[];
  /** The file ends in the middle of a line. */
  readonly openLine: boolean;
}

interface Opened {
  readonly path: string;
  readonly handle: FileHandle;
  readonly lock: Lock;
  readonly end: End;
}

function fileOf({ path, handle, lock, end }: Opened): JournalFile {
  let failure: { readonly ok: false; readonly message: string } | undefined;
  // With the first line, not on opening: a run that writes nothing leaves the file as it was.
  let prefix = end.openLine ? "\n" : "";
  let queue: Promise<unknown> = Promise.resolve();
  const write = async (line: string): ReturnType<JournalFile["append"]> => {
    if (failure !== undefined) return failure;
    try {
      await handle.appendFile(`${prefix}${line}\n`);
      await handle.sync();
      prefix = "";
      return { ok: true };
    } catch (error) {
      // Part of the line may be on the disk: writing on would join two lines.
      failure = {
        ok: false,
        message: `${path}: ${reasonOf(error).text}. Once that is mended, or with another file (--journal), run again.`,
      };
      return failure;
    }
  };
  return {
    last: end.last,
    torn: end.torn,
    append(line) {
      const result = queue.then(() => write(line));
      queue = result;
      return result;
    },
    async close() {
      await queue;
      failure ??= { ok: false, message: `${path} was closed.` };
      await handle.close().catch(() => undefined);
      await lock.release();
    },
  };
}

interface Reading {
  readonly handle: FileHandle;
  readonly size: number;
  readonly kindOf: KindOfLine;
}

async function readEnd({ handle, size, kindOf }: Reading): Promise<End | { readonly error: string }> {
  if (size === 0) return { last: null, torn: [], openLine: false };
  for (let length = firstTail; ; length *= 2) {
    const start = Math.max(0, size - length);
    const bytes = await readRange({ handle, start, end: size });
    const lines = bytes.toString("utf8").split("\n");
    const openLine = lines.at(-1) !== "";
    if (!openLine) lines.pop();
    // The first one has its beginning outside of what was read.
    if (start > 0) lines.shift();
    const index = lines.findLastIndex((line) => kindOf(line) !== "torn");
    const found = lines[index];
    if (found === undefined && start > 0) {
      if (length < longestTail) continue;
      return { error: "has no readable entry near its end" };
    }
    const torn = lines.slice(index + 1);
    if (found === undefined) {
      // The very first line of a journal may be torn too, but a file of something else is not to be written to.
      return torn.every((line) => line.startsWith("{"))
        ? { last: null, torn, openLine }
        : { error: "is not a journal" };
    }
    if (kindOf(found) === "foreign") {
      return {
        error:
          "ends with a line that is no entry, or was changed after it was written (see `muster journal verify`)",
      };
    }
    return { last: found, torn, openLine };
  }
}

interface Range {
  readonly handle: FileHandle;
  readonly start: number;
  readonly end: number;
}

async function readRange({ handle, start, end }: Range): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** A new file's name is safe only when its folder is. Some file systems cannot; then the line's own flush has to do. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(dirname(path), "r");
    await folder.sync().finally(() => folder.close());
  } catch {
    return;
  }
}

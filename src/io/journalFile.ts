/**
 * A file of lines that only grows: one process at a time (a lock file beside it), each line on the disk before
 * `append` resolves. A last line torn by a killed process is kept, and handed to the caller to declare.
 */
import { constants, writeSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { utf8Lines } from "../model/utf8.ts";
import type { Lock } from "./lock.ts";
import { takeLock } from "./lock.ts";
import { longestTail, readEnd, readRange, type End, type KindOfLine } from "./journalEnd.ts";
import { reasonOf } from "./reason.ts";

export interface JournalFile {
  /** The last whole entry, or null when there is none. */
  readonly last: string | null;
  /** Unreadable lines after it, in file order. */
  readonly torn: readonly string[];
  /** That others could read what stands in it, and what became of that; a sentence. */
  readonly warning?: string;
  /** Hands over all that it holds, line by line. */
  eachLine(step: (line: string) => void): Promise<Ended | { readonly error: string }>;
  /**
   * Resolves when the line is on the disk. Lines that are handed over at once go there together, in the order of the calls, with
   * one flush. After a failure all later ones fail.
   */
  append(line: string): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }>;
  /** Waits for what is being written, closes the file and gives the lock back. Never fails. */
  close(): Promise<void>;
}

/** So much is read at a time. */
const block = 1024 * 1024;
/** A journal may grow for years; what is longer does not fit into one text. */
const longestJournal = 512 * 1024 * 1024;
/** Whoever may place a link at a journal's name must not have us read or write what it leads to, nor wait at a pipe. */
const asItIs = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** The text of the journal at `path`. Only a name that nothing has is `absent`; all else that keeps it from being read is not. */
export async function readJournalFile(
  path: string,
): Promise<{ readonly text: string } | { readonly error: string; readonly absent?: true }> {
  try {
    await using handle = await open(path, constants.O_RDONLY | asItIs);
    return await readWhole(path, handle);
  } catch (problem) {
    const { code, text } = reasonOf(problem);
    const error = `The journal ${path} could not be read: ${text}.`;
    return code === "ENOENT" ? { error, absent: true } : { error };
  }
}

/** How a file of lines ends. */
interface Ended {
  /** Its last line ends with a newline. */
  readonly terminated: boolean;
}

/** Hands over the lines of the journal at `path` one by one, however large it is; else as `readJournalFile`. */
export async function readJournalLines(
  path: string,
  step: (line: string) => void,
): Promise<Ended | { readonly error: string; readonly absent?: true }> {
  try {
    await using handle = await open(path, constants.O_RDONLY | asItIs);
    return await eachLine({ path, handle, step });
  } catch (problem) {
    const { code, text } = reasonOf(problem);
    const error = `The journal ${path} could not be read: ${text}.`;
    return code === "ENOENT" ? { error, absent: true } : { error };
  }
}

interface EachLine {
  readonly path: string;
  readonly handle: FileHandle;
  readonly step: (line: string) => void;
}

async function eachLine({ path, handle, step }: EachLine): Promise<Ended | { readonly error: string }> {
  const stat = await handle.stat();
  if (!stat.isFile()) return { error: `The journal ${path} could not be read: it is not a file.` };
  let rest: Buffer[] = [];
  let length = 0;
  for (let start = 0; start < stat.size; start += block) {
    const bytes = await readRange({ handle, start, end: Math.min(start + block, stat.size) });
    const end = bytes.lastIndexOf(0x0a);
    if (end !== -1) {
      const text = utf8Lines(Buffer.concat([...rest, bytes.subarray(0, end)]));
      for (const line of text.split("\n")) step(line);
      rest = [];
      length = 0;
    }
    rest.push(bytes.subarray(end + 1));
    length += bytes.length - end - 1;
    if (length > longestTail) {
      return {
        error: `The journal ${path} has a line that is too large to be read (over ${longestTail} bytes): move it away to begin anew.`,
      };
    }
  }
  if (length > 0) step(utf8Lines(Buffer.concat(rest)));
  return { terminated: length === 0 };
}

async function readWhole(
  path: string,
  handle: FileHandle,
): Promise<{ readonly text: string } | { readonly error: string }> {
  const stat = await handle.stat();
  if (!stat.isFile()) return { error: `The journal ${path} could not be read: it is not a file.` };
  if (stat.size > longestJournal) {
    return {
      error: `The journal ${path} is too large to be read (${stat.size} bytes): move it away to begin anew.`,
    };
  }
  return { text: utf8Lines(await readRange({ handle, start: 0, end: stat.size })) };
}

/** Opens the journal at `path` for appending, made if it is missing (mode 0600). The folder must exist; links are not followed. */
export async function openJournalFile(
  path: string,
  kindOf: KindOfLine,
): Promise<JournalFile | { readonly error: string }> {
  const lock = await takeLock(`${path}.lock`);
  if ("error" in lock) return lock;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | asItIs, 0o600);
    const stat = await handle.stat();
    const end = stat.isFile()
      ? await readEnd({ handle, size: stat.size, kindOf })
      : { error: "is not a file" };
    if (!("error" in end)) {
      if (stat.size === 0) await syncFolder(path);
      const warning = await keepPrivate({ path, handle, mode: stat.mode, uid: stat.uid });
      return fileOf({ path, handle, lock, end, ...(warning === undefined ? {} : { warning }) });
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

interface Privacy {
  readonly path: string;
  readonly handle: FileHandle;
  readonly mode: number;
  readonly uid: number;
}

/** A journal names people. One that others may read is closed to them, if it is ours; undefined when nothing is to be said. */
async function keepPrivate({ path, handle, mode, uid }: Privacy): Promise<string | undefined> {
  // Where there are no user ids, the mode says nothing of who may read.
  const own = process.getuid?.();
  if (own === undefined || (mode & 0o077) === 0) return undefined;
  const could = `The journal ${path} could be read or written by others (mode ${(mode & 0o777).toString(8)})`;
  if (uid === own) {
    try {
      await handle.chmod(0o600);
      return `${could}; it is for its owner alone now (mode 600).`;
    } catch {
      // Some file systems keep no modes.
    }
  }
  return `${could}; it names people: close it to them with chmod 600.`;
}

interface Opened {
  readonly path: string;
  readonly handle: FileHandle;
  readonly lock: Lock;
  readonly end: End;
  readonly warning?: string;
}

function fileOf({ path, handle, lock, end, warning }: Opened): JournalFile {
  let failure: { readonly ok: false; readonly message: string } | undefined;
  // With the first line, not on opening: a run that writes nothing leaves the file as it was.
  let prefix = end.openLine ? "\n" : "";
  let queue: Promise<unknown> = Promise.resolve();
  let waiting: { readonly lines: string[]; readonly written: ReturnType<JournalFile["append"]> } | undefined;
  const write = async (lines: readonly string[]): ReturnType<JournalFile["append"]> => {
    if (failure !== undefined) return failure;
    try {
      // To the system at once, which takes less time than to have another thread do it; to the disk, and waited for, then.
      writeWhole(handle, Buffer.from(`${prefix}${lines.join("\n")}\n`));
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
    ...(warning === undefined ? {} : { warning }),
    async eachLine(step) {
      try {
        return await eachLine({ path, handle, step });
      } catch (problem) {
        return { error: `The journal ${path} could not be read: ${reasonOf(problem).text}.` };
      }
    },
    append(line) {
      if (waiting !== undefined) {
        waiting.lines.push(line);
        return waiting.written;
      }
      const lines = [line];
      // An outcome and the intent behind it come in one turn: both are there before the turn is over.
      const written = Promise.all([queue, turnsEnd()]).then(() => {
        waiting = undefined;
        return write(lines);
      });
      waiting = { lines, written };
      queue = written;
      return written;
    },
    async close() {
      await queue;
      failure ??= { ok: false, message: `${path} was closed.` };
      await handle.close().catch(() => undefined);
      await lock.release();
    },
  };
}

function writeWhole({ fd }: FileHandle, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
}

/** Resolves when all that can be done without waiting is done. */
function turnsEnd(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
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

/** Reads and writes the single text files that commands are told to: plans, journals, seeds. Failures are values. */
import type { FileHandle } from "node:fs/promises";
import { link, lstat, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { utf8 } from "../model/utf8.ts";
import { reasonOf, writingReason } from "./reason.ts";

/** Plans and seeds of large organizations are a few megabytes; journals may grow for years. */
const maxTextBytes = 512 * 1024 * 1024;

/** The file's text, or why it could not be read. */
export async function readText(
  path: string,
): Promise<{ readonly text: string } | { readonly error: string }> {
  try {
    if ((await stat(path)).size > maxTextBytes) return { error: `${path} is too large to be read.` };
    const text = utf8(await readFile(path));
    return text === null ? { error: `${path} is not UTF-8: save it as UTF-8.` } : { text };
  } catch (problem) {
    return { error: `${path} could not be read: ${reasonOf(problem).text}.` };
  }
}

/**
 * Writes the whole text or nothing: it goes to a file beside it first, which then takes the name. Other people
 * cannot read the file, since plans name people. Undefined when done, otherwise why not.
 */
export function writeText(path: string, text: string): Promise<{ readonly error: string } | undefined> {
  return replaceFile({ path, text, mode: 0o600 });
}

/** Writes like `writeText`, and gives the file this mode, whatever mode it had. */
export async function replaceFile({
  path,
  text,
  mode,
  mayBeLost = false,
}: {
  readonly path: string;
  /** Whole, or in pieces. */
  readonly text: string | AsyncIterable<Buffer>;
  readonly mode: number;
  /** Nobody waits until the disk has it. */
  readonly mayBeLost?: boolean;
}): Promise<{ readonly error: string } | undefined> {
  try {
    if (await isNoFile(path)) {
      await using there = await open(path, "w");
      await writeInto(there, text);
      return undefined;
    }
  } catch (problem) {
    return unwritten(path, problem);
  }
  const made = await writeBeside({ path, text, mode, mayBeLost });
  if ("error" in made) return made;
  try {
    await rename(made.beside, path);
    return undefined;
  } catch (problem) {
    await removeBeside(made.beside);
    return unwritten(path, problem);
  }
}

const besideBytes = 6;
const besideEnding = (): string => `.${randomBytes(besideBytes).toString("hex")}.tmp`;
const isBesideEnding = new RegExp(String.raw`^\.[0-9a-f]{${2 * besideBytes}}\.tmp$`);

/** Whether a name is one that `writeBeside` gives a file on its way to another name. */
export function isBeside(name: string, wanted: string): boolean {
  return name.startsWith(wanted) && isBesideEnding.test(name.slice(wanted.length));
}

/** Writes the text to a new file beside the one whose name it is to take, and gives that file's path; or leaves nothing. */
export async function writeBeside({
  path,
  text,
  mode,
  mayBeLost = false,
}: Parameters<typeof replaceFile>[0]): Promise<{ readonly beside: string } | { readonly error: string }> {
  const beside = `${path}${besideEnding()}`;
  try {
    await using handle = await open(beside, "wx", mode);
    await writeInto(handle, text);
    // The process may take rights away from new files.
    await handle.chmod(mode);
    if (!mayBeLost) await handle.sync();
    return { beside };
  } catch (problem) {
    await removeBeside(beside);
    return unwritten(path, problem);
  }
}

/** A name that is too long cannot be removed either. */
export async function removeBeside(beside: string): Promise<void> {
  await rm(beside, { force: true }).catch(() => undefined);
}

/** Why a file was not written, as a sentence. */
export function unwritten(path: string, problem: unknown): { readonly error: string } {
  return { error: `${path} could not be written: ${writingReason(problem)}.` };
}

async function writeInto(handle: FileHandle, text: string | AsyncIterable<Buffer>): Promise<void> {
  if (typeof text === "string") await handle.writeFile(text);
  // Each goes on where the one before ended.
  else for await (const piece of text) await handle.writeFile(piece);
}

/**
 * Whether a path is no file that another could take the name of: a device, a pipe, what a shell passes as /dev/fd/63.
 * Whoever may do all would put a file in the place of /dev/null, for every program of the machine. Nor does anything take
 * the name of a folder, which cannot be opened: what lies beside "." lies in it.
 */
async function isNoFile(path: string): Promise<boolean> {
  if (/^\/dev\/(?!shm\/)|^\/proc\//.test(resolve(path))) return true;
  const status = await stat(path).catch(() => undefined);
  return status !== undefined && !status.isFile();
}

/** Gives a file a second name beside its own that nothing has yet: `journal.jsonl.broken`, `journal.jsonl.broken-2` and so on. */
export async function setAside(
  path: string,
  word: string,
): Promise<{ readonly path: string } | { readonly error: string }> {
  for (let number = 1; ; number++) {
    const aside = `${path}.${word}${number === 1 ? "" : `-${number}`}`;
    try {
      await link(path, aside);
      return { path: aside };
    } catch (problem) {
      if (reasonOf(problem).code !== "EEXIST")
        return { error: `${path} could not be kept as ${aside}: ${writingReason(problem)}.` };
    }
  }
}

/** Paths of the folders directly below one, sorted; none where there is no such folder. */
export async function subfolders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name))
      .sort();
  } catch {
    return [];
  }
}

/** The files of that ending in a folder and below it, sorted; the path itself where it is no folder. Links are not followed. */
export async function filesOf(path: string, ending: string): Promise<string[]> {
  try {
    if (!(await lstat(path)).isDirectory()) return [path];
    const entries = await readdir(path, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    // Whoever reads it says why it cannot be read.
    return [path];
  }
}

/** Whether nothing has that name, not even a link. What cannot be looked up may be there. */
export async function isAbsent(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return false;
  } catch (problem) {
    return reasonOf(problem).code === "ENOENT";
  }
}

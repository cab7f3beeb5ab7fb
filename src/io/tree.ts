/**
 * Reads the access folder from the disk into a Tree. Links are reported and never followed, and what cannot be
 * read is an error rather than an absence: a file that silently went missing would look like people leaving.
 */
import type { Dirent } from "node:fs";
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { maxFileBytes, type Part } from "../model/tree.ts";
import { sortedBy } from "../model/text.ts";
import { submodulesIn } from "./git.ts";
import { notAFolder } from "./folder.ts";
import { reasonOf } from "./reason.ts";

/** Above this it is surely not a folder of access files. */
const maxEntries = 100_000;

// On systems without the flag, a file that becomes a link between listing and opening goes unnoticed.
const openFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

interface Failure {
  readonly error: string;
}

/**
 * The folder's files, sorted by path; or, as a sentence, what could not be read and what to do. With `part`, no other
 * folder is even listed.
 */
export async function readTree(
  dir: string,
  { part, option }: { readonly part?: Part | undefined; readonly option?: string } = {},
): Promise<Tree | Failure> {
  const found = await folderFault(dir, option);
  if (found !== undefined) return found;
  const listed = await listEntries(dir, part);
  if ("error" in listed) return listed;
  const entries: TreeEntry[] = [];
  for (const { path, type } of listed) {
    const entry = readEntry({ dir, path, type });
    if ("error" in entry) return entry;
    entries.push(entry);
  }
  return entries;
}

/** What names the access folder, unless a command names another one. */
const accessOption = "--access";

/** Why there is no folder to be read, and what to do. `option` is what names it. */
export async function folderFault(dir: string, option = accessOption): Promise<Failure | undefined> {
  try {
    const stats = await lstat(dir);
    if (stats.isSymbolicLink()) {
      return {
        error: `${dir} is a link, and links are not followed: name the folder itself with ${option}.`,
      };
    }
  } catch (problem) {
    if (reasonOf(problem).code === "ENOENT") return absent(dir, option);
  }
  const error = notAFolder(dir, namingOf(option));
  return error === undefined ? undefined : { error };
}

function namingOf(option: string): string {
  return option === accessOption ? `name the access folder with ${option}` : `name another with ${option}`;
}

async function absent(dir: string, option: string): Promise<Failure> {
  const above = await folderAbove(dir);
  if (above !== undefined)
    return { error: `There is no folder ${dir} here, but above: name it with ${option} ${above}.` };
  const orElse =
    option === accessOption
      ? "`muster init` writes a first one, `muster import` one for an organization that is there; or name the access folder with --access DIR"
      : namingOf(option);
  return { error: `There is no folder ${dir} here: ${orElse}.` };
}

/** The folder of that name beside one that this one is in, as it is named from here: whoever works below it meant that. */
async function folderAbove(dir: string): Promise<string | undefined> {
  if (isAbsolute(dir) || dir.split(/[\\/]/).includes("..")) return undefined;
  for (let up = ".."; resolve(up) !== resolve(up, ".."); up = join(up, "..")) {
    const stats = await lstat(join(up, dir)).catch(() => undefined);
    if (stats?.isDirectory() === true) return join(up, dir);
  }
  return undefined;
}

interface Listed {
  readonly path: string;
  readonly type: TreeEntry["type"];
}

/** Names of the folders right below it, sorted. */
export async function foldersIn(dir: string): Promise<{ readonly folders: readonly string[] } | Failure> {
  try {
    const children = await readdir(dir, { withFileTypes: true });
    const folders = children.flatMap((child) => (child.isDirectory() ? [child.name] : []));
    return { folders: sortedBy(folders, (name) => name) };
  } catch (problem) {
    return unreadable(dir, problem);
  }
}

async function listEntries(dir: string, part?: Part): Promise<Listed[] | Failure> {
  const listed: Listed[] = [];
  const empty: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let children: Dirent[];
    try {
      children = await readdir(join(dir, folder), { withFileTypes: true });
    } catch (problem) {
      return unreadable(join(dir, folder), problem);
    }
    // Git does not look into a folder that holds a repository of its own either; the access folder itself may hold one.
    if (folder !== "" && children.some(({ name }) => name === ".git")) {
      listed.push({ path: folder, type: "other" });
      continue;
    }
    if (folder !== "" && children.length === 0) empty.push(folder);
    for (const child of children) {
      const path = folder === "" ? child.name : `${folder}/${child.name}`;
      // Nothing in a hidden folder belongs here, and a repository's own holds thousands of files.
      const isHidden = child.name.startsWith(".");
      if (!child.isDirectory() || isHidden) listed.push({ path, type: typeOf(child) });
      else if (folder !== "" || part?.only.has(child.name) !== false) folders.push(path);
      else if (part.ofOthers !== undefined) {
        const one = oneFile(dir, `${path}/${part.ofOthers}`);
        if (one === undefined) folders.push(path);
        else listed.push(one);
      }
    }
    if (listed.length + folders.length > maxEntries) {
      return {
        error: `${dir} holds more than ${maxEntries} files: name the access folder with --access DIR.`,
      };
    }
  }
  const submodules = empty.length === 0 ? [] : await submodulesIn(dir);
  const unfilled = empty.filter((path) => submodules.includes(path));
  return sortedBy(
    [...listed, ...unfilled.map((path) => ({ path, type: "other" as const }))],
    (item) => item.path,
  );
}

function typeOf(found: Pick<Dirent, "isFile" | "isSymbolicLink">): TreeEntry["type"] {
  return found.isFile() ? "file" : found.isSymbolicLink() ? "link" : "other";
}

function oneFile(dir: string, path: string): Listed | undefined {
  try {
    const found = lstatSync(join(dir, path), { throwIfNoEntry: false });
    return found === undefined || found.isDirectory() ? undefined : { path, type: typeOf(found) };
  } catch {
    // What keeps it from being looked at is said when it is read.
    return { path, type: "file" };
  }
}

/** Small files by the hundred: waiting for each asynchronous call would take several times as long as the reading. */
function readEntry({ dir, path, type }: Listed & { readonly dir: string }): TreeEntry | Failure {
  const place = join(dir, path);
  try {
    if (type !== "file") return { path, type, size: lstatSync(place).size, bytes: null };
    const handle = openSync(place, openFlags);
    try {
      const stats = fstatSync(handle);
      if (!stats.isFile()) return { path, type: "other", size: stats.size, bytes: null };
      if (stats.size > maxFileBytes) return { path, type, size: stats.size, bytes: null };
      const { buffer, byteOffset, byteLength } = readFileSync(handle);
      return { path, type, size: byteLength, bytes: new Uint8Array(buffer, byteOffset, byteLength) };
    } finally {
      closeSync(handle);
    }
  } catch (problem) {
    return unreadable(place, problem);
  }
}

/** A name that is not UTF-8 is listed with this character in its place, and is not found by it. */
const notUtf8 = "\ufffd";

function unreadable(place: string, problem: unknown): Failure {
  const { code, text } = reasonOf(problem);
  const reason = code === "ENOENT" && place.includes(notUtf8) ? "its name is not UTF-8, rename it" : text;
  return { error: `${place} could not be read: ${reason}. Nothing was compared.` };
}

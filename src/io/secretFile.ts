/**
 * Puts a secret into a file of its own: for nobody else to read, whole or not at all, and never over something that
 * is no key, through a link, or where the next commit would take it up.
 */
import { access, constants, lstat, readFile, readdir, realpath, rm, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { isBeside, replaceFile } from "./file.ts";
import { fold } from "../model/text.ts";
import { isForCommits } from "./git.ts";
import { writingReason } from "./reason.ts";

export interface SecretFile {
  /** The folder that a relative path starts from. */
  readonly cwd: string;
  readonly path: string;
  /** Folders that are committed, below which no secret goes. */
  readonly keepOut: readonly string[];
  /** The folder that holds everything which may be given a secret without being listed. */
  readonly within: string;
  /** Files elsewhere that may be given one, as `path` is written. */
  readonly listed: readonly string[];
  /** Files that other secrets go to, as `path` is written: the place of one of them is no place for this one. */
  readonly taken: readonly string[];
}

interface Place {
  /** Without links. */
  readonly path: string;
  readonly mode: number;
}

type Problem = {
  readonly error: string;
  /** It lies elsewhere, and nobody listed it. */
  readonly unlisted?: true;
};

/** Nobody but the owner, who need not even write. */
const ownerOnly = 0o600;
/** A file that holds more than this holds something else than a key. */
const maxKeyBytes = 16 * 1024;

/** Why the file could not be given a secret, as a sentence; undefined when it could. Changes nothing. */
export async function checkSecretFile(file: SecretFile): Promise<Problem | undefined> {
  const place = await placeOf(file);
  return "error" in place ? place : undefined;
}

/** Writes exactly the secret; a file that is there keeps a mode that allows less. Undefined when done, otherwise why not. */
export async function writeSecretFile(file: SecretFile, secret: string): Promise<Problem | undefined> {
  const place = await placeOf(file);
  if ("error" in place) return place;
  await removeDrafts(place.path);
  return replaceFile({ ...place, text: secret });
}

/** What a run that was killed while it wrote left beside the file: a secret, under a name that git may well commit. */
async function removeDrafts(path: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const others = await readdir(folder).catch(() => []);
  for (const other of others) {
    if (!isBeside(other, name)) continue;
    await rm(join(folder, other), { force: true }).catch(() => undefined);
  }
}

async function placeOf({ cwd, path, keepOut, within, listed, taken }: SecretFile): Promise<Place | Problem> {
  const wanted = resolve(cwd, path);
  const no = (why: string): Problem => ({ error: `${wanted} is given no secret: ${why}.` });
  if (/\p{C}/u.test(path) || /[/\\]$/.test(path)) return no("its name is not that of a file");
  try {
    const folder = await realpath(dirname(wanted));
    const name = basename(wanted);
    // By the real place, since a link in the repository may lead out of it.
    if (!isBelow(folder, await realOf(within)) && !(await isListed(join(folder, name), { cwd, listed }))) {
      return { ...no(`it lies outside ${within}, and is not listed`), unlisted: true };
    }
    await access(folder, constants.W_OK | constants.X_OK);
    if (folder.split(sep).some((part) => part.toLowerCase() === ".git"))
      return no("it lies in git's own folder");
    for (const outside of keepOut) {
      if (isBelow(folder, await realOf(resolve(cwd, outside))))
        return no(`it lies in ${outside}, which is committed`);
    }
    for (const other of taken) {
      if (await isOnePlace({ folder, name }, resolve(cwd, other)))
        return no(`it is the same file as ${other}, where another key goes: give each a file of its own`);
    }
    const mode = await modeOf(join(folder, name));
    if (typeof mode === "string") return no(mode);
    if (await isForCommits(folder, name))
      return no("git would commit it: ignore it, or choose another place");
    return { path: join(folder, name), mode };
  } catch (problem) {
    return no(writingReason(problem));
  }
}

/** Links on the way to a listed file are whoever listed it to follow; the file's own name counts as it is. */
async function isListed(real: string, { cwd, listed }: Pick<SecretFile, "cwd" | "listed">): Promise<boolean> {
  for (const path of listed) {
    const wanted = resolve(cwd, path);
    if (join(await realOf(dirname(wanted)), basename(wanted)) === real) return true;
  }
  return false;
}

/** Whether what is written to a path comes to this file. A disk that does not tell letter case apart finds it under both names. */
async function isOnePlace(
  { folder, name }: { readonly folder: string; readonly name: string },
  other: string,
): Promise<boolean> {
  const otherName = basename(other);
  if (fold(otherName) !== fold(name)) return false;
  const folders = await Promise.all([statOf(folder), statOf(dirname(other))]);
  if (!isOneFile(...folders)) return false;
  return otherName === name || isOneFile(await statOf(join(folder, name)), await statOf(other));
}

type Stats = Awaited<ReturnType<typeof stat>>;

async function statOf(path: string): Promise<Stats | undefined> {
  return stat(path).catch(() => undefined);
}

function isOneFile(one: Stats | undefined, other: Stats | undefined): boolean {
  return one !== undefined && other !== undefined && one.dev === other.dev && one.ino === other.ino;
}

/** The mode that the file is to have, or what stands in the way. */
async function modeOf(path: string): Promise<number | string> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return ownerOnly;
  if (found.isSymbolicLink()) return "it is a link, and links are not followed";
  if (!found.isFile()) return "it is no file";
  const isKey = found.size <= maxKeyBytes && /^[\x21-\x7e]*\r?\n?$/.test(await readFile(path, "utf8"));
  return isKey ? found.mode & ownerOnly : "it holds something that is no key: move that away first";
}

function isBelow(folder: string, outer: string): boolean {
  const way = relative(outer, folder);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`));
}

async function realOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

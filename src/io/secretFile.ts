/**
 * Puts a secret into a file of its own: for nobody else to read, whole or not at all, and never over something that
 * is no key, through a link, or where the next commit would take it up.
 */
import { access, constants, lstat, readFile, readdir, realpath, rm } from "node:fs/promises";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { isBeside, replaceFile } from "./file.ts";
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

async function placeOf({ cwd, path, keepOut, within, listed }: SecretFile): Promise<Place | Problem> {
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

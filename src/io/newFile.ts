/**
 * Writes files that do not exist yet, below a folder. What exists is never changed, not even when it appears between two
 * looks, and nothing is written through a link, which may lead out of the folder.
 */
import { lstatSync, realpathSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { reasonOf, writingReason } from "./reason.ts";

/** Whether something has this name: a file, a folder, or a link, wherever that leads. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

export interface PlaceBelow {
  /** A folder, which may itself be reached through links. */
  readonly below: string;
  /** From there, with "/". */
  readonly path: string;
}

/**
 * The first folder on the way to the file that is a link; undefined when none is. A link in the file's own place is
 * no way anywhere: it is there, so that nothing is written.
 */
export function linkOnWay({ below, path }: PlaceBelow): string | undefined {
  const folders = path.split("/").slice(0, -1);
  const ways = folders.map((_, index) => folders.slice(0, index + 1).join("/"));
  return ways.find((way) => lstat(join(below, way))?.isSymbolicLink() === true);
}

/** What is there; undefined where nothing is, or where a part of the way is no folder. */
function lstat(path: string): ReturnType<typeof lstatSync> {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** `kept`: something has that name already, and nothing was changed. */
type NewFile = "written" | "kept" | { readonly error: string };

/** Writes the file, and the folders above it, unless it exists. Everybody may read it: it is meant to be committed. */
export async function writeNew({ text, ...place }: PlaceBelow & { readonly text: string }): Promise<NewFile> {
  const path = join(place.below, place.path);
  try {
    const link = linkOnWay(place);
    if (link !== undefined) return { error: throughLink(link) };
    await mkdir(dirname(path), { recursive: true });
    // Somebody else may have put a link there since.
    if (realpathSync(dirname(path)) !== join(realpathSync(place.below), dirname(place.path))) {
      return { error: throughLink(dirname(place.path)) };
    }
    await using handle = await open(path, "wx", 0o644);
    try {
      await handle.writeFile(text);
      return "written";
    } catch (problem) {
      await rm(path, { force: true });
      throw problem;
    }
  } catch (problem) {
    if (reasonOf(problem).code === "EEXIST" && isThere(path)) return "kept";
    return { error: `${path} could not be written: ${writingReason(problem)}.` };
  }
}

/** Why nothing is written there, and what to do. */
export function throughLink(link: string): string {
  return `${link} is a link, and nothing is written through links: put a folder in its place.`;
}

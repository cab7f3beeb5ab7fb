/** Writes files that do not exist yet. What exists is never changed, not even when it appears between two looks. */
import { lstatSync } from "node:fs";
import { mkdir, open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf, writingReason } from "./reason.ts";

/** Whether something has this name: a file, a folder, or a link, wherever that leads. */
export function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** `kept`: something has that name already, and nothing was changed. */
export type NewFile = "written" | "kept" | { readonly error: string };

/** Writes the file, and the folders above it, unless it exists. Everybody may read it: it is meant to be committed. */
export async function writeNew(path: string, text: string): Promise<NewFile> {
  try {
    await mkdir(dirname(path), { recursive: true });
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

/** Whether what a user calls a folder is one. */
import { statSync } from "node:fs";
import { reasonOf } from "./reason.ts";

/** Why a path names no folder, as a sentence that says `how` to name one; undefined where it names one, or nothing at all. */
export function notAFolder(path: string, how: string): string | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : `${path} is not a folder: ${how}.`;
  } catch (problem) {
    return reasonOf(problem).code === "ENOTDIR"
      ? `${path} is no folder, since part of the path is a file: ${how}.`
      : undefined;
  }
}

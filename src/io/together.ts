/**
 * Writes several text files that only make sense together: all of them, or none. Each is written beside its place first;
 * when all are there, they take their names at one go, unless one of the files is another text by then than the one that
 * its new text was made from. Ctrl-C before that moment leaves everything as it was, after it comes too late.
 */
import { lstatSync, readFileSync, renameSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile, removeBeside, unwritten, writeBeside } from "./file.ts";
import { writeNew, type PlaceBelow } from "./newFile.ts";
import { reasonOf } from "./reason.ts";
import { stopOnSignals } from "./signals.ts";

/** A file with the text that it has and the one that it is to have; or one that is not there yet. */
export type TogetherFile =
  | { readonly path: string; readonly before: string; readonly after: string }
  | { readonly place: PlaceBelow; readonly after: string };

interface Failure {
  readonly error: string;
}

interface Staged {
  readonly path: string;
  readonly before: string;
  readonly mode: number;
  readonly beside: string;
}

/** Undefined when all is written; else why not, and what became of the files, as sentences. */
export async function writeTogether(files: readonly TogetherFile[]): Promise<Failure | undefined> {
  const stop = stopOnSignals();
  const [staged, made]: [Staged[], string[]] = [[], []];
  try {
    const failure =
      (await stageAll(files, staged)) ??
      (await makeNew(files, made)) ??
      (stop.signal.aborted ? { error: "It was stopped." } : undefined);
    if (failure !== undefined) return await undone(failure, made);
    return await takeNames(staged, made);
  } finally {
    for (const { beside } of staged) await removeBeside(beside);
    stop.dispose();
  }
}

async function stageAll(files: readonly TogetherFile[], staged: Staged[]): Promise<Failure | undefined> {
  for (const file of files) {
    if ("place" in file) continue;
    const { path, before } = file;
    const found = modeOf(path, before);
    if ("error" in found) return found;
    const written = await writeBeside({ path, text: file.after, ...found });
    if ("error" in written) return written;
    staged.push({ path, before, ...found, ...written });
  }
  return undefined;
}

async function makeNew(files: readonly TogetherFile[], made: string[]): Promise<Failure | undefined> {
  for (const file of files) {
    if (!("place" in file)) continue;
    const path = join(file.place.below, file.place.path);
    const status = await writeNew({ ...file.place, text: file.after });
    if (status === "kept") return { error: `${path} appeared meanwhile and was left as it is.` };
    if (status !== "written") return status;
    made.push(path);
  }
  return undefined;
}

/** Nothing else of this process happens between the last look at the files and the last of the new names. */
async function takeNames(staged: readonly Staged[], made: readonly string[]): Promise<Failure | undefined> {
  for (const { path, before } of staged) {
    const found = modeOf(path, before);
    if ("error" in found) return undone(found, made);
  }
  for (const [index, { path, beside }] of staged.entries()) {
    try {
      renameSync(beside, path);
    } catch (problem) {
      return undone(unwritten(path, problem), made, staged.slice(0, index));
    }
  }
  return undefined;
}

/** The file's rights, as long as it is the file that holds this text. */
function modeOf(path: string, before: string): { readonly mode: number } | Failure {
  try {
    const status = lstatSync(path);
    if (status.isFile() && Buffer.from(before, "utf8").equals(readFileSync(path)))
      return { mode: status.mode & 0o777 };
    return { error: `${path} was changed by somebody else meanwhile, and was left alone.` };
  } catch (problem) {
    return { error: `${path} could not be read: ${reasonOf(problem).text}.` };
  }
}

/** Takes back what was done before the failure. */
async function undone(
  { error }: Failure,
  made: readonly string[],
  replaced: readonly Staged[] = [],
): Promise<Failure> {
  const left: string[] = [];
  for (const { path, before, mode } of replaced)
    if ((await replaceFile({ path, text: before, mode })) !== undefined) left.push(path);
  for (const path of made) await rm(path, { force: true }).catch(() => left.push(path));
  if (left.length === 0) return { error: `${error} Nothing was written.` };
  return { error: `${error} Written before that, and not to be taken back: ${left.join(", ")}.` };
}

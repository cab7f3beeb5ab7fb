/** Which journals there are to look things up in: of those that nobody named it can be told without reading them. */
import { isAbsent } from "../../io/file.ts";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { tipInClone } from "../../io/repository.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { keptBranch } from "../../journal/kept.ts";
import type { Journals, Reading } from "./journals.ts";

interface JournalsAt {
  /** The same for the same journals only. */
  readonly mark: string;
  read(): Promise<Journals | Failure>;
}

/** The journals that are named; without a name, the usual ones as far as they are there. */
export async function journalsAt(context: Context, reading: Reading): Promise<JournalsAt | Failure> {
  const mark = await markOf(context, reading);
  if (mark !== undefined) return { mark, read: () => readAll(context, reading) };
  const read = await readAll(context, reading);
  if ("error" in read) return read;
  // The heads of the journals say what is in them.
  return { mark: JSON.stringify(read.read), read: () => Promise.resolve(read) };
}

/** Undefined: who reads them knows. A commit of the branch says what it holds, but not who signed that. */
async function markOf(
  { cwd, access, env }: Pick<Context, "cwd" | "access" | "env">,
  { paths, usual }: Reading,
): Promise<string | undefined> {
  if (paths.length > 0 || (env["MUSTER_REVIEW_KEY"] ?? "") !== "" || !(await isAbsent(usual)))
    return undefined;
  return JSON.stringify(await tipInClone(gitFolderAt(cwd, access).folder, keptBranch));
}

async function readAll(context: Context, reading: Reading): Promise<Journals | Failure> {
  const { readJournals } = await import("./journals.ts");
  return readJournals(context, reading);
}

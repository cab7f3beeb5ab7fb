/** Which journals there are to look things up in: of those that nobody named it can be told without reading them. */
import { isAbsent } from "../../io/file.ts";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { tipInClone, type TipInClone } from "../../io/repository.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { keptBranch } from "../../journal/kept.ts";
import type { Reading } from "./journals.ts";
import { noJournals, type Journals } from "./journalsRead.ts";

interface JournalsAt {
  /** The same for the same journals only. */
  readonly mark: string;
  read(): Promise<Journals | Failure>;
}

/** The journals that are named; without a name, the usual ones as far as they are there. */
export async function journalsAt(context: Context, reading: Reading): Promise<JournalsAt | Failure> {
  const branch = await branchAlone(context, reading);
  if (branch !== undefined) {
    const none = branch === null ? noJournals(reading.usual) : undefined;
    return { mark: JSON.stringify(branch), read: async () => none ?? readAll(context, reading) };
  }
  const read = await readAll(context, reading);
  if ("error" in read) return read;
  // The heads of the journals say what is in them.
  return { mark: JSON.stringify(read.read), read: () => Promise.resolve(read) };
}

/**
 * Where the branch that keeps journals stands, or that there is no such branch, where nothing else is read; undefined: who
 * reads them knows. A commit of the branch says what it holds, but not who signed that.
 */
async function branchAlone(
  { cwd, access, env }: Pick<Context, "cwd" | "access" | "env">,
  { paths, usual }: Reading,
): Promise<TipInClone | null | undefined> {
  if (paths.length > 0 || (env["MUSTER_REVIEW_KEY"] ?? "") !== "" || !(await isAbsent(usual)))
    return undefined;
  return tipInClone(gitFolderAt(cwd, access).folder, keptBranch);
}

async function readAll(context: Context, reading: Reading): Promise<Journals | Failure> {
  const { readJournals } = await import("./journals.ts");
  return readJournals(context, reading);
}

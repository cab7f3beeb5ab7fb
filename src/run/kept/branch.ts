/** The branch that keeps the journal: reading what it holds, at origin or in this clone. */
import { ensureCommit, type FetchAuth } from "../../io/gitFetch.ts";
import { filesOfCommit, tipAtOrigin } from "../../io/gitBranch.ts";
import { tipInClone } from "../../io/repository.ts";
import { keptBranch, placeOfKept, type KeptFile, type KeptJournal } from "../../journal/kept.ts";
import { sortedBy } from "../../model/text.ts";
import { utf8Lines } from "../../model/utf8.ts";
import type { Failure } from "../failure.ts";

export { keptBranch };

/** A journal of many years. */
const mostKeptBytes = 256 * 1024 * 1024;

export interface KeptAt extends KeptJournal {
  readonly commit: string;
  /** Paths below its two folders at which nothing was ever kept. */
  readonly foreign: readonly string[];
}

/** What a commit of the branch holds. */
async function keptAt(cwd: string, commit: string): Promise<KeptAt | Failure> {
  const wants = (path: string): boolean => placeOfKept(path) !== undefined;
  const read = await filesOfCommit({ cwd, commit, wants, maxBytes: mostKeptBytes });
  if ("error" in read) return read;
  const files = sortedBy(
    read.files.map(({ path, bytes }): KeptFile => ({ path, text: utf8Lines(bytes) })),
    ({ path }) => path,
  );
  // An empty file is nothing: of a month to come it would take in all that follows.
  const at = (place: "month" | "beside"): KeptFile[] =>
    files.filter(({ path, text }) => placeOfKept(path) === place && text !== "");
  return {
    commit,
    months: at("month"),
    besides: at("beside"),
    foreign: read.others.filter((path) => /^(?:journals|beside)(?:\/|$)/.test(path)).sort(),
  };
}

/** What origin's branch holds now; null where there is none. */
export async function keptAtOrigin(where: {
  readonly cwd: string;
  readonly auth: FetchAuth;
}): Promise<KeptAt | null | Failure> {
  const tip = await tipAtOrigin({ ...where, branch: keptBranch });
  if ("error" in tip) return tip;
  if (tip.commit === null) return null;
  const missing = await ensureCommit({ ...where, commit: tip.commit });
  return missing ?? keptAt(where.cwd, tip.commit);
}

/** What a branch of this clone holds, as it was fetched last; null where the clone has none. Asks nobody. */
export async function keptInClone(
  cwd: string,
  branch: string,
): Promise<(KeptAt & { readonly isOfOrigin: boolean }) | null | Failure> {
  const tip = await tipInClone(cwd, branch);
  if (tip === null) return null;
  const kept = await keptAt(cwd, tip.commit);
  return "error" in kept ? kept : { ...kept, isOfOrigin: tip.isOfOrigin };
}

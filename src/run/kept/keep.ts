/**
 * Appends the journal of a run to the branch that keeps it. Another run may append at the same moment: then it is looked
 * at again what is kept, so that neither loses a line.
 */
import { commitFiles, pushTo } from "../../io/gitBranch.ts";
import type { FetchAuth } from "../../io/gitFetch.ts";
import { examineJournal } from "../../journal/chain.ts";
import { keeping, noneKept, type Keeping } from "../../journal/kept.ts";
import { plural } from "../../model/text.ts";
import type { Failure } from "../failure.ts";
import { brokenAt } from "../journal.ts";
import { keptAtOrigin, keptBranch } from "./branch.ts";

interface KeepWish {
  readonly cwd: string;
  readonly auth: FetchAuth;
  /** The run's whole journal. */
  readonly text: string;
  /** Of which run, for the commit's message. */
  readonly run: string;
}

export type Kept =
  | { readonly is: "held" }
  | { readonly is: "added"; readonly lines: number; readonly commit: string }
  /** `path`: where on the branch; `broken`: its chain does not even hold by itself. */
  | { readonly is: "beside"; readonly path: string; readonly commit: string; readonly broken?: string };

/** So many others may be faster. */
const mostTries = 10;

/** Appends it, and says what became of it. */
export async function keepJournal(wish: KeepWish): Promise<Kept | Failure> {
  const { cwd, auth, text } = wish;
  // The key is elsewhere on purpose: whoever reads the branch checks who signed.
  const broken = brokenAt(examineJournal(text));
  for (let tries = 0; tries < mostTries; tries++) {
    const kept = await keptAtOrigin({ cwd, auth });
    if (kept !== null && "error" in kept) return kept;
    const found = keeping(kept ?? noneKept, { text, isSound: broken === undefined });
    if (found.is === "held") return found;
    const parent = kept?.commit ?? null;
    const made = await commitFiles({ cwd, parent, ...changeOf(found, wish) });
    if ("error" in made) return made;
    const pushed = await pushTo({ cwd, auth, branch: keptBranch, commit: made.commit, from: parent });
    if ("error" in pushed) return pushed;
    if (pushed.is === "moved") continue;
    if (found.is === "added") return { is: "added", lines: found.lines, commit: made.commit };
    const { path } = found.file;
    return { is: "beside", path, commit: made.commit, ...(broken === undefined ? {} : { broken }) };
  }
  return { error: `The branch ${keptBranch} moved ${mostTries} times while the journal was added to it.` };
}

function changeOf(
  found: Exclude<Keeping, { is: "held" }>,
  { run }: KeepWish,
): { readonly files: readonly { path: string; text: string }[]; readonly message: string } {
  switch (found.is) {
    case "added":
      return { files: found.files, message: `Keep ${plural(found.lines, "entry", "entries")} of ${run}\n` };
    case "beside":
      return { files: [found.file], message: `Keep the journal of ${run} beside: it is no continuation\n` };
  }
}

/**
 * What a job that writes has to know before it plans anything: that its commit is the default branch's tip, what was
 * applied last, what was merged since, and the journal of the run before.
 */
import { ensureCommit, ensureHistory } from "../io/gitFetch.ts";
import { firstParents, isAncestor } from "../io/gitHistory.ts";
import type { ExitCode } from "../run/exitCode.ts";
import type { Signer } from "../run/journalKey.ts";
import type { Desk } from "./desk.ts";
import { fetchJournal, type FetchedJournal } from "./fetchedJournal.ts";
import { mergedIn, type Merged } from "./merged.ts";
import { lastApplied, type Home } from "./pastRuns.ts";

export interface Start {
  readonly home: Home;
  /** The last applied commit; null when there was none. */
  readonly base: string | null;
  readonly merged: Merged;
  /** What the run before left, to be gone on with. */
  readonly journal: FetchedJournal;
}

/** Why nothing may be done. */
export interface Stopped {
  readonly code: ExitCode;
  readonly why: string;
}

/**
 * Looks, and refuses: a commit that is not the tip, a last applied commit that the branch does not descend from. Whose
 * the merged commits are is asked only where it matters (`merges`): a job that runs by the clock may not even ask.
 */
export async function startOf(
  desk: Desk,
  { merges, signer }: { readonly merges: boolean; readonly signer: Signer | undefined },
): Promise<Start | Stopped> {
  const { repository, workflow, sha, context, auth } = desk;
  const late = await superseded(desk);
  if (late !== undefined) return { code: 3, why: late };
  const home: Home = { repositoryId: repository.id, defaultBranch: repository.defaultBranch, workflow };
  const last = await lastApplied(desk.github, home);
  if (!last.ok) return { code: 1, why: last.message };
  const base = last.value;
  const where = { cwd: context.cwd, auth };
  for (const commit of base === null ? [sha] : [sha, base]) {
    const missing = await ensureCommit({ ...where, commit });
    if (missing !== undefined) return { code: 1, why: missing.error };
  }
  const commits = await since({ desk, base });
  if ("why" in commits) return commits;
  const merged = merges
    ? await mergedIn(desk.github, { commits, repository })
    : { pullRequests: [], direct: [] };
  if ("error" in merged) return { code: 1, why: merged.error };
  const isOurs = async (commit: string): Promise<boolean> =>
    commit === sha || commit === base || (await isBefore(desk, commit));
  const journal = await fetchJournal(desk, { home, base, signer, isOurs });
  return { home, base, merged, journal };
}

/** Why this run's commit may not be applied (any more); undefined while it is the tip. */
export async function superseded({ github, repository, sha }: Desk): Promise<string | undefined> {
  const tip = await github.branchTip(repository.defaultBranch);
  if (!tip.ok)
    return `${tip.message} Whether this commit is still the tip is not known, so nothing was written.`;
  if (tip.value === sha) return undefined;
  return (
    `superseded: ${repository.defaultBranch} is at ${tip.value.slice(0, 7)} by now, and this run is about ${sha.slice(0, 7)}. ` +
    "The run of the newer commit applies both."
  );
}

interface Since {
  readonly desk: Desk;
  readonly base: string | null;
}

/** Commits of the branch's own line since the last applied one. */
async function since({ desk, base }: Since): Promise<readonly string[] | Stopped> {
  const { context, sha, auth } = desk;
  const { cwd } = context;
  if (base !== null && base !== sha) {
    const deepened = await ensureHistory({ cwd, auth });
    if (deepened !== undefined) return { code: 1, why: deepened.error };
    const ancestor = await isAncestor({ cwd, ancestor: base, commit: sha });
    if ("error" in ancestor) return { code: 1, why: ancestor.error };
    if (!ancestor.is) {
      return {
        code: 3,
        why:
          `The last applied commit (${base.slice(0, 7)}) is no ancestor of ${sha.slice(0, 7)}: the branch was rewritten, ` +
          "and what changed since cannot be told. Restore the branch, or look at `muster plan` and apply by hand.",
      };
    }
  }
  const line = await firstParents({ cwd, from: base, to: sha });
  return "error" in line ? { code: 1, why: line.error } : line.commits;
}

/** Whether a commit lies in the history of the one that this run is about. */
async function isBefore({ context, sha, auth }: Desk, commit: string): Promise<boolean> {
  const { cwd } = context;
  if ((await ensureHistory({ cwd, auth })) !== undefined) return false;
  const ancestor = await isAncestor({ cwd, ancestor: commit, commit: sha });
  return "is" in ancestor && ancestor.is;
}

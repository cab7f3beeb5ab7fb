/**
 * What a job that writes has to know before it plans anything: that its commit is the default branch's tip, what was
 * applied last to which organization, what was merged since, and the journal of the run before.
 */
import { ensureCommit, ensureHistory } from "../io/gitFetch.ts";
import { lineOf, type Line } from "../io/gitHistory.ts";
import { foldersAt } from "../io/gitTree.ts";
import { appliedBy } from "../setup/appliedBy.ts";
import type { ExitCode } from "../run/exitCode.ts";
import type { Signer } from "../run/journalKey.ts";
import type { PlanRequest } from "../run/request.ts";
import type { Desk } from "./desk.ts";
import { fetchJournal, type FetchedJournal } from "./fetchedJournal.ts";
import { mergedIn, type Merged } from "./merged.ts";
import { appliedCommits, type AppliedCommits } from "./pastRuns.ts";
import type { Home, Looking } from "./home.ts";

export interface Start {
  readonly home: Home;
  /** The last commit that was applied to any organization; null when there was none. */
  readonly base: string | null;
  /** What was applied, by organization. */
  readonly applied: NonNullable<PlanRequest["applied"]>;
  readonly merged: Merged;
  /** Whether what a commit of the branch merged was not there yet for the last run of an organization. */
  readonly isUnseen: (organization: string, commit: string | null) => boolean;
  /** What the run before left, to be gone on with. */
  readonly journal: FetchedJournal;
}

/** Why nothing may be done. */
interface Stopped {
  readonly code: ExitCode;
  readonly why: string;
}

/**
 * Looks, and refuses: a commit that is not the tip; a past that cannot be told any more, though there was one. Whose
 * the merged commits are is asked only where it matters (`merges`): a job that runs by the clock may not even ask.
 */
export async function startOf(
  desk: Desk,
  { merges, signer }: { readonly merges: boolean; readonly signer: Signer | undefined },
): Promise<Start | Stopped> {
  const { repository, workflow, sha, github, runId, env } = desk;
  const late = await superseded(desk);
  if (late !== undefined) return { code: 3, why: late };
  const home: Home = { repositoryId: repository.id, defaultBranch: repository.defaultBranch, workflow };
  const place = await placeOf(desk);
  if ("error" in place) return { code: 1, why: place.error };
  const { line, heads, folders } = place;
  // The key of this job in the workflow is that of the job which applies, unless this one runs by the clock.
  const jobs = merges ? ["apply", env["GITHUB_JOB"] ?? "apply"] : ["apply"];
  const partAt: Looking["partAt"] = (commit) => appliedBy({ cwd: desk.context.cwd, commit, path: workflow });
  const looking: Looking = { home, line, runId, jobs, partAt };
  const journal = await fetchJournal(desk, { looking, signer });
  const told = toldBy(journal.applied, looking);
  const isWhole = folders.every((folder) => told.has(folder));
  const newest = Math.min(...[...told.values()].flat().map((commit) => line.get(commit) ?? Infinity));
  const found = await appliedCommits(github, looking, isWhole ? newest : undefined);
  if (!found.ok) return { code: 1, why: found.message };
  if (journal.isMissing && found.value.trace !== "none")
    desk.warn("The journal of the run before is lost or has expired, so this one begins anew.");
  const { commits: others, parts = new Map<string, readonly string[]>() } = found.value;
  const unknown = told.size + parts.size === 0 ? unknownPast(desk, found.value) : undefined;
  if (unknown !== undefined) return unknown;
  const partly = toldBy(parts, looking);
  const known = new Map(
    folders.map((folder) => [folder, [...(told.get(folder) ?? []), ...(partly.get(folder) ?? [])]]),
  );
  const applied = appliedTo({ folders, told: known, others, line });
  const commits = since({ sha, applied, folders, line });
  const merged = merges
    ? await mergedIn(github, { commits, repository, line, heads })
    : { pullRequests: [], merges: [], direct: [] };
  if ("error" in merged) return { code: 1, why: merged.error };
  const [base = null] = byPlace([...applied.of.values(), applied.others].flat(), line);
  return { home, base, applied, merged, isUnseen: unseenBy(journal.begun, line), journal };
}

/** Where no journal tells of a run, nothing is known to be new to it. */
function unseenBy(begun: FetchedJournal["begun"], line: ReadonlyMap<string, number>): Start["isUnseen"] {
  return (organization, commit) => {
    const [last] = byPlace(begun.get(organization) ?? [], line);
    const [seen, place] = [line.get(last ?? ""), line.get(commit ?? "")];
    return seen !== undefined && place !== undefined && place < seen;
  };
}

interface Place extends Line {
  /** Folders of the access files, one for each organization. */
  readonly folders: readonly string[];
}

/** The branch's own line up to this run's commit, and the organizations that are declared there. */
async function placeOf({ context, sha, auth }: Desk): Promise<Place | { readonly error: string }> {
  const { cwd, access: dir } = context;
  const missing = (await ensureCommit({ cwd, auth, commit: sha })) ?? (await ensureHistory({ cwd, auth }));
  if (missing !== undefined) return missing;
  const own = await lineOf({ cwd, tip: sha });
  if ("error" in own) return own;
  const listed = await foldersAt({ cwd, dir, commit: sha });
  return "error" in listed ? listed : { ...own, folders: listed.folders };
}

/** What was applied by organization, as far as those commits are the branch's. */
function toldBy(applied: FetchedJournal["applied"], { line }: Looking): Map<string, readonly string[]> {
  return new Map(
    [...applied].flatMap(([organization, commits]) => {
      const own = byPlace(commits, line);
      return own.length === 0 ? [] : [[organization, own] as const];
    }),
  );
}

/** Those that are on the line, the latest on it first: what was applied once is never taken back by what is said later. */
function byPlace(commits: readonly string[], line: ReadonlyMap<string, number>): string[] {
  const placed = new Map(commits.flatMap((commit) => [[commit, line.get(commit)] as const]));
  return [...placed]
    .flatMap(([commit, place]) => (place === undefined ? [] : [{ commit, place }]))
    .sort((a, b) => a.place - b.place)
    .map(({ commit }) => commit);
}

/** Why a run may not begin where something was applied once, and nothing is left that tells what. */
function unknownPast({ sha, inputs }: Desk, { commits, trace }: AppliedCommits): Stopped | undefined {
  if (commits.length > 0 || trace === "none" || inputs.allow.includes("adoption")) return undefined;
  const anew =
    "To begin anew with the present files, look at `muster plan`, and run this workflow by hand with `allow: adoption`.";
  if (trace === "elsewhere") {
    return {
      code: 3,
      why:
        `The last applied commit is no ancestor of ${sha.slice(0, 7)}: the branch was rewritten, and what changed since ` +
        `cannot be told. Restore the branch. ${anew}`,
    };
  }
  return {
    code: 1,
    why:
      "Something was applied before, and the runs and journals that tell what are gone from GitHub (deleted, or expired): " +
      `what changed since cannot be told, and nothing was read or written. ${anew}`,
  };
}

interface Knowing {
  readonly folders: readonly string[];
  readonly told: ReadonlyMap<string, readonly string[]>;
  /** What runs applied whole. */
  readonly others: readonly string[];
  readonly line: ReadonlyMap<string, number>;
}

function appliedTo({ folders, told, others, line }: Knowing): Start["applied"] {
  const of = new Map(
    folders.flatMap((folder) => {
      const own = told.get(folder) ?? [];
      return own.length === 0 ? [] : [[folder, byPlace([...own, ...others], line)] as const];
    }),
  );
  return { of, others };
}

interface Since {
  readonly sha: string;
  readonly applied: Start["applied"];
  readonly folders: readonly string[];
  readonly line: ReadonlyMap<string, number>;
}

/** More would not be reported one by one anyway. */
const mostCommits = 1_000;

/** Commits of the branch's own line, newest first, that are not applied to every organization yet. */
function since({ sha, applied, folders, line }: Since): readonly string[] {
  const places = folders.flatMap((folder) => {
    const [last] = applied.of.get(folder) ?? applied.others;
    return last === undefined ? [] : [line.get(last) ?? 0];
  });
  if (places.length === 0) return [sha];
  return [...line.keys()].slice(0, Math.min(Math.max(...places), mostCommits));
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

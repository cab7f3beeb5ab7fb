/** Where the history of declared access ends, and what is known when it was read up to there. */
import type { InvalidCommit, PastCommit } from "../../history/commit.ts";
import type { Timeline } from "../../history/timeline.ts";
import { gitCacheAt } from "../../io/gitCache.ts";
import { commitNamed } from "../../io/gitTree.ts";
import { gitFolderAt, noteCommits } from "../../io/gitFolder.ts";
import { defaultTipAt } from "../../io/repository.ts";
import type { Context } from "../context.ts";
import { keptPast, type KeptPast } from "./keptPast.ts";

export interface DeclaredPast {
  /** The branch, or what `--ref` named. */
  readonly ref: string;
  /** The commit at its end. */
  readonly tip: string;
  readonly timeline: Timeline;
  readonly invalid: readonly InvalidCommit[];
  /** The commits that touched the files, oldest first. */
  readonly commits: readonly PastCommit[];
}

/** Whether each counts from the same day whenever it is asked for: one that claims a day to come does not, once that day is there. */
export function countForGood(commits: readonly PastCommit[]): boolean {
  return commits.every(({ claimed }) => claimed === undefined);
}

export interface End {
  /** The branch, or what was named. */
  readonly ref: string;
  /** What git knows it by. */
  readonly at: string;
  readonly kept: KeptPast;
  /** Undefined: there is no such commit. */
  readonly tip: string | undefined;
}

/** Where the past ends: at the default branch, or at what is named. */
export async function endOf(context: Context, ref: string | undefined): Promise<End> {
  const { cwd, access: dir } = context;
  const repository = gitFolderAt(cwd, dir);
  const [usual, cache] = await Promise.all([
    ref === undefined ? defaultTipAt(repository.folder) : null,
    gitCacheAt(repository),
  ]);
  if (usual?.commit !== undefined) await noteCommits(repository, [usual.commit]);
  const name = ref ?? usual?.branch ?? "HEAD";
  const at = usual?.commit ?? name;
  const tip = await commitNamed({ cwd, dir, ref: at });
  return {
    ref: name,
    at,
    kept: keptPast(context, cache, name),
    tip: "error" in tip ? undefined : tip.commit,
  };
}

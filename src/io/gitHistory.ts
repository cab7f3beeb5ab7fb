/**
 * What lies between commits: parents, descent, the line of a branch, and the paths that differ. Commits are taken by
 * full id. Where a shallow clone cuts the history off, the answer is a failure and never "no".
 */
import { runGit } from "./gitCommand.ts";
import { isObjectId } from "../model/objectId.ts";
import {
  ask,
  gitFolderAt,
  isShallow,
  noteCommits,
  resolveCommit,
  type GitFailure,
  type GitFolder,
} from "./gitFolder.ts";

interface Where {
  readonly cwd: string;
}

/** Whether the repository has the commit. */
export async function hasCommit({ cwd, commit }: Where & { readonly commit: string }): Promise<boolean> {
  if (!isObjectId(commit)) return false;
  const found = await resolveCommit(gitFolderAt(cwd), commit);
  return !("error" in found) && found.commit === commit;
}

/** Ids of a commit's parents in their order, as the commit itself names them, whether they are here or not. */
export async function parentsOf({
  cwd,
  commit,
}: Where & { readonly commit: string }): Promise<{ readonly parents: readonly string[] } | GitFailure> {
  const folder = await known(cwd, [commit]);
  if ("error" in folder) return folder;
  // Not by `rev-list`: it leaves out what a shallow clone does not have.
  const object = await ask(folder, ["cat-file", "commit", commit]);
  if ("error" in object) return unreadable(commit, object);
  const header = object.text.split("\n\n", 1)[0] ?? "";
  const parents = header.split("\n").flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []);
  return { parents };
}

/** More would not be reported one by one anyway. */
const mostCommits = 1_000;

/**
 * The commits on the branch's own line (first parents) that lead to `to` and that `from` does not have, newest first,
 * at most 1,000; `isCut` when there are more. `from` null: the commit `to` alone.
 */
export async function firstParents({
  cwd,
  from,
  to,
}: Where & { readonly from: string | null; readonly to: string }): Promise<
  { readonly commits: readonly string[]; readonly isCut: boolean } | GitFailure
> {
  const folder = await known(cwd, from === null ? [to] : [from, to]);
  if ("error" in folder) return folder;
  if (from === null) return { commits: [to], isCut: false };
  if (from === to) return { commits: [], isCut: false };
  if (await isShallow(folder)) return cutOff(to);
  const line = await ask(folder, [
    "rev-list",
    "--first-parent",
    `--max-count=${mostCommits + 1}`,
    to,
    `^${from}`,
    "--",
  ]);
  if ("error" in line) return unreadable(to, line);
  const commits = line.text.split("\n").filter(isObjectId);
  await noteCommits(folder, commits);
  return { commits: commits.slice(0, mostCommits), isCut: commits.length > mostCommits };
}

/**
 * Whether a commit is on the branch's own line (first parents) that ends at `tip`, the tip among it. What was merged
 * into the branch is in its history, and not on that line: whoever may push a branch can have put it there.
 */
export async function isOnLine({
  cwd,
  commit,
  tip,
}: Where & { readonly commit: string; readonly tip: string }): Promise<
  { readonly is: boolean } | GitFailure
> {
  if (commit === tip) return { is: true };
  const line = await firstParents({ cwd, from: commit, to: tip });
  if ("error" in line) return line;
  if (line.isCut) return { error: `${commit} lies more than ${mostCommits} commits back.` };
  const oldest = line.commits.at(-1);
  if (oldest === undefined) return { is: false };
  const parents = await parentsOf({ cwd, commit: oldest });
  return "error" in parents ? parents : { is: parents.parents[0] === commit };
}

/** Years of merges. What lies further back counts as not on the line. */
const longestLine = 50_000;

export interface Line {
  /** Each commit with how many lie after it. */
  readonly line: ReadonlyMap<string, number>;
  /** Of a commit that is a merge, the heads that were merged: its parents but for the first. */
  readonly heads: ReadonlyMap<string, readonly string[]>;
}

/** The branch's own line (first parents) from its tip back, as far as is looked. */
export async function lineOf({ cwd, tip }: Where & { readonly tip: string }): Promise<Line | GitFailure> {
  const folder = await known(cwd, [tip]);
  if ("error" in folder) return folder;
  if (await isShallow(folder)) return cutOff(tip);
  const count = `--max-count=${longestLine}`;
  const listed = await ask(folder, ["rev-list", "--first-parent", "--parents", count, tip, "--"]);
  if ("error" in listed) return unreadable(tip, listed);
  const line = new Map<string, number>();
  const heads = new Map<string, readonly string[]>();
  for (const text of listed.text.split("\n")) {
    const [commit = "", , ...merged] = text.split(" ");
    if (!isObjectId(commit)) continue;
    line.set(commit, line.size);
    if (merged.length > 0) heads.set(commit, merged);
  }
  await noteCommits(folder, line.keys());
  return { line, heads };
}

const mostPathBytes = 32 * 1024 * 1024;

/** Every path of the repository at which the two commits differ, sorted by git; modes and types count as well. */
export async function changedPaths({
  cwd,
  from,
  to,
}: Where & { readonly from: string; readonly to: string }): Promise<
  { readonly paths: readonly string[] } | GitFailure
> {
  const folder = await known(cwd, [from, to]);
  if ("error" in folder) return folder;
  const output = await runGit({
    cwd: folder.folder,
    args: [
      "diff-tree",
      "-r",
      "-z",
      "--no-renames",
      "--name-only",
      "--no-ext-diff",
      "--no-textconv",
      from,
      to,
      "--",
    ],
    maxBytes: mostPathBytes,
  });
  if (!output.ok)
    return { error: `What differs between ${from} and ${to} could not be read: ${output.error}.` };
  return {
    paths: output.stdout
      .toString("utf8")
      .split("\0")
      .filter((path) => path !== ""),
  };
}

/** The repository, when it has all these commits. */
async function known(cwd: string, commits: readonly string[]): Promise<GitFolder | GitFailure> {
  const folder = gitFolderAt(cwd);
  for (const commit of commits) {
    if (!isObjectId(commit)) return { error: `"${commit}" is not the full id of a commit.` };
    const found = await resolveCommit(folder, commit);
    if ("error" in found) return found;
    if (found.commit !== commit) return { error: `"${commit}" is not the id of a commit.` };
  }
  return folder;
}

function unreadable(commit: string, { error }: GitFailure): GitFailure {
  return { error: `The history of ${commit} could not be read: ${error}.` };
}

function cutOff(commit: string): GitFailure {
  return {
    error: `The history of ${commit} is cut off in this shallow clone. Fetch it first (\`git fetch --unshallow\`, or \`fetch-depth: 0\`).`,
  };
}

/**
 * A branch of `origin` that holds files and nothing to check out: where it stands, what is in it, and one commit more.
 * Nothing is checked out, no branch of this repository moves, and nothing is ever pushed that is no continuation.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isObjectId } from "../model/objectId.ts";
import { readBlobs } from "./gitObjects.ts";
import { runGit } from "./gitCommand.ts";
import { failed, fromOrigin, type Where } from "./gitFetch.ts";
import { ask, gitFolderAt, type GitFailure } from "./gitFolder.ts";

/** The commit that a branch of origin is at; null when there is no such branch. */
export async function tipAtOrigin({
  cwd,
  auth,
  branch,
}: Where & { readonly branch: string }): Promise<{ readonly commit: string | null } | GitFailure> {
  const folder = gitFolderAt(cwd);
  const ref = `refs/heads/${branch}`;
  // 2: origin has no such branch.
  const listed = await fromOrigin({
    folder,
    auth,
    args: ["ls-remote", "--exit-code", "origin", ref],
    codes: [0, 2],
  });
  if (!listed.ok) return failed(`Whether origin has a branch ${branch} could not be looked up`, listed);
  const lines = listed.stdout.toString("utf8").split("\n");
  const commit = lines.map((line) => line.split("\t")).find(([, name]) => name === ref)?.[0] ?? null;
  if (commit !== null && !isObjectId(commit))
    return { error: `origin names no commit for the branch ${branch}.` };
  return { commit };
}

/** A regular file of a commit. */
interface CommittedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** The wanted ones of a commit's regular files, by path; what else it holds is named, and not read. More than `maxBytes` of them is a failure. */
export async function filesOfCommit({
  cwd,
  commit,
  wants,
  maxBytes,
}: {
  readonly cwd: string;
  readonly commit: string;
  readonly wants: (path: string) => boolean;
  readonly maxBytes: number;
}): Promise<{ readonly files: readonly CommittedFile[]; readonly others: readonly string[] } | GitFailure> {
  const folder = gitFolderAt(cwd);
  const listed = await ask(folder, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit]);
  if ("error" in listed) return { error: `The commit ${commit} could not be read: ${listed.error}.` };
  const entries = listed.text.split("\0").flatMap((line) => {
    // MODE TYPE OBJECT SIZE<tab>PATH
    const [, mode = "", object = "", size = "", path] =
      /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t([^]*)$/.exec(line) ?? [];
    return path === undefined ? [] : [{ mode, object, size: Number(size), path }];
  });
  // Whether a file may be run is no matter here.
  const isWanted = ({ mode, path }: (typeof entries)[number]): boolean =>
    mode.startsWith("100") && wants(path);
  const wanted = entries.filter(isWanted);
  const total = wanted.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes)
    return { error: `The commit ${commit} holds more than can be read (${total} bytes).` };
  const blobs = await readBlobs(folder.folder, wanted);
  if ("error" in blobs) return { error: `The commit ${commit} could not be read: ${blobs.error}` };
  return {
    files: wanted.flatMap(({ path, object }) => {
      const bytes = blobs.get(object);
      return bytes === undefined ? [] : [{ path, bytes }];
    }),
    others: entries.filter((entry) => !isWanted(entry)).map(({ path }) => path),
  };
}

/** Whose commits those of a workflow are at GitHub. */
const robot = {
  GIT_AUTHOR_NAME: "github-actions[bot]",
  GIT_AUTHOR_EMAIL: "41898282+github-actions[bot]@users.noreply.github.com",
  GIT_COMMITTER_NAME: "github-actions[bot]",
  GIT_COMMITTER_EMAIL: "41898282+github-actions[bot]@users.noreply.github.com",
};

interface NewCommit {
  readonly cwd: string;
  /** The commit that it follows; null for the first of a branch of its own. */
  readonly parent: string | null;
  /** Files with their whole text; the others stay as they are in the parent. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly message: string;
}

const mostBytes = 1024 * 1024;

/** Makes the commit as objects of this clone; no ref names it yet. */
export async function commitFiles(wish: NewCommit): Promise<{ readonly commit: string } | GitFailure> {
  const index = await mkdtemp(join(tmpdir(), "muster-index-"));
  try {
    return await commitWith(wish, { GIT_INDEX_FILE: join(index, "index") });
  } finally {
    await rm(index, { recursive: true, force: true });
  }
}

async function commitWith(
  { cwd, parent, files, message }: NewCommit,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly commit: string } | GitFailure> {
  const { folder } = gitFolderAt(cwd);
  const said = async (args: readonly string[], input?: string): Promise<string | GitFailure> => {
    const output = await runGit({
      cwd: folder,
      args,
      env: { ...robot, ...env },
      maxBytes: mostBytes,
      ...(input === undefined ? {} : { input }),
    });
    return output.ok ? output.stdout.toString("utf8").trim() : failed("The commit could not be made", output);
  };
  if (parent !== null) {
    const read = await said(["read-tree", parent]);
    if (typeof read !== "string") return read;
  }
  for (const { path, text } of files) {
    // What somebody put in the way, a folder of that name say, goes: the commit before still has it.
    const object = await said(["hash-object", "-w", "--no-filters", "--stdin"], text);
    if (typeof object !== "string") return object;
    const added = await said([
      "update-index",
      "--add",
      "--replace",
      "--cacheinfo",
      `100644,${object},${path}`,
    ]);
    if (typeof added !== "string") return added;
  }
  const tree = await said(["write-tree"]);
  if (typeof tree !== "string") return tree;
  const parents = parent === null ? [] : ["-p", parent];
  const commit = await said(["commit-tree", "--no-gpg-sign", ...parents, tree], message);
  return typeof commit === "string" ? { commit } : commit;
}

/** Lets the branch of origin go on to the commit. `moved`: it does not follow what the branch has come to meanwhile. */
export async function pushTo({
  cwd,
  auth,
  branch,
  commit,
  from,
}: Where & {
  readonly branch: string;
  readonly commit: string;
  /** Where the branch was when the commit was made. */
  readonly from: string | null;
}): Promise<{ readonly is: "pushed" | "moved" } | GitFailure> {
  const folder = gitFolderAt(cwd);
  const pushed = await fromOrigin({
    folder,
    auth,
    args: ["push", "--quiet", "--no-verify", "--no-follow-tags", "origin", `${commit}:refs/heads/${branch}`],
  });
  if (pushed.ok) return { is: "pushed" };
  const now = await tipAtOrigin({ cwd, auth, branch });
  if ("error" in now) return now;
  if (now.commit === commit) return { is: "pushed" };
  return now.commit === from
    ? failed(`The branch ${branch} could not be pushed to`, pushed)
    : { is: "moved" };
}

/**
 * Reads the access folder as it stood in a commit, from git's objects: nothing is checked out, no filter and no
 * hook runs. A name given by a user is resolved to a commit id once; after that only ids are used.
 */
import { existsSync, realpathSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { SimpleGit } from "simple-git";
import { sortedBy } from "../model/text.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { maxFileBytes } from "../model/tree.ts";
import { readBlobs } from "./gitBlobs.ts";
import { reasonOf } from "./reason.ts";

interface Failure {
  readonly error: string;
}

/**
 * The folder `dir` (below `cwd`, or absolute) as it stood in the commit that `ref` names, and that commit's id.
 * A commit without the folder gives an empty tree. The repository is the one that holds the folder.
 */
export async function readTreeAt({
  cwd,
  ref,
  dir,
}: {
  readonly cwd: string;
  readonly ref: string;
  readonly dir: string;
}): Promise<{ readonly tree: Tree; readonly commit: string } | Failure> {
  if (ref === "" || ref.startsWith("-")) return { error: `"${ref}" cannot be the name of a commit.` };
  const place = nearestFolder(resolve(cwd, dir));
  const git = await gitIn(place.folder);
  const path = await pathInRepository(git, place);
  if (typeof path !== "string") return path;
  const commit = await resolveCommit(git, ref);
  if (typeof commit !== "string") return commit;
  const listed = await listFiles({ git, commit, path });
  if ("error" in listed) return listed;
  const wanted = listed.filter((item) => item.type === "file" && item.size <= maxFileBytes);
  const blobs = await readBlobs(
    place.folder,
    wanted.map((item) => item.object),
  );
  if ("error" in blobs) return { error: `The commit ${commit} could not be read: ${blobs.error}` };
  const tree = listed.map(({ object, ...entry }): TreeEntry => ({
    ...entry,
    bytes: entry.type === "file" && entry.size <= maxFileBytes ? (blobs.get(object) ?? null) : null,
  }));
  return { tree: sortedBy(tree, (entry) => entry.path), commit };
}

/** The id of the commit that is checked out, or null where there is none. */
export async function headCommit(cwd: string): Promise<string | null> {
  const git = await gitIn(nearestFolder(cwd).folder);
  const commit = await run(git, ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]);
  return "error" in commit ? null : commit.text.trim();
}

/** Who runs this, for the journal: the name that git is set up with, else the system's. */
export async function userName(cwd: string): Promise<string | null> {
  const git = await gitIn(nearestFolder(cwd).folder);
  const name = await run(git, ["config", "user.name"]);
  if (!("error" in name) && name.text.trim() !== "") return name.text.trim();
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return null;
  }
}

interface Place {
  /** An existing folder, without links. */
  readonly folder: string;
  /** What remains of the path below it: the folder may be gone by now. */
  readonly rest: string;
}

function nearestFolder(path: string): Place {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return { folder: realpathSync(folder), rest: relative(folder, path) };
}

async function gitIn(folder: string): Promise<SimpleGit> {
  const { simpleGit } = await import("simple-git");
  return simpleGit({
    baseDir: folder,
    trimmed: false,
    // By default a git that was killed, or failed without a word, counts as done: half a list would pass.
    errors: (error, { exitCode, stdErr }) =>
      exitCode === 0 ? undefined : (error ?? Buffer.from(Buffer.concat(stdErr).toString() || "git failed")),
  });
}

async function run(git: SimpleGit, args: string[]): Promise<{ readonly text: string } | Failure> {
  try {
    return { text: await git.raw(["--no-replace-objects", ...args]) };
  } catch (problem) {
    const { code, text } = reasonOf(problem);
    return { error: code === "ENOENT" || text.includes("ENOENT") ? "git is not installed" : firstLine(text) };
  }
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").replace(/^fatal: |\.$/g, "");
}

async function pathInRepository(git: SimpleGit, { folder, rest }: Place): Promise<string | Failure> {
  const prefix = await run(git, ["rev-parse", "--show-prefix"]);
  if ("error" in prefix) {
    return {
      error: `${join(folder, rest)} is in no git repository that can be read, so there is no base: ${prefix.error}.`,
    };
  }
  const parts = [...prefix.text.replace(/\n$/, "").split("/"), ...rest.split(sep)];
  return parts.filter((part) => part !== "").join("/");
}

async function resolveCommit(git: SimpleGit, ref: string): Promise<string | Failure> {
  const found = await run(git, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  const id = "error" in found ? "" : found.text.trim();
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) return id;
  const shallow = await run(git, ["rev-parse", "--is-shallow-repository"]);
  const hint =
    !("error" in shallow) && shallow.text.trim() === "true"
      ? " This clone is shallow: fetch the history first (`git fetch --unshallow`, or `fetch-depth: 0`)."
      : " Fetch it first, or name another commit.";
  return { error: `The commit "${ref}" is not in this repository.${hint}` };
}

interface Listed {
  readonly path: string;
  readonly type: TreeEntry["type"];
  readonly size: number;
  readonly object: string;
}

async function listFiles({
  git,
  commit,
  path,
}: {
  readonly git: SimpleGit;
  readonly commit: string;
  readonly path: string;
}): Promise<Listed[] | Failure> {
  const folder = path === "" ? "" : `${path}/`;
  const args = ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", ...(path === "" ? [] : [folder])];
  const listed = await run(git, args);
  if ("error" in listed) return { error: `The commit ${commit} could not be read: ${listed.error}.` };
  const entries: Listed[] = [];
  for (const line of listed.text.split("\0")) {
    if (line === "") continue;
    // MODE TYPE OBJECT SIZE<tab>PATH, where the size of a submodule is "-".
    const match = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t([^]*)$/.exec(line);
    const [, mode, type, object, size, name] = match ?? [];
    if (mode === undefined || object === undefined || size === undefined || name === undefined) {
      return { error: `The commit ${commit} could not be read: git listed something unknown.` };
    }
    const kind = mode === "120000" ? "link" : type === "blob" ? "file" : "other";
    entries.push({
      path: name.slice(folder.length),
      type: kind,
      size: size === "-" ? 0 : Number(size),
      object,
    });
  }
  return entries;
}

/**
 * Reads the access folder as it stood in commits, from git's objects, as raw bytes. Commits are taken by id; a
 * name is resolved only where a user gave one.
 */
import { sortedBy } from "../model/text.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { maxFileBytes, type Part } from "../model/tree.ts";
import { readBlobs } from "./gitObjects.ts";
import { isObjectId } from "../model/objectId.ts";
import {
  ask,
  pathInRepository,
  gitFolderAt,
  resolveCommit,
  type GitFailure,
  type GitFolder,
} from "./gitFolder.ts";

/** A folder (below `cwd`, or absolute) in a commit, by full id. */
interface FolderAt {
  readonly cwd: string;
  readonly dir: string;
  readonly commit: string;
}

/**
 * The folder `dir` (below `cwd`, or absolute) as it stood in each of the commits, by id. What several trees have in
 * common is read once, and is the same object in all of them. A commit without the folder gives an empty tree.
 * The repository is the one that holds the folder.
 */
export async function readTreesAt({
  cwd,
  dir,
  commits,
  part,
}: {
  readonly cwd: string;
  readonly dir: string;
  /** Full ids. */
  readonly commits: readonly string[];
  /** All of it without; files that stand directly in the folder are named in it, too. */
  readonly part?: Part | undefined;
}): Promise<{ readonly trees: ReadonlyMap<string, Tree> } | GitFailure> {
  const repository = gitFolderAt(cwd, dir);
  const place = await pathInRepository(repository);
  if ("error" in place) return place;
  const lists = new Map<string, readonly Listed[]>();
  for (const commit of new Set(commits)) {
    if (!isObjectId(commit)) return { error: `"${commit}" is not the full id of a commit.` };
    const found = await resolveCommit(repository, commit);
    if ("error" in found) return found;
    // The id of a tag is not the id of a commit: what is planned must be what is named.
    if (found.commit !== commit) return { error: `"${commit}" is not the id of a commit.` };
    const listed = await listFiles({
      repository,
      commit,
      path: place.path,
      part,
    });
    if ("error" in listed) return listed;
    const excess = tooMuch(listed);
    if (excess !== undefined) return { error: `The folder ${dir} in ${commit} ${excess}.` };
    lists.set(commit, listed);
  }
  const blobs = await readBlobs(repository.folder, [...lists.values()].flat().filter(isRead));
  if ("error" in blobs) {
    return { error: `The commit ${[...lists.keys()].join(" or ")} could not be read: ${blobs.error}` };
  }
  return { trees: new Map([...lists].map(([commit, listed]) => [commit, treeOf(listed, blobs)])) };
}

/** Names of the folders right below `dir` at a commit, sorted. Nothing of what is in them is read. */
export async function foldersAt({
  cwd,
  dir,
  commit,
}: FolderAt): Promise<{ readonly folders: readonly string[] } | GitFailure> {
  const repository = gitFolderAt(cwd, dir);
  const place = await pathInRepository(repository);
  if ("error" in place) return place;
  const folder = place.path === "" ? [] : [`${place.path}/`];
  const listed = await ask(repository, ["ls-tree", "-z", "--full-tree", commit, "--", ...folder]);
  if ("error" in listed) return { error: `The commit ${commit} could not be read: ${listed.error}.` };
  // MODE TYPE OBJECT<tab>PATH
  const names = listed.text
    .split("\0")
    .flatMap((line) => /^\d+ tree [^\t]*\t(?:[^]*\/)?([^/]*)$/.exec(line)?.[1] ?? []);
  return { folders: sortedBy(names, (name) => name) };
}

/** The id of the commit that a user named, in the repository that holds the folder. */
export async function commitNamed({
  cwd,
  ref,
  dir,
}: {
  readonly cwd: string;
  readonly ref: string;
  readonly dir: string;
}): Promise<{ readonly commit: string } | GitFailure> {
  const repository = gitFolderAt(cwd, dir);
  const place = await pathInRepository(repository);
  return "error" in place ? place : resolveCommit(repository, ref);
}

/** What stands in the folder `dir` in a commit, by full id; nothing of it is read. */
export async function filesAt({
  cwd,
  dir,
  commit,
}: FolderAt): Promise<{ readonly files: readonly Pick<Listed, "path" | "type" | "object">[] } | GitFailure> {
  const repository = gitFolderAt(cwd, dir);
  const place = await pathInRepository(repository);
  if ("error" in place) return place;
  const files = await listFiles({ repository, commit, path: place.path, part: undefined });
  return "error" in files ? files : { files };
}

function treeOf(listed: readonly Listed[], blobs: ReadonlyMap<string, Uint8Array>): Tree {
  const tree = listed.map(({ object, ...entry }): TreeEntry => ({
    ...entry,
    bytes: isRead(entry) ? (blobs.get(object) ?? null) : null,
  }));
  return sortedBy(tree, (entry) => entry.path);
}

/** Above these it is surely not a folder of access files. */
const maxEntries = 100_000;
const maxTotalBytes = 128 * 1024 * 1024;

function tooMuch(listed: readonly Listed[]): string | undefined {
  if (listed.length > maxEntries) return `holds more than ${maxEntries} files`;
  const total = listed.filter(isRead).reduce((sum, { size }) => sum + size, 0);
  return total > maxTotalBytes ? `holds more than ${maxTotalBytes / 1024 / 1024} MB` : undefined;
}

interface Listed {
  readonly path: string;
  readonly type: TreeEntry["type"];
  readonly size: number;
  readonly object: string;
}

function isRead({ type, size }: Pick<Listed, "type" | "size">): boolean {
  return type === "file" && size <= maxFileBytes;
}

/** So many names stand in a command; of more, all is listed and then chosen among. */
const mostNamed = 200;

function firstOf(path: string): string {
  return path.split("/", 1)[0] ?? "";
}

/** As `Part` says, of what is there. */
function isIn({ only, ofOthers = "" }: Part, entries: readonly Listed[]): (entry: Listed) => boolean {
  const isThatFile = (path: string): boolean => path === `${firstOf(path)}/${ofOthers}`;
  const having = new Set(entries.flatMap(({ path }) => (isThatFile(path) ? [firstOf(path)] : [])));
  return ({ path }) => {
    const first = firstOf(path);
    return only.has(first) || !having.has(first) || isThatFile(path);
  };
}

async function listFiles({
  repository,
  commit,
  path,
  part,
}: {
  readonly repository: GitFolder;
  readonly commit: string;
  readonly path: string;
  readonly part: Part | undefined;
}): Promise<Listed[] | GitFailure> {
  const folder = path === "" ? "" : `${path}/`;
  const all = path === "" ? [] : [path];
  const isListedWhole = part === undefined || part.ofOthers !== undefined || part.only.size > mostNamed;
  const named = isListedWhole ? all : [...part.only].map((name) => `${folder}${name}`);
  if (part?.only.size === 0 && part.ofOthers === undefined) return [];
  const args = ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", ...named];
  const listed = await ask(repository, args);
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
    if (
      part !== undefined &&
      part.ofOthers === undefined &&
      !part.only.has(firstOf(name.slice(folder.length)))
    )
      continue;
    const kind = mode === "120000" ? "link" : type === "blob" ? "file" : "other";
    entries.push({
      path: name.slice(folder.length),
      type: kind,
      size: size === "-" ? 0 : Number(size),
      object,
    });
  }
  return part?.ofOthers === undefined ? entries : entries.filter(isIn(part, entries));
}

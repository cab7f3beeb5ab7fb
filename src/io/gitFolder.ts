/**
 * One git repository, asked through the installed git. Names and places are those of the repository that holds a
 * folder; nothing is checked out, no filter and no hook runs, and replaced objects count as what they are.
 */
import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { given } from "../model/given.ts";
import { isObjectId } from "../model/objectId.ts";
import { linkOnWay } from "./newFile.ts";
import { runGit } from "./gitCommand.ts";

export interface GitFailure {
  readonly error: string;
}

export interface GitFolder {
  /** An existing folder in it, without links. */
  readonly folder: string;
  /** What remains of the path that was asked for below that folder: it may be gone by now, or be a file. */
  readonly rest: string;
  /** The first part of the path that was asked for that is a link, below the root of the repository. */
  readonly link?: string;
}

/** The repository that holds a folder, whether the folder still exists or not, or is a file by now. Whether there is one is found out by the first question. */
export function gitFolderAt(cwd: string, dir = "."): GitFolder {
  const path = resolve(cwd, dir);
  let folder = path;
  while (!isFolder(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return {
    ...{ folder: realpathSync(folder), rest: relative(folder, path) },
    ...given({ link: linkInRepository(path) }),
  };
}

/** Git can be run in no other thing. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The first link on the way from the outermost repository that a path runs through, below that one. Links above it are
 * the machine's, and no commit holds them.
 */
function linkInRepository(path: string): string | undefined {
  let root: string | undefined;
  for (let above = path, last = ""; above !== last; last = above, above = dirname(above))
    if (existsSync(join(above, ".git"))) root = above;
  if (root === undefined || root === path) return undefined;
  return linkOnWay({ below: root, path: `${relative(root, path).split(sep).join("/")}/` });
}

/** More than the names of as many files as an access folder may hold take. */
const mostBytes = 256 * 1024 * 1024;

/** What git prints for these arguments, or its first complaint. Codes other than 0 are no failure where they are given. */
export async function ask(
  { folder }: Pick<GitFolder, "folder">,
  args: readonly string[],
  codes?: readonly number[],
): Promise<{ readonly text: string } | GitFailure> {
  const output = await runGit({
    cwd: folder,
    args,
    maxBytes: mostBytes,
    ...(codes === undefined ? {} : { codes }),
  });
  if (output.ok) return { text: output.stdout.toString("utf8") };
  const complaint = firstLine(output.stderr);
  return { error: complaint === "" ? output.error : complaint };
}

/** Git's first complaint, without its own words around it, and without user names and passwords of addresses. */
export function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "")
    .replace(/^(?:fatal|error): |\.$/g, "")
    .replace(/\/\/[^/@\s]*@/g, "//");
}

/**
 * The path inside the repository, with "/" between folders; empty for the repository itself. A link is not followed: commits
 * hold what was committed under its own name, and what it leads to has other owners.
 */
export async function pathInRepository(
  repository: GitFolder,
): Promise<{ readonly path: string } | GitFailure> {
  const { folder, rest, link } = repository;
  if (link !== undefined)
    return { error: `${link} is a link, and links are not followed: put a folder in its place.` };
  const place = await placeOf(repository);
  if ("error" in place) {
    return {
      error: `${join(folder, rest)} is in no git repository that can be read, so that there are no commits to look in: ${place.error}. Run muster in a clone.`,
    };
  }
  const parts = [...place.prefix.split("/"), ...rest.split(sep)];
  return { path: parts.filter((part) => part !== "").join("/") };
}

/**
 * The id of the commit that an id or a name stands for. A full id is never taken for the name of a branch or tag, and a name
 * that stands for more than one thing is refused: git would take the tag, which whoever may push tags can have put there.
 */
export async function resolveCommit(
  repository: GitFolder,
  ref: string,
): Promise<{ readonly commit: string } | GitFailure> {
  if (ref === "" || ref.startsWith("-")) return { error: `"${ref}" cannot be the name of a commit.` };
  const place = await placeOf(repository);
  if (!("error" in place) && place.commits.has(ref)) return { commit: ref };
  const [found, unclear] = await Promise.all([
    ask(repository, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]),
    unclearName(repository, ref),
  ]);
  if (unclear !== undefined) return unclear;
  const id = "error" in found ? "" : found.text.trim();
  if (isObjectId(id)) {
    if (!("error" in place)) place.commits.add(id);
    return { commit: id };
  }
  if (await isShallow(repository))
    return missing(
      ref,
      "This clone is shallow: fetch the history first (`git fetch --unshallow`, or `fetch-depth: 0`).",
    );
  const any = await ask(repository, ["rev-list", "--all", "--max-count=1"]);
  const isEmpty = !("error" in any) && any.text === "";
  return missing(
    ref,
    isEmpty ? "It holds no commit yet: make one first." : "Fetch it first, or name another commit.",
  );
}

function missing(ref: string, hint: string): GitFailure {
  return { error: `The commit "${ref}" is not in this repository. ${hint}` };
}

/** Why a name does not say which commit is meant. */
async function unclearName(repository: GitFolder, ref: string): Promise<GitFailure | undefined> {
  if (isObjectId(ref) || ref.startsWith("refs/")) return undefined;
  // What leads on from a name (`~2`, `^`, `@{1}`) is no part of it.
  const [name = ""] = ref.split(/[~^:]|@\{/, 1);
  const named = ["tags", "heads", "remotes"].map((kind) => `refs/${kind}/${name}`);
  const there = [...(await refsAt(repository, named)).keys()];
  const isShort = /^[0-9a-f]{4,}$/.test(name);
  if (there.length < (isShort ? 1 : 2)) return undefined;
  const meanings = isShort ? ["the id of a commit, written out", ...there] : there;
  return {
    error: `"${name}" does not say which commit is meant: name ${meanings.slice(0, -1).join(", ")} or ${meanings.at(-1) ?? ""}.`,
  };
}

/** A branch, a tag, or another name that git keeps. */
interface Ref {
  /** The id of what it names, and what that is. */
  readonly object: string;
  readonly type: string;
  /** The name of the ref that it stands for; empty for most. */
  readonly leadsTo: string;
}

/** Those of these refs that there are, by their full names; none where git cannot look. */
export async function refsAt(
  repository: Pick<GitFolder, "folder">,
  names: readonly string[],
): Promise<ReadonlyMap<string, Ref>> {
  const format = "--format=%(objecttype) %(objectname) %(refname) %(symref)";
  const listed = await ask(repository, ["for-each-ref", format, ...names]);
  const lines = "error" in listed ? [] : listed.text.split("\n");
  // What is asked for may be the beginning of other names as well.
  return new Map(
    lines.flatMap((line): [string, Ref][] => {
      const [type = "", object = "", name = "", leadsTo = ""] = line.split(" ");
      return names.includes(name) ? [[name, { type, object, leadsTo }]] : [];
    }),
  );
}

/** Keeps in mind that the repository has these commits, by full id: git said so itself. */
export async function noteCommits(repository: GitFolder, commits: Iterable<string>): Promise<void> {
  const place = await placeOf(repository);
  if ("error" in place) return;
  for (const commit of commits) place.commits.add(commit);
}

/** Whether the repository holds a part of the history only. */
export async function isShallow(repository: GitFolder): Promise<boolean> {
  const place = await placeOf(repository);
  return !("error" in place) && place.isShallow;
}

/** Where a folder lies in its repository, and what does not change there while this process runs. */
interface Place {
  /** From the root of the repository, ending with "/"; empty for the root. */
  readonly prefix: string;
  readonly isShallow: boolean;
  /** Git's own folder, that of the repository where there are several work trees of it. */
  readonly gitFolder: string;
  /** Full ids of commits that are there. */
  readonly commits: Set<string>;
}

const places = new Map<string, Place>();
/** By the root of the repository, since two folders of one are asked about the same commits. */
const commitsByRoot = new Map<string, Set<string>>();

/** Asked once for each folder; again while the history is cut off, since it may have been fetched meanwhile. */
async function placeOf(repository: GitFolder): Promise<Place | GitFailure> {
  const { folder } = repository;
  const known = places.get(folder);
  if (known !== undefined && !known.isShallow) return known;
  const told = placeBelow(folder) ?? (await tellOfPlace(repository));
  if ("error" in told) return told;
  const { prefix } = told;
  const root = folder.slice(0, folder.length - prefix.length);
  const commits = commitsByRoot.get(root) ?? new Set<string>();
  commitsByRoot.set(root, commits);
  const place = { ...told, commits };
  places.set(folder, place);
  return place;
}

/** By what is known of a folder above it, where git would not take any folder between the two for a repository of its own. */
function placeBelow(folder: string): Omit<Place, "commits"> | undefined {
  const mayBeOne = [".git", "HEAD"].some((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }));
  const parent = dirname(folder);
  if (mayBeOne || parent === folder) return undefined;
  const above = places.get(parent) ?? placeBelow(parent);
  if (above === undefined || above.isShallow) return undefined;
  return { ...above, prefix: `${above.prefix}${basename(folder)}/` };
}

async function tellOfPlace(repository: GitFolder): Promise<Omit<Place, "commits"> | GitFailure> {
  const questions = ["--is-shallow-repository", "--git-common-dir", "--show-prefix"];
  const answer = await ask(repository, ["rev-parse", ...questions]);
  if ("error" in answer) return answer;
  let answers = answer.text.split("\n").slice(0, -1);
  if (answers.length !== questions.length) {
    // Names of folders may have several lines.
    const each = await Promise.all(questions.map((question) => ask(repository, ["rev-parse", question])));
    answers = [];
    for (const one of each) {
      if ("error" in one) return one;
      answers.push(one.text.replace(/\n$/, ""));
    }
  }
  const [isShallow, gitFolder = "", prefix = ""] = answers;
  return { prefix, isShallow: isShallow === "true", gitFolder: resolve(repository.folder, gitFolder) };
}

/** Git's own folder, that of the repository where there are several work trees of it. */
export async function ownFolderOf(repository: GitFolder): Promise<{ readonly path: string } | GitFailure> {
  const place = await placeOf(repository);
  return "error" in place ? place : { path: place.gitFolder };
}

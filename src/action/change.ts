/** What a change touches: which organizations' files, and which paths a reviewer must look at whatever the plan says. */
import { changedPaths } from "../io/gitHistory.ts";
import type { Desk } from "./desk.ts";
import type { Commits } from "./trees.ts";

export interface Change {
  /** Folders of organizations in which files differ; "all" when a file that stands above them does. */
  readonly folders: ReadonlySet<string> | "all";
  /** They decide who reviews, and what is read. */
  readonly sensitive: readonly string[];
}

/** What differs between two commits. */
export async function changeBetween(
  { context }: Desk,
  { base, head }: Commits,
): Promise<Change | { readonly error: string }> {
  const found = await changedPaths({ cwd: context.cwd, from: base, to: head });
  if ("error" in found) return found;
  return { folders: foldersOf(found.paths, context.access), sensitive: sensitivePaths(found.paths) };
}

/** Whether a commit has the very access files that a merge has. */
export async function hasFilesOf(
  { context }: Desk,
  { commit, merge }: { readonly commit: string; readonly merge: string },
): Promise<boolean> {
  const found = await changedPaths({ cwd: context.cwd, from: commit, to: merge });
  if ("error" in found) return false;
  const folders = foldersOf(found.paths, context.access);
  return folders !== "all" && folders.size === 0;
}

/** Of paths from the repository's root, the folders directly below the access folder. */
export function foldersOf(paths: readonly string[], access: string): ReadonlySet<string> | "all" {
  const root = access.replace(/^(?:\.\/)+|\/+$/g, "");
  const prefix = root === "" || root === "." ? "" : `${root}/`;
  const folders = new Set<string>();
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue;
    const [folder, ...rest] = path.slice(prefix.length).split("/");
    if (rest.length === 0) return "all";
    if (folder !== undefined) folders.add(folder);
  }
  return folders;
}

/** Places that GitHub looks for owners in. */
const ownersPlaces = new Set(["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"]);

/** What decides who reviews, how files are shown, and what runs; each kind is found by its paths. */
const kinds: readonly ((path: string) => boolean)[] = [
  (path) => ownersPlaces.has(path),
  (path) => path === ".gitattributes" || path.endsWith("/.gitattributes"),
  (path) => path.startsWith(".github/workflows/"),
  (path) => path.startsWith(".github/actions/"),
  (path) => path === ".gitmodules",
];

/**
 * Of paths from the repository's root, those that hold owners, attributes of git, workflows or actions. The first of
 * each kind come first: only a few can be shown, and a crowd of one kind must not hide another.
 */
export function sensitivePaths(paths: readonly string[]): string[] {
  const found = kinds.map((isOfKind) => paths.filter(isOfKind));
  const firsts = found.flatMap((of) => of.slice(0, 1));
  return [...firsts, ...found.flatMap((of) => of.slice(1))];
}

/** Which organizations the files declare, and whose files a change touches: what a job matrix is made of. */
import { declare, declareNames, type Named } from "../declare/read.ts";
import { namesThatMayDiffer } from "../io/gitChanges.ts";
import { commitNamed, foldersAt, readTreesAt } from "../io/gitTree.ts";
import { foldersIn, readTree } from "../io/tree.ts";
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import { compareText } from "../model/text.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import { peopleFile } from "../declare/layout.ts";
import type { Context } from "./context.ts";
import { inputOf, partFor, treeOf } from "./declared.ts";
import type { Failure } from "./failure.ts";

interface Listed {
  readonly organizations: readonly Named[];
  /** Folders that the base has and the files no longer have. */
  readonly gone: readonly string[];
}

/** Or what is wrong with the files, of all that was read. */
type Answer = Listed | { readonly diagnostics: readonly Diagnostic[] } | Failure;

/**
 * All organizations, or with a base those whose files differ from it; or what is wrong with the files. `base` is a
 * commit's id, or a name that the user gave; `head` a commit's id, the files on the disk without it.
 */
export async function listOrganizations(
  context: Context,
  base: string | undefined,
  head?: string,
): Promise<Answer> {
  if (base !== undefined) return listChanged(context, { base, head });
  const tree = await settingsIn(context, head);
  if ("error" in tree) return tree;
  const { organizations, diagnostics } = declareNames(inputOf(context, tree));
  return hasErrors(diagnostics) ? { diagnostics } : { organizations, gone: [] };
}

/** Of each organization, the file that says which it is. */
async function settingsIn(context: Context, head: string | undefined): Promise<Tree | Failure> {
  const none = new Set<string>();
  if (head === undefined) return treeOf(context, none);
  const { cwd, access: dir } = context;
  const read = await readTreesAt({ cwd, dir, commits: [head], part: partFor(none) });
  return "error" in read ? read : (read.trees.get(head) ?? []);
}

/** Only what git tells of as different is read and parsed: that, and the file of all people. */
async function listChanged(
  context: Context,
  { base, head }: { readonly base: string; readonly head: string | undefined },
): Promise<Answer> {
  const { cwd, access: dir } = context;
  const named = await commitNamed({ cwd, ref: base, dir });
  if ("error" in named) return named;
  const found = await namesThatMayDiffer({ cwd, dir, from: named.commit, to: head });
  if ("error" in found) return found;
  const folders = head === undefined ? await foldersIn(dir) : await foldersAt({ cwd, dir, commit: head });
  if ("error" in folders) return folders;
  const versions = { place: { cwd, dir }, base: named.commit, head };
  const some = await bothTrees(versions, new Set([...found.names, peopleFile]));
  if ("error" in some) return some;
  // People are in every organization.
  const both = samePeople(some) ? some : await bothTrees(versions);
  if ("error" in both) return both;
  const changed = new Set(changedFolders(both.before, both.now));
  const tree = both.now.filter(({ path }) => !path.includes("/") || changed.has(path.split("/")[0] ?? ""));
  const others = folders.folders.filter((key) => !changed.has(key));
  const { organizations, diagnostics } = declare({ ...inputOf(context, tree), others });
  if (hasErrors(diagnostics)) return { diagnostics };
  return { organizations, gone: [...changed].filter((key) => !folders.folders.includes(key)) };
}

interface Both {
  readonly before: Tree;
  readonly now: Tree;
}

async function bothTrees(
  {
    place,
    base,
    head,
  }: {
    readonly place: { readonly cwd: string; readonly dir: string };
    readonly base: string;
    readonly head: string | undefined;
  },
  only?: ReadonlySet<string>,
): Promise<Both | Failure> {
  const commits = head === undefined ? [base] : [base, head];
  const part = only === undefined ? undefined : { only };
  const read = await readTreesAt({ ...place, commits, part });
  if ("error" in read) return read;
  const now = head === undefined ? await readTree(place.dir, { part }) : read.trees.get(head);
  if (now !== undefined && "error" in now) return now;
  return { before: read.trees.get(base) ?? [], now: now ?? [] };
}

function samePeople({ before, now }: Both): boolean {
  const peopleIn = (tree: Tree): readonly TreeEntry[] => tree.filter(({ path }) => path === peopleFile);
  return sameFiles(peopleIn(before), peopleIn(now));
}

/** Folders directly below the access folder in which any file came, went or differs, sorted; all of them when people.yaml does. */
export function changedFolders(before: Tree, now: Tree): string[] {
  const [old, young] = [byFolder(before), byFolder(now)];
  const folders = [...new Set([...old.keys(), ...young.keys()])].sort(compareText);
  const differs = (folder: string): boolean => !sameFiles(old.get(folder) ?? [], young.get(folder) ?? []);
  const people = differs(peopleFile);
  return folders.filter((folder) => folder !== peopleFile && (people || differs(folder)));
}

function byFolder(tree: Tree): Map<string, TreeEntry[]> {
  const folders = new Map<string, TreeEntry[]>();
  for (const entry of tree) {
    const folder = entry.path.split("/")[0] ?? "";
    const entries = folders.get(folder);
    if (entries === undefined) folders.set(folder, [entry]);
    else entries.push(entry);
  }
  return folders;
}

/** Whether both hold the same files, with the same bytes. */
export function sameFiles(a: readonly TreeEntry[], b: readonly TreeEntry[]): boolean {
  return a.length === b.length && a.every((entry, index) => sameFile(entry, b[index]));
}

function sameFile(a: TreeEntry, b: TreeEntry | undefined): boolean {
  if (b === undefined || a.path !== b.path || a.type !== b.type) return false;
  if (a.bytes === null || b.bytes === null) return a.bytes === b.bytes && a.size === b.size;
  const other = b.bytes;
  return (
    a.bytes === other ||
    (a.bytes.length === other.length && a.bytes.every((byte, index) => byte === other[index]))
  );
}

/** Some organizations, for one job of a matrix. */
interface Shard {
  /** For showing: the organization's key, or the first and how many more. */
  readonly name: string;
  /** Keys, separated by commas. */
  readonly organizations: string;
}

/** GitHub's limit on the jobs of one matrix. */
const maxShards = 256;

/** The keys in at most so many shards, of sizes that differ by one at most; one each where there are enough. */
export function shardsOf(keys: readonly string[], limit: number = maxShards): Shard[] {
  const count = Math.min(keys.length, limit);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * keys.length) / count);
    const to = Math.floor(((index + 1) * keys.length) / count);
    const [first = "", ...more] = keys.slice(from, to);
    const name = more.length === 0 ? first : `${first} and ${more.length} more`;
    return { name, organizations: [first, ...more].join(",") };
  });
}

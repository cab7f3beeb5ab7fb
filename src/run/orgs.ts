/** Which organizations the files declare, and whose files a change touches: what a job matrix is made of. */
import { readTreeAt } from "../io/git.ts";
import { readTree } from "../io/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import { compareText } from "../model/text.ts";
import type { Tree, TreeEntry } from "../model/tree.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { validate } from "./validate.ts";

export interface Listed {
  readonly organizations: readonly Organization[];
  /** Folders that the base has and the files no longer have. */
  readonly gone: readonly string[];
}

/** All organizations, or with a base those whose files differ from it; or what is wrong with the files. */
export async function listOrganizations(
  context: Context,
  base: string | undefined,
): Promise<Listed | { readonly diagnostics: readonly Diagnostic[] } | Failure> {
  const checked = await validate(context);
  if ("error" in checked) return checked;
  if (!checked.valid) return { diagnostics: checked.diagnostics };
  const { organizations } = checked;
  if (base === undefined) return { organizations, gone: [] };
  const before = await readTreeAt({ cwd: context.cwd, ref: base, dir: context.access });
  if ("error" in before) return before;
  const now = await readTree(context.access);
  if ("error" in now) return now;
  const changed = changedFolders(before.tree, now);
  const declared = new Set(organizations.map((organization) => organization.key));
  return {
    organizations: organizations.filter((organization) => changed.includes(organization.key)),
    gone: changed.filter((key) => !declared.has(key)),
  };
}

/** Folders directly below the access folder in which any file came, went or differs, sorted. */
export function changedFolders(before: Tree, now: Tree): string[] {
  const [old, young] = [byFolder(before), byFolder(now)];
  const folders = [...new Set([...old.keys(), ...young.keys()])].sort(compareText);
  return folders.filter((folder) => !sameFiles(old.get(folder) ?? [], young.get(folder) ?? []));
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

function sameFiles(a: readonly TreeEntry[], b: readonly TreeEntry[]): boolean {
  return a.length === b.length && a.every((entry, index) => sameFile(entry, b[index]));
}

function sameFile(a: TreeEntry, b: TreeEntry | undefined): boolean {
  if (b === undefined || a.path !== b.path || a.type !== b.type) return false;
  if (a.bytes === null || b.bytes === null) return a.bytes === b.bytes && a.size === b.size;
  const other = b.bytes;
  return a.bytes.length === other.length && a.bytes.every((byte, index) => byte === other[index]);
}

/** What a tree of access files says, and how its folder is called. */
import { basename } from "node:path";
import { strangersIn } from "../declare/layout.ts";
import { declare, type Declared, type DeclareInput } from "../declare/read.ts";
import { readTree } from "../io/tree.ts";
import type { Tree } from "../model/tree.ts";
import type { Failure } from "./failure.ts";
import { dayOf, type Context } from "./context.ts";

/** What a tree of access files says, on the day of the run or on the one that is given. */
export function declared(context: Context, tree: Tree, day?: string): Declared {
  return declare(inputOf(context, tree, day));
}

/** The tree as it is to be declared. */
export function inputOf(context: Context, tree: Tree, day?: string): DeclareInput {
  return { tree, label: labelOf(context.access), today: dayOf(context, day) };
}

/** The folder's files on the disk; whoever wants to know is told which are no access files. */
export async function treeOf(context: Context): Promise<Tree | Failure> {
  const tree = await readTree(context.access);
  if ("error" in tree || context.tell === undefined) return tree;
  for (const path of strangersIn(tree))
    context.tell(`${labelOf(context.access)}/${path} is passed over: it is no access file.`);
  return tree;
}

/** How messages name the folder: as it was given, or by its last part when that would be a path from the root. */
export function labelOf(access: string): string {
  const label = access.replaceAll("\\", "/").replace(/\/+$/, "").replace(/^\.\//, "");
  return label === "" || label.startsWith("/") ? basename(access) || "access" : label;
}

/** What a tree of access files says. */
import { settingsFile, strangersIn } from "../declare/layout.ts";
import { declare, type Declared, type DeclareInput } from "../declare/read.ts";
import { readTree } from "../io/tree.ts";
import type { Part, Tree } from "../model/tree.ts";
import type { Failure } from "./failure.ts";
import { dayOf, type Context } from "./context.ts";
import { labelOf } from "./label.ts";

/** What a tree of access files says, on the day of the run or on the one that is given. */
export function declared(
  context: Context,
  tree: Tree,
  how?: { readonly day?: string | undefined; readonly only?: Asked },
): Declared {
  return declare(inputOf(context, tree, how));
}

/** The tree as it is to be declared. */
export function inputOf(
  context: Context,
  tree: Tree,
  { day, only }: { readonly day?: string | undefined; readonly only?: Asked | undefined } = {},
): DeclareInput {
  return { tree, label: labelOf(context.access), today: dayOf(context, day), only };
}

/** Keys of the organizations that are asked for; undefined: all. */
export type Asked = ReadonlySet<string> | undefined;

/** What is read where some organizations are asked for: of the others, no more than which they are. */
export function partFor(only: Asked): Part | undefined {
  return only === undefined ? undefined : { only, ofOthers: settingsFile };
}

/** The folder's files on the disk; whoever wants to know is told which are no access files. */
export async function treeOf(context: Context, only?: Asked): Promise<Tree | Failure> {
  const tree = await readTree(context.access, { part: partFor(only) });
  if ("error" in tree || context.tell === undefined) return tree;
  for (const path of strangersIn(tree))
    context.tell(`${labelOf(context.access)}/${path} is passed over: it is no access file.`);
  return tree;
}

/** Names of the folders of a tree, sorted: one for each organization. */
export function foldersOf(tree: Tree): string[] {
  return [...new Set(tree.flatMap(({ path }) => (path.includes("/") ? (path.split("/", 1)[0] ?? []) : [])))];
}

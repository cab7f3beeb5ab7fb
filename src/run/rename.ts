/** Renaming: edits the access files for people under new addresses. Everything is worked out before the first write. */
import { renameFiles, type Renaming } from "../rewrite/rename.ts";
import { dayOf, type Context } from "./context.ts";
import { treeOf } from "./declared.ts";
import { labelOf } from "./label.ts";
import { landEdits, type EditedFiles, type EditRefusal } from "./editFiles.ts";

export type { Renaming };

/** Edits every file that names the people. */
export async function rename(context: Context, asked: Renaming): Promise<EditedFiles | EditRefusal> {
  const tree = await treeOf(context);
  if ("error" in tree) return { ok: false, ...tree };
  const label = labelOf(context.access);
  return landEdits(context, renameFiles({ tree, label, today: dayOf(context), asked }));
}

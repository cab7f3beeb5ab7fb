/** Offboarding: edits the access files for somebody who leaves. Everything is worked out before the first write. */
import { offboardFiles } from "../rewrite/offboard.ts";
import { dayOf, type Context } from "./context.ts";
import { treeOf } from "./declared.ts";
import { labelOf } from "./label.ts";
import { landEdits, type EditedFiles, type EditRefusal } from "./editFiles.ts";

/** Edits the files of every organization that names the person. */
export async function offboard(
  context: Context,
  people: { readonly who: string; readonly successor: string },
): Promise<EditedFiles | EditRefusal> {
  const tree = await treeOf(context);
  if ("error" in tree) return { ok: false, ...tree };
  const label = labelOf(context.access);
  return landEdits(context, offboardFiles({ tree, label, today: dayOf(context), ...people }));
}

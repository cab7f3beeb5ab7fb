/** Edits of the access files that were worked out before: written, shown as differences, and where they can be planned. */
import { join } from "node:path";
import { formatPatch, structuredPatch } from "diff";
import type { FileEdit, OffboardFailure, Offboarding } from "../rewrite/offboard.ts";
import { writeTogether, type TogetherFile } from "../io/together.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./failure.ts";
import { refusedLink } from "./filesBelow.ts";
import { keysAtHand } from "./keysAtHand.ts";

export interface EditedFiles {
  readonly ok: true;
  /** Names of the files that were written, by path. */
  readonly written: readonly string[];
  /** The differences as unified text, one after the other; empty when nothing changed. */
  readonly patch: string;
  /** What the user has to know or do, as sentences. */
  readonly advice: readonly string[];
  /** Organizations whose files changed and whose key is at hand. */
  readonly plannable: readonly string[];
  /** The others whose files changed, each with the sentence that says which key is missing. */
  readonly keyless: readonly { readonly key: string; readonly message: string }[];
}

/** Why nothing was written. */
export type EditRefusal = OffboardFailure;

/** Writes what was worked out, or nothing. */
export async function landEdits(
  context: Context,
  made: Offboarding | OffboardFailure,
): Promise<EditedFiles | EditRefusal> {
  if (!made.ok) return made;
  const { files, advice } = made;
  const failure = await writeEdits(context, files);
  if (failure !== undefined) return { ok: false, ...failure };
  const written = files.map(({ name }) => name);
  const { organizations: keys, declared: count } = made;
  const { atHand: plannable, keyless } = keysAtHand(context.env, { keys, count });
  return { ok: true, written, patch: files.map(patchOf).join(""), advice, plannable, keyless };
}

/** Writes the files, and with them new ones elsewhere: all of them, each only while it is what its edit was made from, or none. */
export async function writeEdits(
  context: Context,
  files: readonly FileEdit[],
  besides: readonly TogetherFile[] = [],
): Promise<Failure | undefined> {
  const refused = refusedLink(
    context,
    files.map(({ path }) => path),
  );
  if (refused !== undefined) return refused;
  const edits = files.map((file) => ({ ...file, path: join(context.access, file.path) }));
  return writeTogether([...edits, ...besides]);
}

/** The difference as unified text. */
export function patchOf({ name, before, after }: FileEdit): string {
  return formatPatch(
    structuredPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 }),
  );
}

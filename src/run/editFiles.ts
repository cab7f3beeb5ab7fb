/** Edits of the access files that were worked out before: written, shown as differences, and where they can be planned. */
import { join } from "node:path";
import { formatPatch, structuredPatch } from "diff";
import type { FaultyFiles, FileEdit, OffboardFailure, Offboarding } from "../rewrite/offboard.ts";
import { replaceText } from "../io/file.ts";
import { tokenFor } from "../io/env.ts";
import type { Context } from "./context.ts";
import { refusedLink } from "./filesBelow.ts";

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

/** Why nothing was written, or, with `written`, not everything. */
export type EditRefusal =
  { readonly ok: false; readonly error: string; readonly written: readonly string[] } | FaultyFiles;

/** Writes what was worked out, or nothing. */
export async function landEdits(
  context: Context,
  made: Offboarding | OffboardFailure,
): Promise<EditedFiles | EditRefusal> {
  if (!made.ok) return "error" in made ? { ...made, written: [] } : made;
  const written = await writeAll(context, made.files);
  if ("error" in written) return { ok: false, ...written };
  const keys = keysAtHand(context, made);
  return { ok: true, ...written, patch: made.files.map(patchOf).join(""), advice: made.advice, ...keys };
}

/** Writes the files, each only while it is what its edit was made from. */
export async function writeAll(
  context: Context,
  files: readonly FileEdit[],
): Promise<{ readonly written: readonly string[] } | { readonly error: string; readonly written: string[] }> {
  const written: string[] = [];
  const refused = refusedLink(
    context,
    files.map(({ path }) => path),
  );
  if (refused !== undefined) return { ...refused, written };
  for (const file of files) {
    const failure = await replaceText(join(context.access, file.path), file);
    if (failure !== undefined) return { ...failure, written };
    written.push(file.name);
  }
  return { written };
}

/** The difference as unified text. */
export function patchOf({ name, before, after }: FileEdit): string {
  return formatPatch(
    structuredPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, { context: 3 }),
  );
}

function keysAtHand(
  { env }: Context,
  { organizations, declared: count }: Offboarding,
): Pick<EditedFiles, "plannable" | "keyless"> {
  const keys = organizations.map((key) => ({ key, token: tokenFor({ env, key, count }) }));
  return {
    plannable: keys.flatMap(({ key, token }) => (token.ok ? [key] : [])),
    keyless: keys.flatMap(({ key, token }) => (token.ok ? [] : [{ key, message: token.message }])),
  };
}

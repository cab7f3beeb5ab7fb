/**
 * Edits of access files in place: only what has to change changes, and comments, order, quotes and blank lines stay.
 * Every edited text is read again by the strict reader and compared with what was meant; where the two differ there
 * is no edited text.
 */
import { parseNodes } from "../../declare/nodes.ts";
import { placeText, sourceFile } from "../../declare/place.ts";
import type { Source } from "../../model/diagnostic.ts";
import { decode } from "../../declare/text.ts";
import { change } from "./change.ts";
import { Draft, type Refusal } from "./draft.ts";
import { applyEdit, meantFrom, plainFrom, type Meant, type TextEdit } from "./meant.ts";
import { parseParts } from "./parts.ts";
import { isMapping, mappingFrom, plainOf, samePlain, type Plain, type PlainMapping } from "./plain.ts";

export type { Step, TextEdit } from "./meant.ts";
export type { Plain } from "./plain.ts";
export { toYaml } from "./render.ts";

/** The edited text, or why the text stays as it is. */
type Edited = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

const byteOrderMark = "\ufeff";

/** Applies edits to the text of an access file. `name` is what the user calls the file; edits may depend on what it says. */
export function editText(input: {
  readonly name: string;
  readonly text: string;
  readonly edits: readonly TextEdit[] | ((sections: PlainMapping) => readonly TextEdit[]);
}): Edited {
  const { name } = input;
  const mark = input.text.startsWith(byteOrderMark) ? byteOrderMark : "";
  const text = input.text.slice(mark.length);
  const here = (at: number): string => placeText({ file: sourceFile(name, text), offset: at });
  const before = read(name, text);
  if (!before.ok) {
    const place = before.at === undefined ? name : `${name}:${before.at.line}:${before.at.column}`;
    return refused(place, `it has errors (${before.message}); correct them first`);
  }
  const top = meantFrom(before.value);
  if (top.kind !== "mapping") return refused(name, "it holds no sections");
  for (const edit of typeof input.edits === "function" ? input.edits(before.value) : input.edits) {
    const message = applyEdit(top.entries, edit);
    if (message !== undefined) return refused(name, message);
  }
  const wanted = plainFrom(top);
  if (samePlain(before.value, wanted)) return { ok: true, text: input.text };
  const written = write(text, before.value, top);
  if (!written.ok) return refused(here(written.at), written.message);
  const after = read(name, written.text);
  if (!after.ok) {
    const line = after.at === undefined ? "" : `line ${after.at.line}: `;
    return refused(name, `the result would have errors (${line}${after.message}). Edit the file by hand`);
  }
  if (!samePlain(after.value, wanted)) {
    return refused(name, "the result would say something else than was meant. Edit the file by hand");
  }
  return { ok: true, text: mark + written.text };
}

function write(
  text: string,
  before: PlainMapping,
  top: Meant,
): { readonly ok: true; readonly text: string } | Refusal {
  const { root, error } = parseParts(text);
  if (error !== undefined)
    return { ok: false, message: "this is read differently by different readers of YAML", at: error };
  const draft = new Draft(text);
  change({ draft, node: root, part: undefined, flow: false, indent: 0, depth: 0 }, before, top);
  return draft.result();
}

/** `what` is the file, or the place in it. */
function refused(what: string, message: string): Edited {
  return { ok: false, message: `${what} was not edited: ${message.replace(/\.$/, "")}.` };
}

/** What a text says, as the strict reader reads it. A text without anything is a mapping without entries. */
function read(
  name: string,
  text: string,
):
  | { readonly ok: true; readonly value: PlainMapping }
  | { readonly ok: false; readonly message: string; readonly at?: Source } {
  const decoded = decode(name, new TextEncoder().encode(text));
  const nodes = parseNodes(decoded.file ?? sourceFile(name, ""));
  const [first] = [...decoded.diagnostics, ...nodes.diagnostics].filter(({ code }) => code !== "empty-file");
  if (first !== undefined) {
    return { ok: false, message: first.message.replace(/\.$/, ""), at: first.source };
  }
  const value: Plain = nodes.root === undefined ? mappingFrom([]) : plainOf(nodes.root);
  return isMapping(value) ? { ok: true, value } : { ok: false, message: "it is no mapping" };
}

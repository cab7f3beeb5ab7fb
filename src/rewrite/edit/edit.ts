/**
 * Edits of access files in place: only what has to change changes, and comments, order, quotes and blank lines stay.
 * Every edited text is read again by the strict reader and compared with what was meant; where the two differ there
 * is no edited text.
 */
import { parseNodes } from "../../declare/nodes.ts";
import { sourceFile } from "../../declare/place.ts";
import { decode } from "../../declare/text.ts";
import { change } from "./change.ts";
import { Draft } from "./draft.ts";
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
  const before = read(name, text);
  if (!before.ok) return refused(name, `it has errors (${before.message}); correct them first`);
  const top = meantFrom(before.value);
  if (top.kind !== "mapping") return refused(name, "it holds no sections");
  for (const edit of typeof input.edits === "function" ? input.edits(before.value) : input.edits) {
    const message = applyEdit(top.entries, edit);
    if (message !== undefined) return refused(name, message);
  }
  const wanted = plainFrom(top);
  if (samePlain(before.value, wanted)) return { ok: true, text: input.text };
  const written = write(text, before.value, top);
  if (!written.ok) return refused(name, written.message);
  const after = read(name, written.text);
  if (!after.ok)
    return refused(name, `the result would have errors (${after.message}). Edit the file by hand`);
  if (!samePlain(after.value, wanted)) {
    return refused(name, "the result would say something else than was meant. Edit the file by hand");
  }
  return { ok: true, text: mark + written.text };
}

function write(text: string, before: PlainMapping, top: Meant): Edited {
  const { root, errors } = parseParts(text);
  if (errors) return { ok: false, message: "its YAML is read differently by different readers" };
  const draft = new Draft(text);
  change({ draft, node: root, part: undefined, flow: false, indent: 0, depth: 0 }, before, top);
  return draft.result();
}

function refused(name: string, message: string): Edited {
  return { ok: false, message: `${name} was not edited: ${message.replace(/\.$/, "")}.` };
}

/** What a text says, as the strict reader reads it. A text without anything is a mapping without entries. */
function read(
  name: string,
  text: string,
): { readonly ok: true; readonly value: PlainMapping } | { readonly ok: false; readonly message: string } {
  const decoded = decode(name, new TextEncoder().encode(text));
  const nodes = parseNodes(decoded.file ?? sourceFile(name, ""));
  const [first] = [...decoded.diagnostics, ...nodes.diagnostics].filter(({ code }) => code !== "empty-file");
  if (first !== undefined) {
    return { ok: false, message: `line ${first.source.line}: ${first.message.replace(/\.$/, "")}` };
  }
  const value: Plain = nodes.root === undefined ? mappingFrom([]) : plainOf(nodes.root);
  return isMapping(value) ? { ok: true, value } : { ok: false, message: "it is no mapping" };
}

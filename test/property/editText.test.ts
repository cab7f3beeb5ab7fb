/** Edits in place: whatever the text and the edits, the result says what was meant, and no other line changed. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editText, toYaml, type Plain, type TextEdit } from "../../src/rewrite/edit/edit.ts";
import { parseNodes } from "../../src/declare/nodes.ts";
import { sourceFile } from "../../src/declare/place.ts";
import { plainOf } from "../../src/rewrite/edit/plain.ts";
import { decode } from "../../src/declare/text.ts";
import {
  anySeeds,
  anyValue,
  anyWritten,
  at,
  editsFor,
  isPrefix,
  type Path,
  type Written,
} from "./editText.ts";

const name = "access/acme/members.yaml";
const eols = fc.constantFrom("\n", "\r\n");
const marks = fc.constantFrom("", "\ufeff");

function textOf(written: Written, eol: string): string {
  return written.lines.map((line) => line.text + eol).join("");
}

function must(text: string, edits: readonly TextEdit[]): string {
  const result = editText({ name, text, edits });
  if (!result.ok) throw new Error(`${result.message}\n${text}\n${JSON.stringify(edits)}`);
  return result.text;
}

type Box = { [key: string]: unknown };
const gone = Symbol("gone");

/** The edits on plain data, worked out a second way. */
function expected(data: Plain, edits: readonly TextEdit[]): unknown {
  const top = structuredClone(data) as Box;
  for (const { path, ...edit } of edits) {
    let box: Box = top;
    const last = String(path.at(-1));
    let missing = false;
    for (const step of path.slice(0, -1).map(String)) {
      if (box[step] === undefined || box[step] === null) {
        if (edit.op === "delete") missing = true;
        box[step] = {};
      }
      box = box[step] as Box;
    }
    if (missing) continue;
    if (edit.op === "set") box[last] = structuredClone(edit.value);
    else if (edit.op === "append") box[last] = [...((box[last] ?? []) as unknown[]), edit.value];
    else if (Array.isArray(box)) (box as unknown[])[Number(last)] = gone;
    else delete box[last];
  }
  return stripped(top);
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== gone).map(stripped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, stripped(item)]));
}

function reread(text: string): unknown {
  const { file, diagnostics } = decode(name, new TextEncoder().encode(text));
  const { root, diagnostics: more } = parseNodes(file ?? sourceFile(name, ""));
  expect([...diagnostics, ...more]).toEqual([]);
  // Without the prototypes that the reader leaves out.
  return root === undefined ? undefined : stripped(plainOf(root));
}

/** Whether an edit may change a line: it is about what the line says, or about something inside brackets there. */
function mayTouch(
  line: Written["lines"][number],
  edits: readonly TextEdit[],
  emptied: readonly Path[],
): boolean {
  return (
    edits.some(
      ({ op, path }) =>
        (op !== "append" && line.owners.some((owner) => isPrefix(path, owner))) ||
        line.inline.some((value) => isPrefix(value, path)),
    ) || emptied.some((path) => line.owners.some((owner) => isPrefix(path, owner)))
  );
}

/** Mappings and lists of which nothing is left that was there. */
function emptiedBy(data: Plain, edits: readonly TextEdit[]): Path[] {
  return edits.flatMap(({ path }) =>
    path.flatMap((_, length) => {
      const above = path.slice(0, length);
      const was = at(data, above);
      if (typeof was !== "object" || was === null) return [];
      const taken = Object.keys(was).filter((key) =>
        edits.some(
          (edit) =>
            edit.op !== "append" &&
            edit.path.length === length + 1 &&
            isPrefix(above, edit.path) &&
            String(edit.path[length]) === key,
        ),
      );
      return taken.length === Object.keys(was).length ? [above] : [];
    }),
  );
}

describe("editText", () => {
  it("says what was meant, and changes no line that it need not", () => {
    fc.assert(
      fc.property(anyWritten, anySeeds, eols, marks, (written, seeds, eol, mark) => {
        const text = mark + textOf(written, eol);
        const edits = editsFor(written.data, seeds);
        const after = must(text, edits);
        expect(reread(after)).toEqual(expected(written.data, edits));
        expect(after.startsWith("\ufeff")).toBe(mark !== "");
        if (eol === "\r\n") expect(after.replaceAll("\r\n", "")).not.toContain("\n");
        else expect(after).not.toContain("\r");
        const emptied = emptiedBy(written.data, edits);
        const kept = written.lines.filter((line) => line.text !== "" && !mayTouch(line, edits, emptied));
        const lines = after.slice(mark.length).split(eol);
        let from = 0;
        for (const { text: line } of kept) {
          const found = lines.indexOf(line, from);
          expect(found, `${line}\n${text}\n${JSON.stringify(edits)}\n${after}`).toBeGreaterThanOrEqual(0);
          from = found + 1;
        }
      }),
      { numRuns: 1500 },
    );
  });

  it("changes no byte when everything is so already", () => {
    fc.assert(
      fc.property(anyWritten, anySeeds, eols, (written, seeds, eol) => {
        const edits = editsFor(written.data, seeds).filter((edit) => edit.op !== "append");
        const again = edits.filter((edit) => edit.op === "set" || typeof edit.path.at(-1) === "string");
        const text = must(textOf(written, eol), again);
        const stays = again.filter(({ path }) => path.every((step) => typeof step === "string"));
        expect(must(text, stays)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it("reads back every new file as it was meant", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("organization", "members", "x y"), anyValue, { minKeys: 1 }),
        (value) => {
          const text = toYaml(value);
          expect(reread(text)).toEqual(stripped(value));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never lets a hostile value say something else: it is quoted, or refused", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.string({ maxLength: 40 }),
        (value, key) => {
          const text = "members:\n  ana@acme.example: admin # yes\n";
          const result = editText({
            name,
            text,
            edits: [{ op: "set", path: ["members", key], value: { role: value } }],
          });
          if (!result.ok) return;
          expect(reread(result.text)).toEqual({
            members: Object.fromEntries([
              ["ana@acme.example", "admin"],
              [key, { role: value }],
            ]),
          });
          expect(result.text.startsWith(text)).toBe(key !== "ana@acme.example");
        },
      ),
      { numRuns: 1000 },
    );
  });
});

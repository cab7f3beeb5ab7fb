/**
 * Random YAML texts as people write them (blocks, brackets, both, comments everywhere), with what each line is about,
 * and random edits of them.
 */
import * as fc from "fast-check";
import type { Plain, Step, TextEdit } from "../../src/rewrite/edit/edit.ts";

export type Path = readonly Step[];

/** A line, the entries and items that it belongs to, and the values that stand on it between brackets or as a scalar. */
interface Line {
  readonly text: string;
  readonly owners: readonly Path[];
  readonly inline: readonly Path[];
}

export interface Written {
  readonly lines: readonly Line[];
  readonly data: Plain;
}

interface Shape {
  readonly kind: "leaf" | "mapping" | "list";
  /** Chooses among the ways to write it. */
  readonly style: number;
  readonly entries: readonly EntryShape[];
}
interface EntryShape {
  readonly above: boolean;
  readonly behind: boolean;
  readonly blank: boolean;
  readonly node: Shape;
}

const style = fc.nat({ max: 11 });
const { node: anyNode } = fc.letrec<{ node: Shape; entry: EntryShape }>((tie) => ({
  entry: fc.record({ above: fc.boolean(), behind: fc.boolean(), blank: fc.boolean(), node: tie("node") }),
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ kind: fc.constant("leaf" as const), style, entries: fc.constant([]) }),
    fc.record({
      kind: fc.constantFrom("mapping" as const, "list" as const),
      style,
      entries: fc.array(tie("entry"), { maxLength: 4 }),
    }),
  ),
}));

/** A text whose top is a mapping with at least one entry. */
export const anyWritten: fc.Arbitrary<Written> = fc
  .array(fc.record({ above: fc.boolean(), behind: fc.boolean(), blank: fc.boolean(), node: anyNode }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((entries) => {
    const writer = new Writer();
    const data = writer.block({ kind: "mapping", style: 0, entries }, [], 0);
    return { lines: writer.lines, data };
  })
  .filter(({ lines }) => lines.every(({ text }) => text.length <= 280));

/** Counts, so that every name, value and comment of a text is another one. */
class Writer {
  readonly lines: Line[] = [];
  #count = 0;

  block(shape: Shape, path: Path, indent: number): Plain {
    const margin = " ".repeat(indent);
    const items: [Step, Plain][] = [];
    for (const [index, entry] of shape.entries.entries()) {
      const step = shape.kind === "list" ? index : this.#key(index);
      const at = [...path, step];
      if (entry.blank && this.lines.length > 0) this.lines.push({ text: "", owners: [at], inline: [] });
      if (entry.above) this.lines.push({ text: `${margin}${this.#comment()}`, owners: [at], inline: [] });
      const mark = shape.kind === "list" ? "-" : `${this.#shown(step)}:`;
      items.push([step, this.#value(entry, { at, mark, margin, indent })]);
    }
    return shape.kind === "list"
      ? items.map(([, value]) => value)
      : Object.fromEntries(items.map(([key, value]) => [String(key), value]));
  }

  #value(
    { node, behind }: EntryShape,
    place: { readonly at: Path; readonly mark: string; readonly margin: string; readonly indent: number },
  ): Plain {
    const { at, mark, margin, indent } = place;
    const comment = behind ? ` ${this.#comment()}` : "";
    if (node.kind !== "leaf" && node.entries.length > 0 && node.style < 7) {
      const dashed = mark === "-";
      if (dashed && node.style < 4 && node.entries[0]?.above === false && !node.entries[0].blank) {
        // The first entry stands behind the dash.
        const from = this.lines.length;
        const data = this.block(node, at, indent + 2);
        const first = this.lines[from];
        if (first !== undefined) {
          const text = `${margin}- ${first.text.slice(indent + 2)}`;
          this.lines[from] = { ...first, text, owners: [...first.owners, at] };
        }
        for (let line = from; line < this.lines.length; line++) {
          const old = this.lines[line];
          if (old !== undefined) this.lines[line] = { ...old, inline: [...old.inline, at] };
        }
        return data;
      }
      this.lines.push({ text: `${margin}${mark}${comment}`, owners: [at], inline: [] });
      const flush = node.kind === "list" && !dashed && node.style < 3;
      return this.block(node, at, flush ? indent : indent + 2);
    }
    if (node.kind === "leaf" && node.style === 0) {
      const word = this.#word();
      this.lines.push({ text: `${margin}${mark} |${comment}`, owners: [at], inline: [at] });
      this.lines.push({ text: `${margin}   ${word}`, owners: [at], inline: [at] });
      this.lines.push({ text: `${margin}   more`, owners: [at], inline: [at] });
      return `${word}\nmore\n`;
    }
    const parts: string[] = [];
    const data = this.#flow(node, parts, `\n${margin}    `);
    const [first = "", ...more] = parts.join("").split("\n");
    const mine = { owners: [at], inline: [at] };
    const gap = first === "" ? "" : " ";
    this.lines.push({ text: `${margin}${mark}${gap}${first}${more.length === 0 ? comment : ""}`, ...mine });
    for (const text of more) this.lines.push({ text, ...mine });
    return data;
  }

  #flow(shape: Shape, parts: string[], eol: string): Plain {
    if (shape.kind === "leaf") {
      const word = this.#word();
      switch (shape.style) {
        case 1:
          parts.push("");
          return parts.length === 1 ? null : this.#pushed(parts, word);
        case 2:
          parts.push(`'${word}, it''s'`);
          return `${word}, it's`;
        case 3:
          parts.push(`"${word}: \\"x\\""`);
          return `${word}: "x"`;
        case 4:
          parts.push("12");
          return 12;
        case 5:
          parts.push("2026-11-30");
          return "2026-11-30";
        default:
          return this.#pushed(parts, word);
      }
    }
    const lines = shape.style % 3 === 0 && shape.entries.length > 0;
    const [open, close] = shape.kind === "list" ? ["[", "]"] : ["{", "}"];
    const inner = `${eol}  `;
    const items: [string, Plain][] = [];
    parts.push(open);
    for (const [index, entry] of shape.entries.entries()) {
      const last = index === shape.entries.length - 1;
      parts.push(lines ? inner : index === 0 && shape.style % 2 === 0 ? "" : " ");
      const key = this.#key(index);
      if (shape.kind === "mapping") parts.push(`${this.#shown(key)}: `);
      items.push([key, this.#flow(entry.node, parts, inner)]);
      if (!last || (lines && shape.style === 9)) parts.push(",");
      if (lines && entry.behind) parts.push(` ${this.#comment()}`);
    }
    parts.push(lines ? eol + close : shape.style % 2 === 0 ? close : ` ${close}`);
    return shape.kind === "list" ? items.map(([, value]) => value) : Object.fromEntries(items);
  }

  #pushed(parts: string[], word: string): string {
    parts.push(word);
    return word;
  }

  #key(index: number): string {
    this.#count += 1;
    return index % 3 === 2 ? `k ${this.#count}` : `k${this.#count}@acme.example`;
  }

  #shown(key: Step): string {
    return String(key).includes(" ") ? `"${key}"` : String(key);
  }

  #word(): string {
    this.#count += 1;
    return `v${this.#count}`;
  }

  #comment(): string {
    this.#count += 1;
    return `# c${this.#count}: it's "so"`;
  }
}

/** Every path of the data but the top's. */
export function pathsOf(data: Plain, above: Path = []): Path[] {
  const below: [Step, Plain][] = Array.isArray(data)
    ? (data as readonly Plain[]).map((item, at) => [at, item])
    : typeof data === "object" && data !== null
      ? Object.entries(data)
      : [];
  return below.flatMap(([step, value]) => [[...above, step], ...pathsOf(value, [...above, step])]);
}

const word = fc.constantFrom(
  "new",
  "no",
  "12",
  "2026-11-30",
  "a: b",
  "x # y",
  "- z",
  "it's",
  'a "b"',
  "",
  "[c]",
  "ü",
  "~",
  "l\nm",
);
/** A value that an edit brings. */
export const anyValue: fc.Arbitrary<Plain> = fc.oneof(
  word,
  fc.constantFrom<Plain>(true, null, 7),
  fc.array(word, { maxLength: 3 }),
  fc.dictionary(
    fc.constantFrom("role", "state", "no", "a b", "__proto__"),
    fc.oneof(word, fc.array(word, { maxLength: 2 })),
    {
      maxKeys: 3,
    },
  ),
  fc.string({ minLength: 150, maxLength: 400, unit: fc.constantFrom("a", " b", "\\", '"', "é", "😀") }),
);

/** One edit, once it is known what there is to edit. */
export interface EditSeed {
  readonly op: "set" | "new" | "delete" | "append";
  readonly pick: number;
  readonly value: Plain;
}

export const anySeeds: fc.Arbitrary<EditSeed[]> = fc.array(
  fc.record({ op: fc.constantFrom("set", "new", "delete", "append"), pick: fc.nat(), value: anyValue }),
  { minLength: 1, maxLength: 4 },
);

/** Edits of this data, none of which reaches into what another one replaces. */
export function editsFor(data: Plain, seeds: readonly EditSeed[]): TextEdit[] {
  const paths = pathsOf(data);
  const edits: TextEdit[] = [];
  for (const { op, pick, value } of seeds) {
    const path = paths[pick % paths.length] ?? [];
    const there = at(data, path);
    const isList = Array.isArray(there);
    const edit: TextEdit =
      op === "delete"
        ? { op, path }
        : op === "append" && (isList || there === null)
          ? { op, path, value }
          : op === "new" && !isList && (there === null || typeof there === "object")
            ? {
                op: "set",
                path: [...path, "made", `n${edits.length}`].slice(pick % 2 === 0 ? 0 : undefined),
                value,
              }
            : { op: "set", path, value };
    if (!edits.some((other) => meets(other, edit))) edits.push(edit);
  }
  return edits;
}

function meets(one: TextEdit, other: TextEdit): boolean {
  const opens = isPrefix(one.path, other.path) || isPrefix(other.path, one.path);
  const bothAdd = one.op === "append" && other.op === "append" && one.path.length === other.path.length;
  return opens && !bothAdd;
}

/** Whether the first path leads to the second one. */
export function isPrefix(one: Path, other: Path): boolean {
  return one.length <= other.length && one.every((step, index) => step === other[index]);
}

/** The value at a path. */
export function at(data: Plain | undefined, path: Path): Plain | undefined {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<Step, Plain>>)[step];
  }
  return value;
}

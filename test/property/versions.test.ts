/**
 * Of two versions of a file, the parts in which they differ say all that differs: what the version before says, without its
 * part and with that of the new one, is what the new version says, and stands where it says it.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccessFile } from "../../src/declare/layout.ts";
import { parseFile } from "../../src/declare/merge.ts";
import type { Node } from "../../src/declare/node.ts";
import { sourceAt, type SourceFile } from "../../src/declare/place.ts";
import { firstVersion, nextVersion, type Version } from "../../src/declare/versions/version.ts";
import type { LeftOut, ParsedFile } from "../../src/declare/versions/words.ts";

/** A node as text, with the lines on which it stands by now. */
function shown(source: SourceFile, node: Node): string {
  const { line, column } = sourceAt({ file: source, offset: node.start });
  const at = `${line}:${column} `;
  switch (node.kind) {
    case "scalar":
      return `${at}${JSON.stringify(node.text)}${node.plain ? "" : " quoted"}`;
    case "sequence":
      return `${at}[${node.items.map((item) => shown(source, item)).join(", ")}]`;
    case "mapping":
      return `${at}{${node.entries
        .map(({ key, value }) => `${shown(source, key)}: ${shown(source, value)}`)
        .join(", ")}}`;
  }
}

type Said = Map<string, { readonly source: SourceFile; readonly value: Node; readonly at: number }>;

/** Each entry of each section. */
function said({ source, root }: ParsedFile): Said {
  const all: Said = new Map();
  if (source === undefined || root?.kind !== "mapping") return all;
  for (const { key: section, value: entries } of root.entries)
    if (entries.kind === "mapping")
      for (const { key, value } of entries.entries)
        all.set(`${section.text} ${key.text}`, { source, value, at: key.start });
  return all;
}

function textsOf(all: Said): ReadonlyMap<string, string> {
  return new Map(
    [...all].map(([name, { source, value, at }]) => [
      name,
      `${shown(source, { kind: "scalar", start: at, text: "", plain: true })} ${shown(source, value)}`,
    ]),
  );
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const fileOf = (text: string): AccessFile => ({
  ...{ name: "access/acme/a.yaml", position: "elsewhere", bytes: bytesOf(text) },
});

/** Told from one text to the next; how often only parts of them were looked at, and items left out. */
function expectAlike(texts: readonly string[]): { readonly parts: number; readonly leftOut: number } {
  const first = fileOf(texts[0] ?? "");
  let version: Version = firstVersion(first.bytes, () => parseFile(first));
  let known = said(version.whole());
  const count = { parts: 0, leftOut: 0 };
  for (const text of texts.slice(1)) {
    const file = fileOf(text);
    const next = nextVersion(version, { ...file, parse: () => parseFile(file) });
    const whole = parseFile(file);
    const parts = next.parts();
    if (parts === undefined || whole.diagnostics.length > 0) known = said(next.version.whole());
    else {
      count.parts += 1;
      const { before, after, leftOut } = parts;
      if (leftOut === undefined) {
        for (const name of said(before).keys()) known.delete(name);
        for (const [name, value] of said(after)) known.set(name, value);
      } else {
        count.leftOut += 1;
        expectLeftOut({ whole: said(whole), after: said(after), before: said(before), known, leftOut });
        known = said(next.version.whole());
      }
    }
    next.settle();
    version = next.version;
    if (whole.diagnostics.length > 0) continue;
    expect({ text, said: sorted(textsOf(known)) }).toEqual({ text, said: sorted(textsOf(said(whole))) });
  }
  return count;
}

function sorted(all: ReadonlyMap<string, string>): readonly string[] {
  return [...all].map(([name, text]) => `${name}: ${text}`).sort();
}

/** The list with the items that were left out is the list; the same items were left out of both. */
function expectLeftOut(given: {
  readonly whole: Said;
  readonly before: Said;
  readonly after: Said;
  readonly known: Said;
  readonly leftOut: LeftOut;
}): void {
  const { head, tail } = given.leftOut;
  const [[name = ""] = []] = [...given.after];
  const itemsOf = (all: Said): readonly string[] => {
    const value = all.get(name)?.value;
    const list =
      value?.kind === "mapping" ? value.entries.find(({ key }) => key.text === "members") : undefined;
    return list?.value.kind === "sequence"
      ? list.value.items.map((item) => JSON.stringify(withoutPlaces(item)))
      : [];
  };
  const [old, now, part] = [itemsOf(given.known), itemsOf(given.whole), itemsOf(given.after)];
  expect([...given.before.keys()]).toEqual([name]);
  expect([...old.slice(0, head), ...part, ...(tail === 0 ? [] : old.slice(-tail))]).toEqual(now);
  expect(old.length - head - tail).toBe(itemsOf(given.before).length);
}

function withoutPlaces(node: Node): unknown {
  if (node.kind === "scalar") return [node.text, node.plain];
  return node.kind === "sequence"
    ? node.items.map(withoutPlaces)
    : node.entries.map(({ key, value }) => [key.text, withoutPlaces(value)]);
}

const start = `# who is in
members:
  ana@acme.example: admin
  ben: { role: editor, profile: dev }
  # gone soon
  cleo: "viewer"

teams:
  core:
    manager: ana@acme.example
    members:
      - ana@acme.example
      - ben
      - { member: cleo, role: lead }
      - dora
    privacy: open
  data:
    members:
      - ben
      - cleo
service_accounts:
  ci:
    role: viewer
    owner: core
`.split("\n");
const fresh = [
  ...["  dora: viewer", "  ben: viewer", "    dora: viewer", "dora: viewer", "teams:", "members:", "roles:"],
  ...[
    "      - ed",
    "      - ana@acme.example",
    "        - ed",
    "    - ed",
    "      -",
    "    members:",
    "",
    "  ",
  ],
  ...[
    "# a remark",
    "      # a remark",
    "  data:",
    "  ops: { members: [ben] }",
    "    name: 'The core'",
    "  &a b: c",
  ],
  ...[
    "  text: |",
    "    and more",
    '  "x',
    '    y": z',
    "\tx: y",
    "---",
    "  é: viewer",
    "  dora: [a,",
    "  b]",
    "  x: y\r",
  ],
  ...["  a: b" + " ".repeat(30) + "# c", "    members: []", "      - [a, b]", "\u2028", "  zoe: x\u00a0y"],
];
type Change = readonly ["add" | "remove" | "replace" | "move", number, number];
const change = fc.tuple(
  fc.constantFrom<Change[0]>("add", "add", "remove", "replace", "move"),
  fc.nat(40),
  fc.nat(fresh.length - 1),
);

function changed(lines: readonly string[], [kind, at, which]: Change): readonly string[] {
  const place = at % (lines.length + 1);
  const line = fresh[which] ?? "";
  if (kind === "add") return lines.toSpliced(place, 0, line);
  if (kind === "remove") return lines.toSpliced(place, 1);
  if (kind === "replace") return lines.toSpliced(place, 1, line);
  return lines.toSpliced(place, 1).toSpliced(which % lines.length, 0, lines[place] ?? "");
}

describe("the parts in which versions of a file differ", () => {
  it("say all that differs, and the rest stands where it stands by then", () => {
    let [parts, leftOut] = [0, 0];
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(change, { minLength: 1, maxLength: 2 }), fc.boolean()), {
          minLength: 1,
          maxLength: 8,
        }),
        (steps) => {
          let lines: readonly string[] = start;
          const texts = [start.join("\n")];
          for (const [changes, goesOn] of steps) {
            const next = changes.reduce(changed, lines);
            // What is wrong is no version from which others go on.
            const isGood = parseFile(fileOf(next.join("\n"))).diagnostics.length === 0;
            if (isGood) texts.push(next.join("\n"));
            lines = isGood && goesOn ? next : lines;
            if (isGood && !goesOn) texts.push(lines.join("\n"));
          }
          const count = expectAlike(texts);
          parts += count.parts;
          leftOut += count.leftOut;
        },
      ),
      { numRuns: 1500 },
    );
    expect(parts).toBeGreaterThan(1000);
    expect(leftOut).toBeGreaterThan(50);
  });

  it("are refused where a changed line is no version that can be read", () => {
    for (const line of fresh) {
      for (let at = 0; at < start.length; at++) {
        const next = start.toSpliced(at, 0, line).join("\n");
        const file = fileOf(next);
        const base = fileOf(start.join("\n"));
        const version = firstVersion(base.bytes, () => parseFile(base));
        const parts = nextVersion(version, { ...file, parse: () => parseFile(file) }).parts();
        const isWrong = parseFile(file).diagnostics.length > 0;
        if (isWrong && parts !== undefined)
          expect({ next, diagnostics: parts.after.diagnostics.length }).not.toEqual({ next, diagnostics: 0 });
      }
    }
  });
});

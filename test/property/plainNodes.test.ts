/** The plainest YAML is read by a reader of its own, which says what the whole reader says of it, or nothing. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNodes } from "../../src/declare/nodes.ts";
import { sourceFile } from "../../src/declare/place.ts";
import { plainNodes } from "../../src/declare/plainNodes.ts";

/** What the whole reader makes of it: files of other tools are read by that alone. */
function whole(text: string): ReturnType<typeof parseNodes> {
  return parseNodes(sourceFile("access/acme/members.yaml", text), { foreign: true });
}

function expectSame(text: string): boolean {
  const plain = plainNodes(text);
  if (plain === undefined) return false;
  expect({ text, ...whole(text) }).toEqual({ text, root: plain, diagnostics: [] });
  return true;
}

const word = fc.constantFrom(
  ...[
    "ana@acme.example",
    "p1",
    "core",
    "role",
    "members",
    "viewer",
    "a/b.c+d-e_f",
    "2026-01-01",
    "12",
    "yes",
  ],
  ...[
    "null",
    "pipelines:read",
    "x y",
    "it's",
    'say "no"',
    "a#b",
    "a, b",
    "a {b",
    "C:",
    "a: b",
    "<<",
    "~",
    "-",
  ],
  ...[
    "?",
    "- x",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%x",
    "@x",
    "`x",
    "",
    "é",
    "日本",
    "\ttab",
    "a\tb",
    "\\x",
    "---",
  ],
);
const quoted = fc.oneof(
  word.map((text) => `"${text}"`),
  word.map((text) => `'${text}'`),
  fc.constantFrom('"a\\nb"', "'a''b'", '""', "''", '"open', "'open"),
);
const flow = fc.letrec<{ readonly value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    word,
    quoted,
    fc.array(tie("value"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc
      .array(fc.tuple(word, tie("value")), { maxLength: 3 })
      .map((entries) => `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")} }`),
    fc.constantFrom(
      "[a,b]",
      "{a: b}",
      "{a:b}",
      "[a:b]",
      "[a: b]",
      "{a}",
      "{a, b}",
      "[a,]",
      "{a: }",
      "[",
      "}",
      "[a]b",
    ),
    fc.constantFrom(
      "[ a , b ]",
      "{ a : b }",
      "{ a: b } ",
      "[a] # x",
      "[a]# x",
      "[a b, c]",
      "[[a], {b: c}]",
      '["a":b]',
    ),
  ),
})).value;
const ending = fc.constantFrom("", "", "", " ", " # x", "# x", "  #", " #: y");
const line = fc.oneof(
  fc.tuple(word, flow, ending).map(([key, value, end]) => `${key}: ${value}${end}`),
  fc.tuple(word, ending).map(([key, end]) => `${key}:${end}`),
  fc.tuple(flow, ending).map(([value, end]) => `- ${value}${end}`),
  fc.tuple(word, flow).map(([key, value]) => `- ${key}: ${value}`),
  fc.constantFrom(
    "",
    "# a remark",
    "#",
    "-",
    "---",
    "...",
    "%YAML 1.2",
    "? a",
    ": b",
    "key:value",
    "key :value",
    "key : x",
  ),
  word,
);
const indented = fc
  .tuple(fc.constantFrom(0, 0, 2, 2, 2, 4, 4, 6, 1, 3), line)
  .map(([blanks, text]) => " ".repeat(blanks) + text);
const anyText = fc
  .tuple(fc.array(indented, { maxLength: 9 }), fc.constantFrom("\n", "\n", "\n", "\r\n"), fc.boolean())
  .map(([lines, end, closed]) => lines.join(end) + (closed ? end : ""));

/** As people write access files. */
const key = fc.constantFrom(
  "ana@acme.example",
  "ben",
  "core",
  "data",
  "lee",
  "x-1",
  "p2@acme.example",
  "teams",
  "members",
);
const value = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom("viewer", "editor", '"a, b"', "'x y'", "[]", "{}", "[ben, lee]", "12", "a b"),
  },
  { weight: 1, arbitrary: flow },
);
const usual = fc
  .array(
    fc.tuple(
      fc.constantFrom("members", "teams", "service_accounts", "a", "b"),
      fc.array(
        fc.oneof(
          fc.tuple(key, value).map(([name, said]) => `  ${name}: ${said}`),
          fc
            .tuple(
              key,
              fc.array(
                fc.tuple(key, value).map(([name, said]) => `    ${name}: ${said}`),
                { maxLength: 3 },
              ),
            )
            .map(([name, inner]) => [`  ${name}:`, ...inner].join("\n")),
          fc
            .tuple(
              key,
              fc.array(
                value.map((said) => `      - ${said}`),
                { minLength: 1, maxLength: 4 },
              ),
            )
            .map(([name, items]) => [`  ${name}:`, "    members:", ...items].join("\n")),
          fc.constantFrom("", "# a remark", "  # a remark"),
        ),
        { minLength: 1, maxLength: 5 },
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map(
    (sections) => `${sections.map(([name, entries]) => [`${name}:`, ...entries].join("\n")).join("\n")}\n`,
  );

describe("the plainest YAML", () => {
  it("is what the whole reader makes of it, whatever the text is", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expectSame(text);
      }),
      { numRuns: 4000 },
    );
  });

  it("is so as people write it, and of that it reads much", () => {
    let read = 0;
    fc.assert(
      fc.property(usual, (text) => {
        if (expectSame(text)) read += 1;
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(200);
  });

  it("is so after any change of a character", () => {
    const text =
      'teams:\n  core:\n    name: "The core" # x\n    members:\n      - ana@acme.example\n      - { member: ben, role: lead }\n  data: { members: [ana] }\n';
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.nat(2),
        fc.constantFrom(..."\n :#-{}[],\"'&*!|>%@`a?\\\t<~é".split("")),
        (at, length, other) => {
          expectSame(text.slice(0, at) + other + text.slice(at + length));
        },
      ),
      { numRuns: 3000 },
    );
  });
});

/** The short form of a member's entry, which is read without the schema, means what the schema makes of it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { readMembers } from "../../src/declare/sections/members.ts";
import { parseNodes } from "../../src/declare/nodes.ts";
import { sourceFile } from "../../src/declare/place.ts";
import { vocabularyOf } from "../../src/model/vocabularies/all.ts";

const vocabulary = vocabularyOf("planasonix");

/** What the entry says, and what is wrong with it, apart from the file itself. */
function readEntry(entry: string): { readonly items: unknown; readonly remarks: readonly unknown[] } {
  const file = { ...sourceFile("acme/organization.yaml", `a@x.example: ${entry}\n`), vocabulary };
  const { root, diagnostics } = parseNodes(file);
  expect(diagnostics).toEqual([]);
  if (root?.kind !== "mapping") throw new Error("an entry is not a mapping");
  const { items, diagnostics: remarks } = readMembers(file, root);
  const withoutFile = (name: string, value: unknown): unknown =>
    name === "file" || name === "previously" ? undefined : value;
  // Only what was made here is read back.
  return JSON.parse(
    JSON.stringify({ items, remarks: remarks.map(({ code, message }) => ({ code, message })) }, withoutFile),
  ) as ReturnType<typeof readEntry>;
}

const names = [
  "viewer",
  "admin",
  "Viewer",
  "analyst",
  "Analyst_2",
  "-x",
  "a b",
  "1",
  "0x1",
  "yes",
  "true",
  "~",
  "null",
  "2026-01-01",
  "é",
];
const people = ["b@x.example", "B@X.example", "bob", "b@", "1", "true", "~", "a b", "sso:x"];
const scalar = (words: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...words), fc.constantFrom("", '"', "'"))
    .map(([word, mark]) => mark + word + mark);

const fields = fc
  .record(
    {
      role: scalar(names),
      profile: scalar(names),
      state: scalar(["active", "Active", "deactivated", "removed"]),
      successor: scalar(people),
    },
    { requiredKeys: [] },
  )
  .chain((entry) => fc.shuffledSubarray(Object.entries(entry), { minLength: Object.keys(entry).length }))
  .map((entries) => entries.map(([name, text]) => `${name}: ${text}`));

it("reads a mapping as the schema does", () => {
  fc.assert(
    // Former names are never short, so that the second entry goes by the schema.
    fc.property(fields, (given) => {
      const long = readEntry(`{ ${[...given, "previously: []"].join(", ")} }`);
      expect(readEntry(`{ ${given.join(", ")} }`)).toEqual(long);
    }),
    { numRuns: 500 },
  );
});

it("reads a role alone as the schema reads it in a mapping", () => {
  fc.assert(
    fc.property(scalar(names), (role) => {
      const [short, long] = [readEntry(role), readEntry(`{ role: ${role}, previously: [] }`)];
      expect(short.remarks.length > 0).toBe(long.remarks.length > 0);
      // Where it stands in the line differs.
      const said = ({ items }: typeof short): unknown =>
        JSON.parse(JSON.stringify(items).replace(/"offset":\d+/g, '"offset":0'));
      if (short.remarks.length === 0) expect(said(short)).toEqual(said(long));
    }),
    { numRuns: 300 },
  );
});

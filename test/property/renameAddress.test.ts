/** New addresses, whoever gets one and however the files are written: the same people, and nothing else changes. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import { renameFiles, type Renaming } from "../../src/rewrite/rename.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, filesOf } from "./accessFiles.ts";
import { among, declaredArb, pick } from "./declarations.ts";

const today = "2026-11-02";
const label = "access";

function renamed(files: Files, asked: Renaming): Files {
  const done = renameFiles({ tree: treeOf(files), label, today, asked });
  if (!done.ok) throw new Error(JSON.stringify(done));
  return { ...files, ...Object.fromEntries(done.files.map((file) => [file.path, file.after])) };
}

/** What the files declare, with one address for another, and without what tells where and what was before. */
function meaning(files: Files, from = "", to = ""): string {
  const { organizations, diagnostics } = declare({ tree: treeOf(files), label, today });
  expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
  return JSON.stringify(
    organizations.map(({ desired, policy }) => [desired, policy]),
    (name, value: unknown) => {
      if (["source", "declaredIdAt", "previously", "email"].includes(name)) return undefined;
      if (value instanceof Map)
        return [...(value as Map<string, unknown>)].sort(([a], [b]) => (a < b ? -1 : 1));
      return Array.isArray(value) ? value.map((item: unknown) => item) : value;
    },
  )
    .toLowerCase()
    .split(from === "" ? "\0" : from.toLowerCase())
    .join(to)
    .split(/[[\],{}]+/)
    .sort()
    .join("\n");
}

it("means the same person under the new address in every file, and back again", () => {
  fc.assert(
    fc.property(declaredArb, arrangementArb, pick, (declared, arrangement, one) => {
      const files = filesOf(declared, arrangement);
      const who = among(declared.members, one).email;
      const email = "brand-new@renamed.example";
      const after = renamed(files, { who, email });
      const former = declare({ tree: treeOf(after), label, today }).organizations.flatMap(({ desired }) => [
        ...(desired.member.get(email)?.previously ?? []),
      ]);
      expect(former.map((text) => text.toLowerCase())).toContain(who.toLowerCase());
      expect(meaning(after, email, who.toLowerCase())).toBe(meaning(files));
      expect(meaning(renamed(after, { who: email, email: who }))).toBe(meaning(files));
    }),
    { numRuns: 200 },
  );
});

/** What people write into a review's file as comments is kept when it is brought up to date. */
import { describe, expect, it } from "vitest";
import { readReview } from "../../../src/review/read.ts";
import { remarksIn, type Remarks } from "../../../src/review/remarks.ts";
import { ownLines, reviewText, type Written } from "../../../src/review/text.ts";

const written = (key: string, hash: string): Written => ({
  held: { kind: "member", key, hash, access: [] },
  reviewer: "ana@acme.example",
});
const remarksOf = (text: string): Remarks => {
  const read = readReview("reviews/q4/acme.yaml", new TextEncoder().encode(text));
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return remarksIn(text, { entries: read.file.entries, own: ownLines });
};
const pieces = ["maintainer", "in team # 1", "x".repeat(120), "more of it"];
const text = (entries: readonly Written[], before?: string): string =>
  reviewText({
    ...{ name: "q4", organization: "acme", on: "2026-10-01", commit: null, entries },
    words: () => pieces,
    remarks: before === undefined ? undefined : remarksOf(before),
  });
const both = [written("rob@acme.example", "1"), written("lee@acme.example", "2")];
const robs = "member rob@acme.example";

describe("comments in a review's file", () => {
  it("are none of those that stand there by themselves, whatever names hold", () => {
    expect(remarksOf(text(both))).toEqual({ top: [], ofEntries: new Map() });
  });

  it("stay with their entry, wherever they stood in it, and once", () => {
    const commented = text(both)
      .replace('has: "1"', 'has: "1" # asked him on Monday')
      .replace("        decision:\n", "        # he moves in May\n        decision: # which?\n")
      .replace("review: q4", "review: q4\n# Begun late: # 3 weeks");
    const again = text(both, commented);
    expect(again).toContain(
      "        by:\n        # asked him on Monday\n        # he moves in May\n        # which?\n      lee@acme.example:",
    );
    expect(again).toContain("\n# Begun late: # 3 weeks\n");
    expect(text(both, again)).toBe(again);
  });

  it("of an entry that is no more stay at the top; a sign in quotes is none", () => {
    const commented = text(both)
      .replace("        decision:\n", '        decision: { change: "give # 3 back" }\n')
      .replace('has: "2"', 'has: "2"\n        # left');
    const again = text(both.slice(0, 1), commented);
    expect(again).toContain("# lee@acme.example: left\n");
    expect(again).not.toContain("# 3 back");
  });

  it.each([
    ["between the name and has", '        has: "1"', '        # asked him\n        has: "1"'],
    ["right below the name", /( {6}rob.*\n)/, "$1        # asked him\n"],
    ["on the line of the name", /( {6}rob.*)\n/, "$1 # asked him\n"],
    ["behind what they have", /( {8}#: more of it)\n/, "$1 # asked him\n"],
    ["below by", /( {8}by:)\n( {6}lee)/, "$1\n        # asked him\n$2"],
    ["above the name", /( {6}rob)/, "      # asked him\n$1"],
    ["above the name, at the left", /( {6}rob)/, "# asked him\n$1"],
    ["with line ends of Windows", /( {6}rob.*\n)/, "$1        # asked him\r\n"],
    [
      "in an entry between brackets",
      /( {6}rob[^]*?)( {6}lee)/,
      '      rob@acme.example: { has: "1" } # asked him\n$2',
    ],
    [
      "in quotes that an editor changed",
      /( {6})rob@acme.example:.*\n/,
      "$1'rob@acme.example': # asked him\n",
    ],
    ["in a file with other indents", /^( {6}|( {8}))(?=\S)/gm, "$1  $2"],
  ])("stay with their entry: %s", (where, from, to) => {
    const before = text(both);
    const indented = where.includes("indents") ? before.replace('has: "1"', 'has: "1" # asked him') : before;
    const commented = indented.replace(from, to);
    expect(remarksOf(commented)).toEqual({ top: [], ofEntries: new Map([[robs, ["asked him"]]]) });
    const again = text(both, commented);
    expect(again).toContain("        by:\n        # asked him\n      lee@acme.example:");
    expect(text(both, again)).toBe(again);
  });

  it("above another group, or at its reviewer, stay at the top", () => {
    const commented = text(both)
      .replace("    people:", "    people: # of Berlin")
      .replace("  - reviewer", "  # the first group\n  - reviewer")
      .concat("# the end\n");
    expect(remarksOf(commented)).toEqual({
      top: ["the first group", "of Berlin", "the end"],
      ofEntries: new Map(),
    });
  });

  it("of files of earlier versions are told from what stood above has by its place", () => {
    const former = text(both).replaceAll("#:", "#").replace('has: "1"', 'has: "1"\n        # asked him');
    expect(remarksOf(former).ofEntries).toEqual(new Map([[robs, ["asked him"]]]));
  });
});

/** What people write into a review's file as comments is kept when it is brought up to date. */
import { describe, expect, it } from "vitest";
import { remarksIn } from "../../../src/review/remarks.ts";
import { reviewHead, reviewText, type Written } from "../../../src/review/text.ts";

const written = (key: string, hash: string): Written => ({
  held: { kind: "member", key, hash, access: [] },
  reviewer: "ana@acme.example",
});
const own = new Set(reviewHead);
const text = (entries: readonly Written[], before?: string): string =>
  reviewText({
    ...{ name: "q4", organization: "acme", on: "2026-10-01", commit: null, entries },
    words: () => ["maintainer", "in team data", "x".repeat(120), "more of it"],
    remarks: before === undefined ? undefined : remarksIn(before, own),
  });
const both = [written("rob@acme.example", "1"), written("lee@acme.example", "2")];

describe("comments in a review's file", () => {
  it("are none of those that stand there by themselves", () => {
    expect(remarksIn(text(both), own)).toEqual({ top: [], ofEntries: new Map() });
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
    expect(again).toContain("# people lee@acme.example: left\n");
    expect(again).not.toContain("# 3 back");
  });
});

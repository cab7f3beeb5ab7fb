/** Who is who over time: a change of a name that is reverted leaves everybody who they were. */
import { describe, expect, it } from "vitest";
import type { Turn } from "../../../src/history/span.ts";
import { newTimeline } from "../../../src/history/timeline.ts";
import { organizationsOf, type Files } from "../../fakes/world.ts";

const files = (...entries: readonly string[]): Files => ({
  "acme/organization.yaml": "organization: { provider: planasonix, id: org_01acme }\n",
  "acme/members.yaml": `members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n${entries
    .map((entry) => `  ${entry}\n`)
    .join("")}`,
});

/** The spans of everybody beside the admins, told day by day: who, from which day, until which, in what state. */
function spansOf(...days: readonly Files[]): string[] {
  const timeline = newTimeline();
  for (const [index, each] of days.entries()) {
    const at = `2027-01-${String(index + 1).padStart(2, "0")}T03:00:00Z`;
    const commit = { id: at, at, author: "", authorEmail: "", subject: "", pullRequest: null };
    const turn: Turn = { at, commit, by: "commit" };
    timeline.declare(turn, organizationsOf(each));
  }
  return timeline
    .spans()
    .filter(({ kind, thing }) => kind === "member" && !/^(?:ana|kim)@/.test(thing))
    .map(({ thing, fields, from, to }) =>
      [thing, from.at.slice(8, 10), to?.at.slice(8, 10) ?? "now", String(fields["state"])].join(" "),
    )
    .sort();
}

const old = "pat@acme.example: viewer";
const renamed = "rae@acme.example: { role: viewer, previously: [pat@acme.example] }";

describe("a change of address that is reverted", () => {
  it("is of one person, who never left", () => {
    expect(spansOf(files(old), files(renamed), files(old))).toEqual(["pat@acme.example 01 now active"]);
    const leaver = "pat@acme.example: { state: deactivated }";
    expect(spansOf(files(old), files(renamed), files(old), files(leaver))).toEqual([
      "pat@acme.example 01 04 active",
      "pat@acme.example 04 now deactivated",
    ]);
  });

  it("goes back more than one change, and gives the names in between to whoever comes next", () => {
    const again = "sid@acme.example: { role: viewer, previously: [pat@acme.example, rae@acme.example] }";
    expect(spansOf(files(old), files(renamed), files(again), files(old))).toEqual([
      "pat@acme.example 01 now active",
    ]);
    expect(spansOf(files(old), files(renamed), files(old), files(old, "rae@acme.example: viewer"))).toEqual([
      "pat@acme.example 01 now active",
      "rae@acme.example 04 now active",
    ]);
  });

  it("is none where they are there by their new address, or left in between", () => {
    expect(spansOf(files(old), files(renamed), files(renamed, old))).toEqual([
      "pat@acme.example 01 now active",
      "pat@acme.example~2 03 now active",
    ]);
    expect(spansOf(files(old), files(renamed), files(), files(old))).toEqual([
      "pat@acme.example 01 03 active",
      "pat@acme.example~2 04 now active",
    ]);
  });
});

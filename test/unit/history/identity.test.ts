/** Who is who over time: a change of a name that is reverted leaves everybody who they were. */
import { describe, expect, it } from "vitest";
import type { Turn } from "../../../src/history/span.ts";
import { newTimeline } from "../../../src/history/timeline.ts";
import type { Entity } from "../../../src/model/entity.ts";
import { entitiesOf } from "../../../src/model/state.ts";
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

/** How often so many members are looked at, when a commit gives each of them another role. */
function looksAt(count: number): number {
  const roles = (role: string): Files =>
    files(...Array.from({ length: count }, (_, index) => `p${index}@acme.example: ${role}`));
  const turnOn = (at: string): Turn => ({
    ...{ at, by: "commit" },
    commit: { id: at, at, author: "", authorEmail: "", subject: "", pullRequest: null },
  });
  const timeline = newTimeline();
  const [before, after] = [organizationsOf(roles("viewer")), organizationsOf(roles("editor"))];
  timeline.declare(turnOn("2027-01-01T03:00:00Z"), before);
  let looks = 0;
  const counted = (entity: Entity): Entity =>
    new Proxy(entity, {
      get(target, field) {
        looks += 1;
        return Reflect.get(target, field) as unknown;
      },
    });
  const membersOf = ([organization]: typeof before): Entity[] =>
    (organization === undefined ? [] : entitiesOf(organization.desired))
      .filter(({ kind }) => kind === "member")
      .map(counted);
  const steps = after.map(({ key, connection, desired: { vocabulary }, people }) => ({
    ...{ key, connection, vocabulary, people, isWhole: false },
    ...{ now: membersOf(after), gone: membersOf(before) },
  }));
  timeline.turn(turnOn("2027-01-02T03:00:00Z"), steps, ["acme"]);
  expect(timeline.spans().filter(({ to }) => to !== undefined)).toHaveLength(count);
  return looks;
}

describe("many who become something else by one commit", () => {
  it("are looked at as often as there are many", () => {
    expect(looksAt(800) / looksAt(100)).toBeLessThan(9);
  });
});

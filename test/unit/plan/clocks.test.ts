/** A machine whose clock is wrong does nothing that a date causes, whichever way it is wrong. */
import { afterEach, describe, expect, it } from "vitest";
import { fakeClock } from "../../fakes/clock.ts";
import { createWorld, type World } from "../../fakes/world.ts";
import { filesOf } from "./planning.ts";

let world: World;
afterEach(() => world.close());

const files = filesOf({
  members: ["  kim@acme.example: { role: viewer, expires: 2027-06-01 }", "  lee@acme.example: editor"].join(
    "\n",
  ),
});
const live = filesOf({
  members: ["  kim@acme.example: viewer", "  lee@acme.example: viewer"].join("\n"),
});

async function planAt(local: string, service: string, asked = files, there = live) {
  const clock = fakeClock(local);
  world = await createWorld({ files: asked, live: there, clock });
  await world.control("/sandbox/clock", { now: service });
  return world.plan();
}

const told = (plan: Awaited<ReturnType<typeof planAt>>) => ({
  actions: plan.actions.map(({ verb, key }) => `${verb} ${key}`),
  withheld: plan.withheld
    .filter(({ code }) => code !== "unmanaged")
    .map(({ code, verb, key }) => `${code} ${verb} ${key}`),
});

describe("clocks that disagree", () => {
  it("withholds what a date causes by a clock that is ahead, names both times, and does the rest", async () => {
    const plan = await planAt("2030-01-01T00:00:00Z", "2026-11-02T09:00:00Z");
    expect(told(plan)).toEqual({
      actions: ["promote lee@acme.example"],
      withheld: ["clock deactivate kim@acme.example"],
    });
    expect(plan.withheld.find(({ code }) => code === "clock")?.message).toMatch(
      /2030-01-01T00:00Z.*2026-11-02T09:00Z/,
    );
  });

  it("withholds what only stands since a clock is behind", async () => {
    const gone = filesOf({ members: "  lee@acme.example: viewer" });
    const plan = await planAt("2026-11-02T09:00:00Z", "2030-01-01T00:00:00Z", files, gone);
    expect(told(plan)).toEqual({
      actions: ["promote lee@acme.example"],
      withheld: ["clock invite kim@acme.example"],
    });
  });

  it("lets no waiver count that is over by either clock", async () => {
    const policy = `  waivers: [{ guard: empty, until: 2027-01-01, reason: "begins anew" }]`;
    const lifted = filesOf({ policy });
    const before = await planAt("2026-11-02T09:00:00Z", "2026-11-02T09:00:00Z", lifted, live);
    await world.close();
    const behind = await planAt("2026-11-02T09:00:00Z", "2030-01-01T00:00:00Z", lifted, live);
    expect(before.notes).toContainEqual(expect.stringContaining("waiver of empty"));
    expect(behind.notes).toContainEqual(expect.stringContaining("2030-01-01T00:00Z"));
  });

  it.each([
    ["2026-11-02T09:10:00Z", false],
    ["2026-11-02T09:10:01Z", true],
    ["2026-11-02T08:49:59Z", true],
  ])("takes %s for the same time or not", async (service, isApart) => {
    const plan = await planAt("2026-11-02T09:00:00Z", service);
    expect(plan.notes?.some((note) => note.includes("clock")) ?? false).toBe(isApart);
  });
});

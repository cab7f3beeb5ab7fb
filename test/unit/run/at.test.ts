/** Planning for a later day, and applying when it has come. */
import { afterEach, expect, it } from "vitest";
import { planText } from "../../../src/render/text.ts";
import { plainPaint } from "../../../src/render/paint.ts";
import { planAll } from "../../../src/run/plan.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { createWorld, type World } from "../../fakes/world.ts";

const files = {
  "acme/organization.yaml":
    "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  kim@acme.example: { role: viewer, expires: 2026-12-01 }\n",
};

let world: World | undefined;
afterEach(() => world?.close());

it("shows what will be due, and nothing is due before its day", async () => {
  world = await createWorld({ files });
  expect((await world.plan()).actions).toEqual([]);
  expect((await world.plan({ at: "2026-11-30" })).actions).toEqual([]);
  const plan = await world.plan({ at: "2026-12-01" });
  expect(plan.at).toBe("2026-12-01");
  expect(plan.actions.map(({ verb, cause }) => `${cause} ${verb}`)).toEqual(["due deactivate"]);
  expect(planText([plan], { paint: plainPaint })).toContain("planned for 2026-12-01");
});

it("refuses a day that is over", async () => {
  world = await createWorld({ files });
  const request = { organizations: [], allowed: [], reach: "at_hand", at: "2026-11-01" } as const;
  expect(await planAll(world.context, request)).toMatchObject({
    ok: false,
    error: "2026-11-01 is over: a plan is for today (2026-11-02, UTC) or a later day.",
  });
});

it("is applied once the day has come, and then nothing is left", async () => {
  world = await createWorld({ files, clock: fakeClock("2026-12-01T00:00:00Z"), live: { ...files } });
  await world.apply();
  const kim = world.sandbox
    .dump()
    .organizations[0]?.members.find(({ email }) => email === "kim@acme.example");
  expect(kim?.state).toBe("deactivated");
  expect((await world.plan()).actions).toEqual([]);
});

/** What comes of an offboarding at a live organization: the plan that a leaver with a successor has. */
import { afterEach, describe, expect, it } from "vitest";
import { offboard } from "../../src/run/offboard.ts";
import { createWorld, type World } from "../fakes/world.ts";

const organization = "organization:\n  provider: planasonix\n  id: org_01acme\n";
const files = {
  "acme/organization.yaml":
    `${organization}members:\n  ana@acme.example: admin\n  ben@acme.example: admin\n  lee@acme.example: editor\n` +
    "  rob@acme.example: maintainer\n" +
    "teams:\n  data: { manager: rob@acme.example, members: [rob@acme.example, lee@acme.example] }\n",
};

let world: World;
afterEach(() => world.close());

describe("offboarding somebody", () => {
  it("is planned as a leaver with a successor, and can be applied", async () => {
    world = await createWorld({ files });
    const owns = { organization: "acme", email: "rob@acme.example" };
    await world.control("/sandbox/own", { ...owns, resource: "pipeline", name: "nightly_sales" });
    await world.control("/sandbox/key", { ...owns, name: "laptop" });
    const done = await offboard(world.context, { who: "rob@acme.example", successor: "lee@acme.example" });
    expect(done).toMatchObject({ ok: true, plannable: ["acme"], keyless: [], advice: [] });
    const plan = await world.plan();
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key.replace(/key_.*/, "KEY")}`)).toEqual([
      "update_team data",
      "transfer pipeline:nightly_sales",
      "revoke_key rob@acme.example/KEY",
      "deactivate rob@acme.example",
    ]);
    expect((await world.apply()).code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
  });
});

/** Leaving without a stalled pipeline, over real HTTP: transfers first, keys revoked, what no API can do listed. */
import { afterEach, describe, expect, it } from "vitest";
import { createWorld, type World } from "../fakes/world.ts";

const organization = "organization:\n  provider: planasonix\n  id: org_01acme\n";
const files = (members: string, rest = "", more = "") => ({
  "acme/organization.yaml": `${organization}${more}members:\n${members}${rest}`,
});
const people = "  ana@acme.example: admin\n  ben@acme.example: admin\n  lee@acme.example: editor\n";

let world: World;
afterEach(() => world.close());

const own = (resource: string, name: string, oauth?: string) =>
  world.control("/sandbox/own", {
    organization: "acme",
    resource,
    name,
    email: "rob@acme.example",
    ...(oauth === undefined ? {} : { oauth }),
  });

async function leaverOwnsThings(rob: string, successor = ""): Promise<void> {
  world = await createWorld({
    live: files(`${people}  rob@acme.example: maintainer\n`),
    files: files(`${people}  rob@acme.example: ${rob}\n`, "", successor),
  });
  await own("pipeline", "nightly_sales");
  await own("connection", "crm", "Salesforce");
  await own("schedule", "hourly");
  await world.control("/sandbox/key", { organization: "acme", email: "rob@acme.example", name: "laptop" });
}

describe("a leaver", () => {
  it("hands everything over first, and leaves a list for people", async () => {
    await leaverOwnsThings("{ state: deactivated, successor: lee@acme.example }");
    const plan = await world.plan();
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key.replace(/key_.*/, "KEY")}`)).toEqual([
      "transfer connection:crm",
      "transfer pipeline:nightly_sales",
      "transfer schedule:hourly",
      "revoke_key rob@acme.example/KEY",
      "deactivate rob@acme.example",
    ]);
    expect(plan.follow_ups.map((item) => item.code)).toEqual(["revoke_grant"]);
    const applied = await world.apply();
    expect(applied.result?.outcomes.map((item) => [item.action.verb, item.status, item.message])).toEqual(
      plan.actions.map((action) => [action.verb, "done", undefined]),
    );
    expect(applied.code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
  });

  it("is withheld alone when nobody is there to receive", async () => {
    await leaverOwnsThings("{ state: deactivated }");
    const plan = await world.plan();
    expect(plan.actions).toEqual([]);
    expect(plan.withheld.map(({ code, verb }) => `${code} ${verb}`)).toEqual(["no_successor deactivate"]);
    expect((await world.apply()).code).toBe(4);
  });

  it("with at_once loses access first and hands over after", async () => {
    await leaverOwnsThings('{ state: removed, successor: lee@acme.example, at_once: "incident SEC-9" }');
    const plan = await world.plan();
    expect(plan.actions.map(({ verb }) => verb)).toEqual([
      "deactivate",
      "transfer",
      "transfer",
      "transfer",
      "revoke_key",
      "remove",
    ]);
    expect((await world.apply()).code).toBe(0);
    expect((await world.plan()).actions).toEqual([]);
  });

  it("is reduced while the receiver has not accepted yet", async () => {
    world = await createWorld({
      live: files(`${people}  rob@acme.example: maintainer\n`),
      files: files(
        `${people}  kim@acme.example: editor\n  rob@acme.example: { state: deactivated, successor: kim@acme.example }\n`,
      ),
    });
    await own("pipeline", "nightly_sales");
    const plan = await world.plan();
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key}`)).toEqual([
      "invite kim@acme.example",
      "demote rob@acme.example",
    ]);
    expect(plan.withheld.map(({ code, verb }) => `${code} ${verb}`).sort()).toEqual([
      "waiting deactivate",
      "waiting transfer",
    ]);
    expect((await world.apply()).code).toBe(0);
    await world.control("/sandbox/accept", { organization: "acme", email: "kim@acme.example" });
    expect((await world.apply()).code).toBe(0);
    const last = await world.plan();
    expect([...last.actions, ...last.withheld]).toEqual([]);
  });
});

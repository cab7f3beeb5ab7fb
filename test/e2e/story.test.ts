/** The thinnest true path: files, plan, real HTTP, an empty second plan. */
import { afterEach, describe, expect, it } from "vitest";
import { createWorld, type World } from "../fakes/world.ts";

const organization = "organization:\n  provider: planasonix\n  id: org_01acme\n";
const files = (members: string, rest = "") => ({
  "acme/organization.yaml": `${organization}members:\n${members}${rest}`,
});

let world: World;
afterEach(() => world.close());

describe("from files to a live organization", () => {
  it("plans nothing when both agree", async () => {
    world = await createWorld({ files: files("  ana@acme.example: admin\n  ben@acme.example: admin\n") });
    const plan = await world.plan();
    expect(plan.actions).toEqual([]);
    expect(plan.findings).toEqual([]);
  });

  it("applies a mixed plan, and the second plan is empty", async () => {
    world = await createWorld({
      live: files(
        "  ana@acme.example: admin\n  ben@acme.example: admin\n  lee@acme.example: viewer\n  rob@acme.example: editor\n",
        "teams:\n  accounting: { members: [lee@acme.example] }\n",
      ),
      files: files(
        "  ana@acme.example: admin\n  ben@acme.example: admin\n  lee@acme.example: editor\n  rob@acme.example: { state: deactivated }\n  kim@acme.example: viewer\n",
        "teams:\n  finance: { previously: [accounting], manager: lee@acme.example, members: [kim@acme.example, ana@acme.example] }\n",
      ),
    });
    const plan = await world.plan();
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key}`)).toEqual([
      "rename_team finance",
      "invite kim@acme.example",
      "promote lee@acme.example",
      "update_team finance",
      "join_team finance/ana@acme.example",
      "leave_team finance/lee@acme.example",
      "deactivate rob@acme.example",
    ]);
    const applied = await world.apply();
    expect(applied.result?.outcomes.map((item) => [item.status, item.message])).toEqual(
      plan.actions.map(() => ["done", undefined]),
    );
    expect(applied.code).toBe(0);
    await world.control("/sandbox/accept", { organization: "acme", email: "kim@acme.example" });
    const second = await world.plan();
    expect(second.actions).toEqual([]);
    expect(second.withheld).toEqual([]);
  });
});

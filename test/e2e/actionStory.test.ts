/** The way of a change through the action: adopted, planned on a pull request, reviewed, merged, applied, told. */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildAction, createActionWorld, fakeReviewKey, type ActionWorld } from "../fakes/action.ts";

const organization = (members: string): Readonly<Record<string, string>> => ({
  "acme/organization.yaml": "organization:\n  provider: planasonix\n  id: org_01jq8acme\n",
  "acme/members.yaml": `members:
  ana@acme.example: admin
  kim@acme.example: admin
  lee@acme.example: editor
${members}`,
});

let action: ReturnType<typeof buildAction>;
let world: ActionWorld;
beforeAll(() => {
  action = buildAction();
});
afterEach(() => world.close());

const file = (members: string): Record<string, string> =>
  Object.fromEntries(Object.entries(organization(members)).map(([path, text]) => [`access/${path}`, text]));

describe("a change", () => {
  it("is planned on the pull request and applied on merge, once", async () => {
    world = await createActionWorld(action.main, { files: organization("") });
    const adopted = await world.apply();
    expect(adopted.log).not.toContain("::error");
    expect(adopted.code).toBe(0);

    const pull = world.open(file("  rob@acme.example: viewer\n"));
    const planned = await world.plan(pull, { env: { MUSTER_REVIEW_KEY: fakeReviewKey } });
    expect(planned.log).not.toContain("::error");
    expect(planned.code).toBe(0);
    expect(planned.outputs).toMatchObject({ changes: "1", blocked: "false", "exit-code": "0" });
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("rob@acme.example");
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("rob@acme.example");
    expect(world.writes()).toEqual([]);

    world.merge(pull);
    const applied = await world.apply({
      env: { MUSTER_REVIEW_KEY: fakeReviewKey },
      inputs: { "require-reviewed": "true" },
    });
    expect(applied.log).not.toContain("::error");
    expect(applied.code).toBe(0);
    expect(world.writes()).toHaveLength(1);
    expect(world.comment(pull.number, "<!-- muster:result -->")).toContain("rob@acme.example");

    world.sandbox.resetRequests();
    expect((await world.apply()).code).toBe(0);
    expect((await world.due()).code).toBe(0);
    expect(world.writes()).toEqual([]);
  });
});

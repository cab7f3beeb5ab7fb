import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { planJson } from "../../../src/render/json.ts";
import { maxPlanFileLength, parsePlanFile } from "../../../src/render/planFile.ts";
import type { Action } from "../../../src/model/plan.ts";
import { action, automation, handover, planOf, sample } from "./plans.ts";

const errorOf = (text: string): string => {
  const read = parsePlanFile(text);
  return "error" in read ? read.error : "no error";
};
const parsed = (): { organizations: Record<string, unknown>[] } => JSON.parse(planJson([sample]));

describe("planJson", () => {
  it("has the design's keys in the design's order", () => {
    const file = parsed();
    expect(Object.keys(file)).toEqual(["schema_version", "organizations"]);
    expect(Object.keys(file.organizations[0] ?? {}).slice(0, 8)).toEqual([
      "organization",
      "provider",
      "id",
      "fingerprint",
      "actions",
      "withheld",
      "findings",
      "follow_ups",
    ]);
  });

  it("is the same for another order of keys", () => {
    const one = planOf({
      actions: [action("promote", "a", { before: { email: "a", role: "b" } })],
      counts: { invite: 1, remove: 2 },
    });
    const two = planOf({
      actions: [action("promote", "a", { before: { role: "b", email: "a" } })],
      counts: { remove: 2, invite: 1 },
    });
    expect(planJson([two])).toBe(planJson([one]));
  });

  it("keeps every transfer that text tells as one", () => {
    const file = JSON.parse(planJson([automation])) as { organizations: { actions: { key: string }[] }[] };
    expect(file.organizations[0]?.actions.map(({ key }) => key)).toEqual(
      automation.actions.map(({ key }) => key),
    );
  });

  it("round-trips", () => {
    const plan = {
      ...sample,
      actions: [
        ...sample.actions,
        action("remove", "x", {
          before: { email: "x", role: null, state: "active" },
          uncovered: "page 3 failed",
        }),
      ],
    };
    expect(parsePlanFile(planJson([plan, automation]))).toEqual({
      schema_version: 1,
      organizations: [plan, automation],
    });
  });
});

const roleOf = (role: string) => ({ email: "x", role });
const stateOf = { ...roleOf("viewer"), state: "active" };
const shared = { resource: "pipeline", name: "p", holder: { kind: "team", key: "ops" }, level: "view" };

describe("parsePlanFile", () => {
  it.each<[string, Action]>([
    [
      "actions[0].after.role is not a text",
      action("promote", "x", { before: roleOf("viewer"), after: { email: "x", role: 7 } }),
    ],
    ["actions[0].before is not an object", action("revoke_key", "ci/x")],
    ["actions[0].after is not null", action("remove", "x", { before: stateOf, after: stateOf })],
    ["actions[0].after.level is not a text", action("share", "x", { after: { ...shared, level: 7 } })],
    [
      "actions[0].after.holder.kind is not one",
      action("share", "x", { after: { ...shared, holder: { kind: "guest", key: "x" } } }),
    ],
    ["actions[0].kind is not one", { ...action("invite", "x"), kind: "team" } as unknown as Action],
    [
      "actions[0].before.owner is not an object",
      { ...handover("pipeline", "p"), kind: "service_account" } as unknown as Action,
    ],
    [
      "actions[0].before.permissions is not a list",
      action("delete_role", "x", { before: { name: "x", base: "viewer" } }),
    ],
  ])("refuses an action that is not what its verb needs: %s", (problem, odd) => {
    const read = parsePlanFile(planJson([planOf({ actions: [odd] })]));
    expect("error" in read ? read.error : "").toContain(problem);
  });

  it("reads files from before service accounts were counted", () => {
    const text = planJson([automation]).replace(/,\s*"service_accounts": 6/, "");
    expect(text).not.toContain('"service_accounts": 6');
    const live = { ...automation.live, service_accounts: 0 };
    expect(parsePlanFile(text)).toEqual({ schema_version: 1, organizations: [{ ...automation, live }] });
  });

  it.each([
    ["", "is not JSON"],
    ["[]", "the file is not an object"],
    ["{}", "has no schema_version"],
    ['{"schema_version":2,"organizations":[]}', "has schema_version 2; this muster reads 1"],
    ['{"schema_version":1}', "organizations is not a list"],
    ['{"schema_version":1,"organizations":[1]}', "organizations[0] is not an object"],
  ])("refuses %j", (text, why) => {
    expect(errorOf(text)).toContain(why);
  });

  it.each<[string, (plan: Record<string, unknown>) => void, string]>([
    [
      "verb",
      (plan) => (plan["actions"] = [{ ...sample.actions[0], verb: "lend" }]),
      'actions[0].verb is not one that this version knows ("lend")',
    ],
    ["phase", (plan) => (plan["actions"] = [{ ...sample.actions[0], phase: 12 }]), "actions[0].phase"],
    [
      "needs",
      (plan) => (plan["actions"] = [{ ...sample.actions[0], needs: [1] }]),
      "actions[0].needs[0] is not a text",
    ],
    [
      "before",
      (plan) => (plan["actions"] = [{ ...sample.actions[0], before: [] }]),
      "actions[0].before is not an object",
    ],
    [
      "source",
      (plan) => (plan["actions"] = [{ ...sample.actions[0], source: { file: 1 } }]),
      "source.file is not a text",
    ],
    ["withheld", (plan) => (plan["withheld"] = [{ code: "x" }]), "withheld[0].code"],
    ["findings", (plan) => (plan["findings"] = [{ guard: "x" }]), "findings[0].guard"],
    [
      "numbers",
      (plan) => (plan["findings"] = [{ guard: "empty", severity: "warn", message: "x" }]),
      "findings[0].numbers is not an object",
    ],
    ["counts", (plan) => (plan["counts"] = { invite: -1 }), "counts.invite is not a count"],
    ["live", (plan) => delete plan["live"], "organizations[0].live is not an object"],
    ["notes", (plan) => (plan["notes"] = "x"), "notes is not a list"],
    [
      "a hostile verb",
      (plan) => (plan["actions"] = [{ ...sample.actions[0], verb: "\u001b[2J" }]),
      "\\u{1b}[2J",
    ],
  ])("refuses a wrong %s", (_, spoil, why) => {
    const file = parsed();
    for (const plan of file.organizations) spoil(plan);
    expect(errorOf(JSON.stringify(file))).toContain(why);
  });

  it("bounds depth and size", () => {
    let deep: Json = "x";
    for (let level = 0; level < 100; level++) deep = [deep];
    const before: JsonObject = { deep };
    expect(
      errorOf(
        JSON.stringify({
          schema_version: 1,
          organizations: [planOf({ actions: [action("invite", "a", { before })] })],
        }),
      ),
    ).toContain("nested too deeply");
    expect(errorOf("[".repeat(5_000_000))).toContain("is not JSON");
    expect(errorOf(" ".repeat(maxPlanFileLength + 1))).toContain("larger than 16 MB");
  });

  it("leaves out fields that it does not know, also ones that would be dangerous", () => {
    const text = planJson([planOf()]).replace(
      '"provider"',
      '"__proto__": { "polluted": true }, "later": [1], "provider"',
    );
    const read = parsePlanFile(text);
    expect(read).toEqual({ schema_version: 1, organizations: [planOf()] });
    expect("polluted" in {}).toBe(false);
  });
});

/** Needs that come round: people who make each other's change safe and receive from each other. Named whole, never an error. */
import { describe, expect, it } from "vitest";
import { applyCode } from "../../../src/run/exitCode.ts";
import { actions, at, holds, member, planOf, role, withheld, type Live } from "./planning.ts";

const steward = role("steward", "viewer", ["admin:organization"]);

function files(members: Readonly<Record<string, string>>, minimum: number, more = "") {
  return {
    "acme/organization.yaml": [
      "organization:",
      "  provider: planasonix",
      "  id: org_01acme",
      `  guards: { min_admins: ${minimum}, max_loss: 100% }`,
      "members:",
      ...Object.entries(members).map(([name, entry]) => `  ${at(name)}: ${entry}`),
      "roles:",
      "  steward: { base: viewer, permissions: [admin:organization] }",
      more,
      "",
    ].join("\n"),
  };
}

/** Kim owns and is to manage users as somebody who may not own; rob, who does now, is to be the one who owns. */
const swap = { kim: `{ role: steward, successor: ${at("rob")} }`, rob: "editor" };
const live: Live = {
  entities: [steward, member("kim", "editor"), member("rob", "steward")],
  holdings: { kim: holds("pipeline:nightly") },
};

describe("a circle of needs", () => {
  it("of a swap is named whole and is somebody's to decide", () => {
    const plan = planOf(files(swap, 1), live);
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual([
      "depends promote kim",
      "depends demote rob",
      "depends transfer pipeline:nightly",
    ]);
    for (const { message } of plan.withheld)
      expect(message).toBe(
        `a circle of needs, which no order can do: "demote ${at("rob")}" needs "promote ${at("kim")}" first (so that enough active admins stay); "promote ${at("kim")}" needs "transfer pipeline:nightly" first; "transfer pipeline:nightly" needs "demote ${at("rob")}" first. One of them must give way: make somebody else an admin first, or take one of them out of the files until the others are done`,
      );
    expect(applyCode(plan, null, 0)).toBe(4);
  });

  it("is not made where somebody else makes the loss safe", () => {
    const plan = planOf(files({ ...swap, zoe: "admin" }, 1), {
      ...live,
      entities: [...live.entities, member("zoe", "editor")],
    });
    expect(withheld(plan)).toEqual([]);
    expect(actions(plan)).toEqual(["promote zoe", "demote rob", "transfer pipeline:nightly", "promote kim"]);
  });

  it("is not made where the minimum leaves room for the loss that the other needs", () => {
    const plan = planOf(files({ ...swap, amy: "editor", zoe: "admin" }, 2), {
      ...live,
      entities: [...live.entities, member("amy", "admin"), member("zoe", "admin")],
    });
    expect(withheld(plan)).toEqual([]);
    expect(actions(plan)).toEqual(["demote rob", "transfer pipeline:nightly", "promote kim", "demote amy"]);
  });
});

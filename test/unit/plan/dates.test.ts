/** What a date causes: its cause with and without a base, and where reviews bind. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { dueSelection, reviewedSelection } from "../../../src/run/selection.ts";
import { admins, filesOf, inputOf, member, withheld, type Live } from "./planning.ts";

const live: Live = { entities: [...admins, member("kim", "viewer"), member("zoe", "maintainer")] };
const ended = filesOf({
  members:
    "  kim@acme.example: { role: viewer, expires: 2026-11-01 }\n  zoe@acme.example: { role: maintainer, until: 2026-11-02, then: editor }",
});
const lasting = filesOf({ members: "  kim@acme.example: viewer\n  zoe@acme.example: maintainer" });

/** The input with the side on which no date has come, as the use case makes it. */
function dated(files: typeof ended, with_: Live = live): PlanInput {
  const input = inputOf(files, with_);
  const { undated: desired, ended: _, ...rest } = input.organization;
  if (desired === undefined) return input;
  const organization = { ...rest, desired };
  return { ...input, undated: { organization, differences: diff(organization, input.differences.live) } };
}

const now = "2026-11-02T00:00:00Z";
const causes = (plan: Plan): string[] =>
  plan.actions.map(({ verb, key, cause }) => `${cause} ${verb} ${key.split("@")[0]}`);
const both = ["due demote zoe", "due deactivate kim"];

describe("what a date causes", () => {
  it("is due without a base", () => {
    expect(causes(planOrganization(dated(ended), { now }))).toEqual(both);
  });

  it("is due with a base that has the date, and with one that has not, though drift is only reported", () => {
    for (const files of [ended, lasting]) {
      const before = { plan: inputOf(files, live), open: new Set<string>(), adopting: false };
      expect(causes(planOrganization(dated(ended), { now, before }))).toEqual(both);
    }
  });

  it("runs by the clock and where reviews bind, even when an earlier run left it undone unreviewed", () => {
    const ids = planOrganization(dated(ended), { now }).actions.map(({ id }) => id);
    const before = {
      plan: inputOf(ended, live),
      open: new Set(ids),
      unreviewed: new Set(ids),
      adopting: false,
    };
    for (const selection of [dueSelection(), reviewedSelection(new Set())])
      expect(causes(planOrganization(dated(ended), { now, before, selection }))).toEqual(both);
  });

  it("leaves what the files newly ask for to the run of its merge", () => {
    const more = filesOf({
      members:
        "  kim@acme.example: { role: viewer, expires: 2026-11-01 }\n  zoe@acme.example: maintainer\n  new@acme.example: viewer",
    });
    const before = { plan: inputOf(lasting, live), open: new Set<string>(), adopting: false };
    const plan = planOrganization(dated(more), { now, before, selection: dueSelection() });
    expect(causes(plan)).toEqual(["due deactivate kim"]);
    expect(withheld(plan)).toEqual(["waiting invite new"]);
  });
});

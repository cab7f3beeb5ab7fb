/** What a date causes: its cause with and without a base, and where reviews bind. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { dueSelection, reviewedSelection } from "../../../src/run/selection.ts";
import { admins, filesOf, holds, inputOf, member, withheld, type Live } from "./planning.ts";

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

describe("what a date causes, beside what the files and the live side do", () => {
  const lee = member("lee", "editor");
  const since = (files: typeof ended, base: typeof ended, with_: Live, more = {}): Plan => {
    const before = { plan: inputOf(base, with_), open: new Set<string>(), adopting: false };
    return planOrganization(dated(files, with_), { now, before, ...more });
  };
  const two = (kim: string, rest = "") =>
    filesOf({ members: `  lee@acme.example: editor\n  kim@acme.example: ${kim}`, rest });
  const gone = (successor: string) => `{ role: editor, expires: 2026-11-01, successor: ${successor} }`;
  const kim = member("kim", "editor");
  const owner: Live = {
    entities: [...admins, lee, kim],
    resources: [{ kind: "pipeline", id: "id_nightly", name: "nightly" }],
    holdings: { kim: holds("pipeline:nightly") },
  };

  it("hands over by the clock when the base names the same successor", () => {
    const files = two(gone("lee@acme.example"));
    const plan = since(files, files, owner, { selection: dueSelection() });
    expect(causes(plan)).toEqual(["due transfer pipeline:nightly", "due deactivate kim"]);
  });

  it("never hands over by the clock to whom only this change names, nor lets the leaver go without it", () => {
    for (const base of [two("editor"), two(gone("ana@acme.example"))]) {
      const files = two(gone("lee@acme.example"));
      expect(causes(since(files, base, owner))).toEqual([
        "change transfer pipeline:nightly",
        "due deactivate kim",
      ]);
      for (const selection of [dueSelection(), reviewedSelection(new Set())]) {
        const plan = since(files, base, owner, { selection });
        expect(causes(plan)).toEqual([]);
        expect(withheld(plan).map((line) => line.split(" ").slice(1).join(" "))).toEqual([
          "deactivate kim",
          "transfer pipeline:nightly",
        ]);
      }
    }
  });

  it("never hands over by the clock what an earlier run left undone for want of a review", () => {
    const files = two(gone("lee@acme.example"));
    const ids = new Set(
      planOrganization(dated(files, owner), { now }).actions.flatMap(({ id, verb }) =>
        verb === "transfer" ? [id] : [],
      ),
    );
    const before = { plan: inputOf(files, owner), open: ids, unreviewed: ids, adopting: false };
    const plan = planOrganization(dated(files, owner), { now, before, selection: dueSelection() });
    expect(causes(plan)).toEqual([]);
  });

  it("hands over on the day what was to change hands in any case", () => {
    const files = two(gone("lee@acme.example"), "ownership:\n  pipelines: { nightly: lee@acme.example }");
    expect(causes(since(files, files, owner, { selection: dueSelection() }))).toEqual([
      "due transfer pipeline:nightly",
      "due deactivate kim",
    ]);
  });

  it("leaves to the files what they would change without any date", () => {
    const with_: Live = { entities: [...admins, lee, kim] };
    const files = two("{ state: deactivated, role: editor, expires: 2026-11-01 }");
    expect(causes(since(files, two("editor"), with_))).toEqual(["change deactivate kim"]);
    expect(causes(since(files, files, with_, { selection: { only: ["drift"] } }))).toEqual([
      "drift deactivate kim",
    ]);
    const open = new Set(planOrganization(dated(files, with_), { now }).actions.map(({ id }) => id));
    const before = { plan: inputOf(files, with_), open, adopting: false };
    expect(causes(planOrganization(dated(files, with_), { now, before }))).toEqual([
      "unfinished deactivate kim",
    ]);
  });

  it("raises nobody by the clock, though the role is the one of a date", () => {
    const files = two("{ role: maintainer, until: 2026-11-01, then: editor }");
    const with_: Live = { entities: [...admins, lee, member("kim", "viewer")] };
    expect(causes(since(files, two("viewer"), with_))).toEqual(["change promote kim"]);
    expect(since(files, two("viewer"), with_, { selection: dueSelection() }).actions).toEqual([]);
  });

  it("lowers to the role of a date whoever was raised at the service, though drift is only reported", () => {
    const files = two("{ role: maintainer, until: 2026-11-01, then: viewer }");
    const with_: Live = { entities: [...admins, lee, member("kim", "admin")] };
    expect(causes(since(files, files, with_))).toEqual(["due demote kim"]);
  });

  it("shows as due whom a pull request lets go on a day that has come", () => {
    const with_: Live = { entities: [...admins, lee, kim] };
    const plan = since(two("{ role: editor, expires: 2026-10-30 }"), two("editor"), with_);
    expect(causes(plan)).toEqual(["due deactivate kim"]);
    expect(plan.actions[0]).toMatchObject({ terms: { ended: "2026-10-30" }, risk: "high" });
  });
});

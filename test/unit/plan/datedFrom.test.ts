/** A plan reviewed on the eve, applied after midnight: what the date made of it runs, and nothing that it did not show. */
import { textOf } from "../../../src/model/jsonFields.ts";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Plan } from "../../../src/model/plan.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { actions, admins, filesOf, holds, inputOf, member, withheld, type Live } from "./planning.ts";

const now = "2026-11-02T00:00:01Z";

/** The files as they are once their dates came (`today`), and with the side on which none has. */
function dated(files: ReturnType<typeof filesOf>, live: Live): PlanInput {
  const input = inputOf(files, live);
  const { undated: desired, ended: _, ...rest } = input.organization;
  if (desired === undefined) throw new Error("no date has come");
  const organization = { ...rest, desired };
  return { ...input, undated: { organization, differences: diff(organization, input.differences.live) } };
}

/** What runs after midnight of the plan that was made on the eve. */
function overnight(members: string, live: Live): Plan {
  const input = dated(filesOf({ members }), live);
  const eve = planOrganization({ ...input, ...input.undated }, { now: "2026-11-01T23:59:00Z" });
  const reviewed = new Set(eve.actions.map(({ id }) => id));
  return planOrganization(input, { now, selection: { reviewed, datesFollow: true } });
}

describe("a plan of the eve", () => {
  it("runs as what its date made of it: an end in place of a demotion", () => {
    const live: Live = { entities: [...admins, member("kim", "maintainer")] };
    const plan = overnight("  kim@acme.example: { role: viewer, expires: 2026-11-01 }", live);
    expect(actions(plan)).toEqual(["deactivate kim"]);
    expect(withheld(plan)).toEqual([]);
  });

  it("runs as a lower demotion, and as an end of what it did not touch", () => {
    const live: Live = {
      entities: [...admins, member("kim", "maintainer"), member("zoe", "editor")],
    };
    const plan = overnight(
      "  kim@acme.example: { role: editor, until: 2026-11-01, then: viewer }\n  zoe@acme.example: { role: editor, expires: 2026-11-01 }",
      live,
    );
    expect(actions(plan)).toEqual(["demote kim", "deactivate zoe"]);
    expect(withheld(plan)).toEqual([]);
  });

  it("runs as the lesser grant, as a promotion and as an invitation", () => {
    const later = "{ role: maintainer, until: 2026-11-01, then: editor }";
    const plan = overnight(`  kim@acme.example: ${later}\n  new@acme.example: ${later}`, {
      entities: [...admins, member("kim", "viewer")],
    });
    expect(actions(plan)).toEqual(["invite new", "promote kim"]);
    expect(plan.actions.map(({ after }) => textOf(after, "role"))).toEqual(["editor", "editor"]);
    expect(withheld(plan)).toEqual([]);
  });

  it("lets no grant through of which it showed nothing, whatever date the files have", () => {
    const files = filesOf({
      members: "  kim@acme.example: { role: maintainer, until: 2026-11-01, then: editor }",
    });
    const input = dated(files, { entities: [...admins, member("kim", "viewer")] });
    const plan = planOrganization(input, { now, selection: { reviewed: new Set(), datesFollow: true } });
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["unreviewed promote kim"]);
  });

  it("hands nothing to a receiver that it did not show, nor ends who still owns it", () => {
    const plan = overnight(
      "  lee@acme.example: editor\n  kim@acme.example: { role: editor, expires: 2026-11-01, successor: lee@acme.example }",
      {
        entities: [...admins, member("lee", "editor"), member("kim", "editor")],
        holdings: { kim: holds("pipeline:nightly") },
      },
    );
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["depends deactivate kim", "unreviewed transfer pipeline:nightly"]);
  });
});

/** What was reviewed to end ends, whatever became of it between the review and the run; and nothing else does. */
import { describe, expect, it } from "vitest";
import type { Holdings } from "../../../src/model/holdings.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Files } from "../../fakes/world.ts";
import { actions, admins, at, filesOf, holds, member, planOf, share, team, withheld } from "./planning.ts";

const policy = `  successor: ${at("ana")}`;
const going = (said: string) => filesOf({ policy, members: `  ${at("eve")}: { ${said} }` });
const eve = (role: string, holdings: Holdings) => ({
  entities: [...admins, member("eve", role)],
  holdings: { eve: holdings },
});

/** The second plan of the same files, where the first one was reviewed. */
function later(
  files: Files,
  [before, now]: readonly [Parameters<typeof planOf>[1], Parameters<typeof planOf>[1]],
): Plan {
  const reviewed = new Set(planOf(files, before).actions.map(({ id }) => id));
  return planOf(files, now, { selection: { reviewed } });
}

describe("somebody who goes at once, as reviewed", () => {
  const files = going("state: removed, at_once: an incident");

  it("loses access though they have come to own something", () => {
    const plan = later(files, [eve("editor", holds()), eve("editor", holds("pipeline:new"))]);
    expect(actions(plan)).toEqual(["deactivate eve"]);
    expect(withheld(plan)).toEqual(["depends remove eve", "unreviewed transfer pipeline:new"]);
  });

  it("is removed though they own nothing any more", () => {
    const plan = later(files, [eve("editor", holds("pipeline:old")), eve("editor", holds())]);
    expect(actions(plan)).toEqual(["remove eve"]);
  });
});

describe("an end that was reviewed", () => {
  it("comes to whoever has another role by now, and is no more than was reviewed", () => {
    for (const said of ["state: removed", "state: deactivated"]) {
      const plan = later(going(said), [eve("editor", holds()), eve("admin", holds())]);
      expect(actions(plan)).toEqual([said === "state: removed" ? "remove eve" : "deactivate eve"]);
    }
    const deactivated = planOf(going("state: deactivated"), eve("editor", holds()));
    const reviewed = new Set(deactivated.actions.map(({ id }) => id));
    const removed = planOf(going("state: removed"), eve("editor", holds()), { selection: { reviewed } });
    expect(withheld(removed)).toEqual(["unreviewed remove eve"]);
  });

  it("comes to a place, a share and an invitation that were altered", () => {
    const files = filesOf({
      members: `  ${at("lee")}: viewer`,
      rest: "teams: { data: { members: [], shares: {} } }",
      policy: "  unlisted: { invitations: cancel, shares: delete }",
    });
    const live = (role: "member" | "lead", level: "view" | "run", invited: string) => ({
      entities: [
        ...admins,
        member("lee", "viewer"),
        { ...member("kim", invited, "pending"), teams: [] },
        team("data"),
        { kind: "team_membership", key: `data/${at("lee")}`, team: "data", member: at("lee"), role } as const,
        share("pipeline", "nightly", { kind: "team", key: "data" }, level),
      ],
      resources: [{ kind: "pipeline", name: "nightly", id: "id_nightly" } as const],
    });
    const plan = later(files, [live("member", "view", "viewer"), live("lead", "run", "admin")]);
    expect(actions(plan)).toEqual([
      "unshare pipeline:nightly/team:data",
      "leave_team data/lee",
      "cancel_invitation kim",
    ]);
  });

  it("is nobody else's, and lets nothing come or change", () => {
    const files = filesOf({ policy, members: `  ${at("eve")}: { state: removed }\n  ${at("lee")}: viewer` });
    const before = eve("editor", holds());
    const now = { ...before, entities: [...before.entities, member("lee", "editor")] };
    const plan = later(files, [{ ...before, entities: [...before.entities, member("lee", "viewer")] }, now]);
    expect(actions(plan)).toEqual(["remove eve"]);
    expect(withheld(plan)).toEqual(["unreviewed demote lee"]);
  });
});

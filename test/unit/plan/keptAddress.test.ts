/** Whoever cannot get a new address yet loses under the one that they have what they are to lose; what they gain waits. */
import { describe, expect, it } from "vitest";
import { planOrganization } from "../../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { undatedSide } from "../../../src/run/readAndPlan.ts";
import { dueSelection } from "../../../src/run/selection.ts";
import { stateOf } from "../../fakes/planasonix.ts";
import { actions, admins, at, filesOf, inputOf, member, team, withheld } from "./planning.ts";

const until = "role: admin, until: 2026-11-01, then: editor";
const teams = (name: string, day: string) =>
  `teams: { data: { members: [{ member: ${at(name)}, expires: ${day} }] } }`;
const before = filesOf({ members: `  ${at("old")}: { ${until} }`, rest: teams("old", "2026-11-01") });
const after = filesOf({
  members: `  ${at("new")}: { ${until}, previously: [${at("old")}] }`,
  rest: teams("new", "2026-11-01"),
});
const place = { kind: "team_membership", key: `data/${at("old")}`, team: "data", member: at("old") } as const;
const live = {
  entities: [...admins, member("old", "admin"), team("data"), { ...place, role: "member" as const }],
};

describe("a new address that is withheld", () => {
  const now = "2026-11-02T00:00:00Z";
  const input = inputOf(after, live);
  const dated = { ...input, ...undatedSide(input.organization, stateOf(live.entities)) };
  const base = { plan: inputOf(before, live), open: new Set<string>(), adopting: false };

  it("for want of a review holds back nothing that a date takes away", () => {
    const reviewed = { reviewed: new Set<string>(), unreviewedCauses: ["due"], datesFollow: true } as const;
    for (const selection of [reviewed, dueSelection()]) {
      const plan = planOrganization(dated, { now, before: base, selection });
      expect(actions(plan)).toEqual(["leave_team data/new", "demote new"]);
      expect(withheld(plan).map((line) => line.replace(/^\w+ /, ""))).toEqual(["change_email new"]);
      const [, demotion] = plan.actions;
      expect(demotion).toMatchObject({
        needs: [],
        before: { email: at("old"), role: "admin" },
        after: { email: at("old"), role: "editor" },
      });
    }
  });

  it("since the service has none holds back no loss, and what they gain waits for it", () => {
    const changed = (from: string, to: string) => {
      const files = filesOf({ members: `  ${at("new")}: { role: ${to}, previously: [${at("old")}] }` });
      const undone = inputOf(files, { entities: [...admins, member("old", from)] });
      const can = {
        ...planasonixCapabilities.member,
        change_email: { can: "no", sentence: "None." },
      } as const;
      const capabilities = { ...planasonixCapabilities, member: can };
      const plan = planOrganization({ ...undone, capabilities }, { now });
      return [actions(plan), withheld(plan)];
    };
    expect(changed("admin", "viewer")).toEqual([["demote new"], ["unsupported change_email new"]]);
    expect(changed("viewer", "admin")).toEqual([[], ["unsupported change_email new", "depends promote new"]]);
  });

  it("is done first where it is done", () => {
    const plan = planOrganization(dated, { now, before: base });
    expect(actions(plan)).toEqual(["change_email new", "leave_team data/new", "demote new"]);
    expect(plan.actions.at(-1)?.before).toMatchObject({ email: at("new") });
  });
});

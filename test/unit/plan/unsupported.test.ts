/** What a provider cannot do is withheld with its own sentence; Planasonix can do all that files can ask for. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Capabilities } from "../../../src/model/capability.ts";
import { isBlocked } from "../../../src/model/plan.ts";
import { entitiesOf } from "../../../src/model/state.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { organizationsOf, type Files } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const organization = "organization: { provider: planasonix, id: org_01acme }\n";
const files = (text: string): Files => ({ "acme/organization.yaml": `${organization}${text}` });
const live = files(
  "members: { ana@acme.example: admin, ben@acme.example: admin, kim@acme.example: viewer }\n",
);
const wanted = files(
  "members: { ana@acme.example: admin, ben@acme.example: admin, kim@acme.example: editor, zoe@acme.example: viewer }\n" +
    "teams:\n  finance: { members: [kim@acme.example, zoe@acme.example] }\n",
);

/** The plan with Planasonix's table, but for the team verbs. */
function planWith(team: Capabilities["team"]) {
  const [desired] = organizationsOf(wanted);
  const [present] = organizationsOf(live);
  if (desired === undefined || present === undefined) throw new Error("the files declare no organization");
  return planOrganization(
    {
      organization: desired,
      differences: diff(desired, stateOf(entitiesOf(present.desired))),
      capabilities: { ...planasonixCapabilities, team },
      acting: { id: "svc_1", name: "muster-bot" },
      holdings: new Map(),
      requests: 10,
    },
    { now: "2026-11-02T00:00:00Z" },
  );
}

describe("what the provider cannot do", () => {
  const sentence = "Teams come from the identity provider.";

  it("is withheld with the provider's sentence, and blocks nobody else", () => {
    const plan = planWith({ create_team: { can: "no", sentence } });
    expect(plan.withheld.filter((item) => item.code === "unsupported")).toEqual([
      expect.objectContaining({
        verb: "create_team",
        kind: "team",
        key: "finance",
        message: sentence,
        waits_for: [],
      }),
    ]);
    expect(plan.actions.map(({ verb, key }) => `${verb} ${key}`)).toContain("promote kim@acme.example");
    expect(isBlocked(plan)).toBe(false);
  });

  it("takes what rests on it out of the plan", () => {
    const plan = planWith({ create_team: { can: "not_yet", sentence } });
    const depending = plan.withheld
      .filter((item) => item.code === "depends")
      .map(({ verb, key }) => `${verb} ${key}`);
    expect(depending.sort()).toEqual(["invite zoe@acme.example", "join_team finance/kim@acme.example"]);
    expect(plan.actions.map(({ verb }) => verb)).toEqual(["promote"]);
  });

  it("is denied when the table does not name it", () => {
    const plan = planWith({});
    expect(plan.withheld.find((item) => item.verb === "create_team")).toMatchObject({
      code: "unsupported",
      message: "This provider cannot create team.",
    });
  });
});

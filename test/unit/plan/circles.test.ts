/** Waits that can never end: circles over admins, seats and needs are named whole, and whoever goes at once can be let go. */
import { describe, expect, it } from "vitest";
import { completeCoverage } from "../../../src/model/state.ts";
import { nameCircles } from "../../../src/plan/circles.ts";
import { withhold, type Draft, type Reason } from "../../../src/kinds/draft.ts";
import { applyCode } from "../../../src/run/exitCode.ts";
import { actions, admins, at, filesOf, member, planOf, withheld, type Live } from "./planning.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const full: Live = {
  entities: [member("ana", "admin"), member("cyd", "admin")],
  seats: { total: 2, used: 2 },
};
/** Ana stays, cyd goes at once, bob is to be the second admin. */
const files = (policy = "", more = "") => ({
  "acme/organization.yaml": [
    "organization:",
    "  provider: planasonix",
    "  id: org_01acme",
    policy,
    "members:",
    "  ana@acme.example: admin",
    "  bob@acme.example: admin",
    '  cyd@acme.example: { state: deactivated, at_once: "SEC-1" }',
    more,
    "",
  ]
    .filter((line, index, all) => line !== "" || index === all.length - 1)
    .join("\n"),
});
const waiver = "  waivers:\n    - { guard: min_admins, until: 2026-12-01, reason: SEC-1 }";

describe("a circle of waits", () => {
  it("of two, over a seat and the minimum of admins, is named whole and needs a decision", () => {
    const plan = planOf(files(), full);
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["depends invite bob", "depends deactivate cyd"]);
    for (const { message } of plan.withheld) {
      expect(message).toContain("a circle of waits");
      expect(message).toContain(`"invite ${at("bob")}" waits for "deactivate ${at("cyd")}"`);
      expect(message).toContain(`"deactivate ${at("cyd")}" waits for "invite ${at("bob")}"`);
      expect(message).toContain("2 of 2 seats are taken");
      expect(message).toContain("Active admins: 2, at least 2 must stay");
      expect(message).toContain("add a seat at the service");
    }
    expect(applyCode(plan, null, 0)).toBe(4);
  });

  it("of two, over a seat and what a leaver hands over, is found as well", () => {
    const policy = "  unlisted: { members: deactivate }";
    const three: Live = {
      entities: [...admins, member("cyd", "editor")],
      seats: { total: 3, used: 3 },
      holdings: {
        cyd: {
          resources: [{ kind: "pipeline", name: "nightly", id: "id_nightly" }],
          keys: [],
          coverage: { complete: true },
        },
      },
    };
    const handsOver = filesOf({
      policy,
      members:
        "  bob@acme.example: editor\n  cyd@acme.example: { state: deactivated, successor: bob@acme.example }",
    });
    const plan = planOf(handsOver, three);
    const circle = plan.withheld.filter(({ verb }) => verb === "invite" || verb === "deactivate");
    expect(circle.map(({ code }) => code)).toEqual(["depends", "depends"]);
    expect(circle.every(({ message }) => message.includes("a circle of waits"))).toBe(true);
    expect(applyCode(plan, null, 0)).toBe(4);
  });

  it("of three, over a need, is named from end to end, and what only waits for it is told", () => {
    const draft = (verb: Draft["verb"], name: string): Draft => {
      const rest = { before: null, after: null, source: null, loss: null };
      return {
        id: `${verb} ${name}`,
        phase: 2,
        verb,
        kind: "member",
        key: at(name),
        ...rest,
      } as unknown as Draft;
    };
    const going = draft("deactivate", "cyd");
    const needed = draft("promote", "ana");
    const coming = draft("invite", "bob");
    const behind = draft("invite", "zoe");
    const seat: Reason = { code: "no_seat", message: "no free seat" };
    const reasons = new Map<string, Reason>([
      [needed.id, { code: "waiting", message: "waits for bob", waitsFor: [at("bob")] }],
      [coming.id, seat],
      [behind.id, seat],
    ]);
    const drafts = [going, needed, coming, behind];
    const named = nameCircles({
      drafts,
      withheld: drafts.map((one) => withhold(one, reasons.get(one.id) ?? { code: "waiting", message: "" })),
      needs: new Map([[going.id, [needed.id]]]),
      reasons,
      admins: new Map(),
      live: stateOf([], completeCoverage, []),
    });
    expect(named.map(({ code }) => code)).toEqual(["depends", "depends", "depends", "depends"]);
    const [first] = named;
    expect(first?.message.match(/ waits for "/g)).toHaveLength(3);
    expect(named.filter(({ message }) => message === first?.message)).toHaveLength(3);
    expect(named.at(-1)?.message).toContain("no free seat; and it waits for");
  });

  it("is none where a seat is free, where the invitation is out, or where somebody else frees a seat", () => {
    const seat = planOf(files(), { ...full, seats: { total: 3, used: 2 } });
    expect(actions(seat)).toEqual(["invite bob"]);
    expect(withheld(seat)).toEqual(["waiting deactivate cyd"]);
    const out = planOf(files(), { ...full, entities: [...full.entities, member("bob", "admin", "pending")] });
    expect(withheld(out)).toEqual(["waiting invite bob", "waiting deactivate cyd"]);
    const other = planOf(files("", "  dan@acme.example: { state: deactivated }"), {
      entities: [...full.entities, member("dan", "viewer")],
      seats: { total: 3, used: 3 },
    });
    expect(actions(other)).toEqual(["deactivate dan", "invite bob"]);
    expect(withheld(other)).toEqual(["waiting deactivate cyd"]);
  });

  it("is none where nobody's leaving is held back: somebody without a seat waits for one", () => {
    const plan = planOf(filesOf({ members: "  bob@acme.example: editor" }), {
      entities: admins,
      seats: { total: 2, used: 2 },
    });
    expect(withheld(plan)).toEqual(["no_seat invite bob"]);
    expect(applyCode(plan, null, 0)).toBe(0);
  });

  it("ends by each way that it names", () => {
    expect(withheld(planOf(files(), { ...full, seats: { total: 3, used: 2 } }))).toEqual([
      "waiting deactivate cyd",
    ]);
    const lifted = planOf(files(waiver), full);
    expect(actions(lifted)).toEqual(["deactivate cyd", "invite bob"]);
    const another = planOf(files("", "  dan@acme.example: admin"), {
      entities: [...full.entities, member("dan", "editor")],
      seats: { total: 3, used: 3 },
    });
    expect(actions(another)).toEqual(["promote dan", "deactivate cyd", "invite bob"]);
    expect(withheld(another)).toEqual([]);
  });
});

describe("whoever goes at once while the minimum of admins is lifted", () => {
  it("goes, unless nobody would be left", () => {
    const lifted = planOf(files(), full, { allowed: ["min_admins"] });
    expect(actions(lifted)).toEqual(["deactivate cyd", "invite bob"]);
    const last = planOf(
      files(),
      {
        entities: [member("cyd", "admin")],
      },
      { allowed: ["min_admins"] },
    );
    expect(actions(last)).not.toContain("deactivate cyd");
  });

  it("is told the numbers, and nobody else's leaving is let through by it", () => {
    const out: Live = { entities: [...full.entities, member("bob", "admin", "pending")] };
    const [told] = planOf(files(), out).withheld.filter(({ verb }) => verb === "deactivate");
    expect(told?.message).toContain("Active admins: 2, at least 2 must stay");
    expect(told?.message).toContain("lift the guard min_admins");
    const slow = {
      "acme/organization.yaml": files()["acme/organization.yaml"].replace(', at_once: "SEC-1"', ""),
    };
    expect(withheld(planOf(slow, out, { allowed: ["min_admins"] }))).toContain("waiting deactivate cyd");
  });
});

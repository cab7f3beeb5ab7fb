/** Whom single sign-on let in, and how long they are left alone. */
import { afterEach, describe, expect, it } from "vitest";
import { policyChanges } from "../../../src/plan/policyChanges.ts";
import { graceInForce } from "../../../src/plan/newcomers.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { createWorld, organizationsOf, type World } from "../../fakes/world.ts";
import { filesOf } from "./planning.ts";

let world: World;
afterEach(() => world.close());

const policy = (unlisted: string, domains = "acme.example") =>
  `  sso: { enforced: ${String(domains === "acme.example")}, domains: [${domains}] }\n  unlisted: { ${unlisted} }`;
const files = (unlisted: string, domains?: string) => filesOf({ policy: policy(unlisted, domains) });
const jit = { domains: ["acme.example"], jit: true };

/** What becomes of kim, so many hours after she joined at her first login. */
async function kimAfter(hours: number, unlisted: string, domains?: string) {
  const clock = fakeClock();
  world = await createWorld({ files: files(unlisted, domains), live: files("members: report"), clock });
  const state = world.sandbox.dump();
  await world.sandbox.close();
  await world.close();
  const organizations = state.organizations.map((one) => ({ ...one, sso: jit }));
  world = await createWorld({
    files: files(unlisted, domains),
    clock,
    sandbox: { seed: { ...state, organizations } },
  });
  await world.control("/sandbox/login", { email: "kim@acme.example" });
  clock.set(clock.now() + hours * 3_600_000);
  const plan = await world.plan();
  const held = plan.withheld.map(({ code, message }) => `${code}: ${message}`);
  return { held, actions: plan.actions.map(({ verb, key }) => `${verb} ${key}`) };
}

describe("somebody who joined by single sign-on", () => {
  it.each([
    [71, "members: deactivate", true],
    [73, "members: deactivate", false],
    [23, "members: remove, grace: 1d", true],
    [25, "members: remove, grace: 1d", false],
    [0, 'members: deactivate, grace: "0"', false],
    [999, "members: report", true],
  ])("is %i hours later, with { %s }, left alone: %s", async (hours, unlisted, isLeft) => {
    const { held, actions } = await kimAfter(hours, unlisted);
    expect(held).toEqual(
      isLeft ? [expect.stringMatching(/^new_by_sso: .*add `kim@acme\.example: viewer` to members/)] : [],
    );
    expect(actions).toHaveLength(isLeft ? 0 : 1);
  });

  it.each(["other.example", "me.example", "acme.example.evil.example"])(
    "is nothing new where the files allow no such domain: %s",
    async (domain) => {
      const { actions } = await kimAfter(0, "members: deactivate", domain);
      expect(actions).toEqual(["deactivate kim@acme.example"]);
    },
  );
});

describe("a longer grace", () => {
  it("loosens, and a shorter one does not", async () => {
    const of = (unlisted: string) => organizationsOf(files(unlisted));
    world = await createWorld({ files: files("members: report") });
    const between = (before: string, after: string) =>
      policyChanges(new Map(of(before).map((item) => [item.key, item])), of(after)).map(
        ({ setting, loosens }) => [setting, loosens],
      );
    expect(between("members: deactivate", "members: deactivate, grace: 9d")).toEqual([
      ["unlisted.grace", true],
    ]);
    expect(between("members: deactivate, grace: 9d", "members: deactivate, grace: 0")).toEqual([
      ["unlisted.grace", false],
    ]);
  });

  it("counts from the next change on, and a shorter one at once", () => {
    const days = (after: string, before?: string): number => {
      const [next, base] = [after, before ?? after].map((grace) =>
        organizationsOf(files(`members: deactivate, grace: ${grace}`)).at(0),
      );
      if (next === undefined || base === undefined) throw new Error("the files declare no organization");
      return graceInForce(next, before === undefined ? null : base) / 86_400_000;
    };
    expect([days("9d", "2d"), days("2d", "9d"), days("9d")]).toEqual([2, 2, 9]);
  });
});

/** Plans from files alone: unchanged files ask for nothing, and the order and layout of files are nothing to them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diff } from "../../src/diff/diff.ts";
import type { Organization } from "../../src/model/organization.ts";
import { leaversOf } from "../../src/plan/leavers.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/capabilities.ts";
import { offlineReader } from "../../src/run/offline.ts";
import { organizationsOf } from "../fakes/world.ts";
import { arrangementArb, declaredArb, filesOf, type Arrangement, type Declared } from "./arbitraries.ts";

function organizationFrom(declared: Declared, arrangement?: Arrangement): Organization {
  const [organization] = organizationsOf(filesOf(declared, arrangement));
  if (organization === undefined) throw new Error("no organization");
  return organization;
}

/** As a run without a key plans it. */
async function offlinePlan(base: Organization | undefined, head: Organization) {
  const reader = offlineReader(base, head);
  const live = await reader.readState({ resources: [] });
  if (!live.ok) throw new Error(live.message);
  const differences = diff(head, live.state);
  const held = await reader.readHoldings(leaversOf(head, differences.live, new Set()));
  if (!held.ok) throw new Error(held.message);
  const common = {
    capabilities: planasonixCapabilities,
    acting: live.acting,
    holdings: held.holdings,
    requests: live.requests,
  };
  return planOrganization(
    { ...common, organization: head, differences },
    {
      now: "2026-11-02T00:00:00Z",
      before: {
        plan:
          base === undefined ? null : { ...common, organization: base, differences: diff(base, live.state) },
        open: new Set(),
        adopting: base === undefined,
      },
    },
  );
}

describe("a plan from files alone", () => {
  it("is empty between equal files, however they are laid out", async () => {
    await fc.assert(
      fc.asyncProperty(declaredArb, arrangementArb, async (declared, arrangement) => {
        const plan = await offlinePlan(organizationFrom(declared), organizationFrom(declared, arrangement));
        expect(plan.actions).toEqual([]);
        expect(plan.withheld).toEqual([]);
        expect(plan.new_domains).toEqual([]);
      }),
    );
  });

  it("calls nothing drift: what differs, the change brings", async () => {
    await fc.assert(
      fc.asyncProperty(declaredArb, declaredArb, async (before, after) => {
        const plan = await offlinePlan(organizationFrom(before), organizationFrom(after));
        expect(plan.actions.filter(({ cause }) => cause !== "change")).toEqual([]);
        expect(plan.withheld.filter(({ code }) => code === "drift")).toEqual([]);
      }),
    );
  });
});

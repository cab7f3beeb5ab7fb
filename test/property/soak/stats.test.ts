import fc from "fast-check";
import { it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { filesOf, pairArb, stateOfLive, asksForCircle } from "../arbitraries.ts";
it("stats", () => {
  const c = new Map<string, number>();
  const add = (k: string) => c.set(k, (c.get(k) ?? 0) + 1);
  for (const pair of fc.sample(pairArb, 1000)) {
    const [organization] = organizationsOf(filesOf(pair.declared));
    if (!organization) continue;
    if (asksForCircle(pair)) add("circle");
    const plan = planOrganization({ organization, differences: diff(organization, stateOfLive(pair.live)), capabilities: planasonixCapabilities, acting: { id: "x", name: "x" }, requests: 0 });
    for (const a of plan.actions) { add("A " + a.verb); if (a.needs.length) add("needs " + a.verb); }
    for (const w of plan.withheld) add("W " + w.code + " " + w.verb);
    for (const f of plan.findings) add("F " + f.guard);
    if (plan.actions.length === 0) add("empty");
  }
  console.log([...c].sort().map(([k, n]) => `${k}: ${n}`).join("\n"));
}, 60000);

/** What import writes leaves nothing to plan, is valid, and would be written again just so. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare } from "../../src/declare/read.ts";
import { freshFiles } from "../../src/declare/live/freshFiles.ts";
import { importedOf } from "../../src/declare/live/fromLive.ts";
import { diff } from "../../src/diff/diff.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Holdings } from "../../src/model/provider.ts";
import type { State } from "../../src/model/state.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/index.ts";
import { openIn } from "../../src/run/import/check.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { hostileArb, holdingsIn } from "./hostileLive.ts";
import { organizationId, stateOfSeed } from "./liveSide.ts";

const today = "2026-11-02";
const connection = { provider: "planasonix", id: organizationId } as const;

function declaredFrom(files: Files): Organization {
  const { organizations, diagnostics } = declare({ tree: treeOf(files), label: "access", today });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [organization] = organizations;
  if (organization === undefined) throw new Error("no organization");
  return organization;
}

function openAfter(
  organization: Organization,
  state: State,
  holdings: ReadonlyMap<string, Holdings>,
): string[] {
  const differences = diff(organization, state);
  const acting = { id: "usr_bot", name: "muster-bot" };
  const plan = planOrganization(
    { organization, differences, holdings, acting, capabilities: planasonixCapabilities, requests: 0 },
    { today },
  );
  return openIn(plan);
}

const inFolder = (files: ReadonlyMap<string, string>): Files =>
  Object.fromEntries([...files].map(([path, text]) => [`acme/${path}`, text]));

describe("files for a live organization", () => {
  it("are valid and leave nothing to plan, whatever is live", () => {
    fc.assert(
      fc.property(hostileArb, (seed) => {
        const [state, holdings] = [stateOfSeed(seed), holdingsIn(seed)];
        const files = inFolder(freshFiles(connection, importedOf(state, holdings)));
        expect(openAfter(declaredFrom(files), state, holdings)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

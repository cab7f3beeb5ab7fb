/** What import writes leaves nothing to plan, is valid, and would be written again just so. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { declare, peopleIn } from "../../src/declare/read.ts";
import { editInPlace, writeAnew } from "../../src/declare/live/inPlace/place.ts";
import type { LiveSide } from "../../src/declare/live/inPlace/input.ts";
import { diff } from "../../src/diff/diff.ts";
import { resourceFinder } from "../../src/diff/resources.ts";
import type { Organization } from "../../src/model/organization.ts";
import type { Holdings } from "../../src/model/provider.ts";
import type { State } from "../../src/model/state.ts";
import { planOrganization } from "../../src/plan/plan.ts";
import { planasonixCapabilities } from "../../src/providers/planasonix/index.ts";
import { openIn } from "../../src/run/import/check.ts";
import { treeOf, type Files } from "../fakes/world.ts";
import { arrangementArb, filesOf, pairArb, reporting, seedOf } from "./arbitraries.ts";
import { withoutDates } from "./dated.ts";
import { blowsArb, hostileArb, holdingsIn, struck } from "./hostileLive.ts";
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
    { now: `${today}T09:00:00.000Z` },
  );
  return [...openIn(plan, organization, state).differences];
}

function sideOf(files: Files, live: State, holdings: ReadonlyMap<string, Holdings>): LiveSide {
  const find = resourceFinder(live);
  return {
    org: "acme",
    live,
    holdings,
    today,
    people: peopleIn(treeOf(files), "access"),
    find: (kind, name) => {
      const found = find(kind, name);
      return found.as === "found" ? found.name : undefined;
    },
  };
}

/** The files after an import in place. */
function broughtUp(files: Files, state: State, holdings: ReadonlyMap<string, Holdings>): Files {
  const old = Object.entries(files).flatMap(([path, text]) =>
    path.startsWith("acme/") ? [{ path: path.slice("acme/".length), text }] : [],
  );
  const done = editInPlace(old, sideOf(files, state, holdings));
  if ("error" in done) throw new Error(done.error);
  return { ...files, ...inFolder(done.files) };
}

/** A comment above and behind every section, and behind everybody's short entry. */
function commented(files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      text
        .replace(/^(\w+:)$/gm, `# above $1 ${path}\n$1 # behind $1 ${path}`)
        .replace(/^( {2}\S+@\S+: \w+)$/gm, "$1 # says $1"),
    ]),
  );
}

/** Comments that are gone although what they stand at is not. */
function keptComments(before: Files, after: Files): string[] {
  return Object.entries(before).flatMap(([path, text]) =>
    [...text.matchAll(/# (?:above|behind|says) +.*$/gm)]
      .map(([comment]) => comment)
      .filter((comment) => {
        const named = /^# says +(\S+):/.exec(comment)?.[1];
        const now = after[path] ?? "";
        return !now.includes(comment) && (named === undefined || now.includes(`  ${named}:`));
      }),
  );
}

const inFolder = (files: ReadonlyMap<string, string>): Files =>
  Object.fromEntries([...files].map(([path, text]) => [`acme/${path}`, text]));

describe("files for a live organization", () => {
  it("are valid and leave nothing to plan, whatever is live", () => {
    fc.assert(
      fc.property(hostileArb, (seed) => {
        const [state, holdings] = [stateOfSeed(seed), holdingsIn(seed)];
        const files = inFolder(writeAnew(connection, sideOf({}, state, holdings)).files);
        expect(openAfter(declaredFrom(files), state, holdings)).toEqual([]);
        expect(broughtUp(files, state, holdings)).toEqual(files);
      }),
      { numRuns: 300 },
    );
  });

  it("that speak of another state are brought to it in place, with their comments, and once", () => {
    fc.assert(
      fc.property(pairArb, arrangementArb, blowsArb, (pair, arrangement, blows) => {
        const declared = { ...pair.declared, unlisted: reporting };
        const seed = struck(seedOf(pair.live), blows);
        const [state, holdings] = [stateOfSeed(seed), holdingsIn(seed)];
        const files = commented(filesOf(declared, arrangement));
        const after = broughtUp(files, state, holdings);
        expect(openAfter(declaredFrom(after), state, holdings)).toEqual([]);
        expect(broughtUp(after, state, holdings)).toEqual(after);
        expect(keptComments(files, after)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

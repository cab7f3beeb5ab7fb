/** What a journal lists as left undone: what it is called, and what of it runs where reviews bind, by who vouches for the journal. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import type { Member } from "../../../src/model/entities/member.ts";
import type { Entity } from "../../../src/model/entity.ts";
import type { Plan, Selection } from "../../../src/model/plan.ts";
import { completeCoverage } from "../../../src/model/state.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { Before } from "../../../src/plan/causes.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { dueSelection, dueUnreviewedSelection, reviewedSelection } from "../../../src/run/selection.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const member = (name: string, role: string): Member => ({
  kind: "member",
  key: `${name}@acme.example`,
  email: `${name}@acme.example`,
  role,
  state: "active",
  id: `usr_${name}`,
});
const live: readonly Entity[] = [
  member("ana", "admin"),
  member("kim", "admin"),
  member("lee", "editor"),
  member("mia", "viewer"),
];

function inputWith(roles: { readonly lee: string; readonly mia: string }): PlanInput {
  const [organization] = organizationsOf({
    "acme/organization.yaml":
      "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n" +
      `  kim@acme.example: admin\n  lee@acme.example: ${roles.lee}\n  mia@acme.example: ${roles.mia}\n`,
  });
  if (organization === undefined) throw new Error("no organization");
  return {
    organization,
    differences: diff(organization, stateOf(live, completeCoverage)),
    capabilities: planasonixCapabilities,
    acting: { id: "svc_1", name: "muster-bot" },
    holdings: new Map(),
    requests: 6,
  };
}

const now = "2026-11-02T00:00:00Z";
const asLive = { lee: "editor", mia: "viewer" };
const leeUp = { lee: "admin", mia: "viewer" };
const idOf = (roles: typeof asLive): string =>
  planOrganization(inputWith(roles), { now }).actions[0]?.id ?? "none";

/** The files want lee as an admin; the journal lists just that as open. */
function told(
  past: Partial<Before>,
  { base, selection }: { readonly base: typeof asLive; readonly selection?: Selection },
): string[] {
  const before: Before = { plan: inputWith(base), open: new Set([idOf(leeUp)]), adopting: false, ...past };
  const settings = { now, before, ...(selection === undefined ? {} : { selection }) };
  const plan: Plan = planOrganization(inputWith(leeUp), settings);
  return [
    ...plan.actions.map(({ cause, verb }) => `${cause} ${verb}`),
    ...plan.withheld.map(({ code, verb }) => `${code} ${verb}`),
  ];
}

const unreviewed = new Set([idOf(leeUp)]);
const nothing = reviewedSelection(new Set());
const reviewed = reviewedSelection(new Set([idOf(leeUp)]));

describe("what a journal lists as left undone", () => {
  it("is unfinished on anybody's word only where the base's files ask for it as well", () => {
    expect(told({}, { base: asLive })).toEqual(["change promote"]);
    expect(told({}, { base: leeUp })).toEqual(["unfinished promote"]);
    expect(told({ vouched: true }, { base: asLive })).toEqual(["unfinished promote"]);
    expect(told({ plan: null }, { base: asLive })).toEqual(["change promote"]);
  });

  it.each<[string, Partial<Before>, typeof asLive, readonly [string, string, string]]>([
    ["nobody vouches for", {}, asLive, ["unreviewed", "waiting", "waiting"]],
    ["nobody vouches for, and the base asks", {}, leeUp, ["unfinished", "unfinished", "unfinished"]],
    [
      "says it was bound, and nobody vouches for",
      { reviewed: true },
      asLive,
      ["unreviewed", "waiting", "waiting"],
    ],
    ["of a run without reviews", { vouched: true }, asLive, ["unreviewed", "unreviewed", "unfinished"]],
    [
      "of a run that reviews bound",
      { vouched: true, reviewed: true },
      asLive,
      ["unfinished", "unfinished", "unfinished"],
    ],
    [
      "that says nobody reviewed it",
      { vouched: true, reviewed: true, unreviewed },
      asLive,
      ["unreviewed", "waiting", "waiting"],
    ],
    [
      "that says so, and the base asks",
      { vouched: true, reviewed: true, unreviewed },
      leeUp,
      ["drift", "drift", "drift"],
    ],
  ])("in a journal %s, runs as it may", (_, past, base, [bound, due, unbound]) => {
    expect(told(past, { base, selection: nothing })).toEqual([`${bound} promote`]);
    expect(told(past, { base, selection: dueSelection() })).toEqual([`${due} promote`]);
    expect(told(past, { base, selection: dueUnreviewedSelection() })).toEqual([`${unbound} promote`]);
  });

  it("loses no review: what the merged pull request's plan listed runs, whatever the journal is worth", () => {
    for (const past of [{}, { open: new Set<string>() }, { vouched: true }, { vouched: true, unreviewed }]) {
      const [line] = told(past, { base: asLive, selection: reviewed });
      expect(line).toMatch(/^(?:change|unfinished) promote$/);
    }
  });
});

describe("what the base's files ask for as well", () => {
  const id = new Set([idOf(leeUp)]);
  const none = { open: new Set<string>() };

  it("is a change where a reviewed plan that no run has seen yet lists it", () => {
    expect(told(none, { base: leeUp, selection: reviewedSelection(id, id) })).toEqual(["change promote"]);
    // A review is for one time, and one that nobody knows to be new may have been that.
    expect(told(none, { base: leeUp, selection: reviewedSelection(id) })).toEqual(["drift promote"]);
    expect(told(none, { base: leeUp, selection: reviewedSelection(id, new Set(["other"])) })).toEqual([
      "drift promote",
    ]);
  });

  it("is so whatever an earlier run left for want of a review", () => {
    const past = { vouched: true, reviewed: true, unreviewed: id };
    expect(told(past, { base: leeUp, selection: reviewedSelection(id, id) })).toEqual(["change promote"]);
  });
});

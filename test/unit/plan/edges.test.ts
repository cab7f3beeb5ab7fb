/** Corners of planning: names that two live objects share, causes that meet a selection, policies that changed meanwhile. */
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/diff/diff.ts";
import { completeCoverage, type State } from "../../../src/model/state.ts";
import type { Member, MemberState } from "../../../src/model/entities/member.ts";
import type { TeamMembership } from "../../../src/model/entities/membership.ts";
import type { Entity } from "../../../src/model/entity.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { PlanSettings } from "../../../src/plan/choose.ts";
import { planOrganization } from "../../../src/plan/plan.ts";
import type { PlanInput } from "../../../src/plan/prepare.ts";
import { planasonixCapabilities } from "../../../src/providers/planasonix/capabilities.ts";
import { organizationsOf } from "../../fakes/world.ts";
import { stateOf } from "../../fakes/planasonix.ts";

const admins = "  ana@acme.example: admin\n  ben@acme.example: admin\n";

/** One organization, with more of `organization`, more members and teams as YAML. */
function filesWith({ policy = "", members = "", teams = "" }) {
  return {
    "acme/organization.yaml": `organization:\n  provider: planasonix\n  id: org_01acme\n${policy}members:\n${admins}${members}${teams}`,
  };
}

const member = (email: string, role: string, state: MemberState = "active", id = `usr_${email}`): Member => ({
  kind: "member",
  key: email.toLowerCase(),
  email,
  role,
  state,
  id,
});
const team = (slug: string, id = `team_${slug}`): Entity => ({
  kind: "team",
  key: slug.toLowerCase(),
  slug,
  name: slug,
  description: "",
  parent: null,
  manager: null,
  id,
});
const place = (slug: string, email: string): TeamMembership => ({
  kind: "team_membership",
  key: `${slug}/${email}`,
  team: slug,
  member: email,
  role: "member",
  id: `${slug}/${email}`,
});
const present = [member("ana@acme.example", "admin"), member("ben@acme.example", "admin")];

function inputOf(files: ReturnType<typeof filesWith>, live: State): PlanInput {
  const [organization] = organizationsOf(files);
  if (organization === undefined) throw new Error("no organization");
  return {
    organization,
    differences: diff(organization, live),
    capabilities: planasonixCapabilities,
    acting: { id: "svc_1", name: "muster-bot" },
    holdings: holdingNothing(live),
    requests: 6,
  };
}

/** Everybody was asked, and owns nothing. */
const holdingNothing = (live: State): PlanInput["holdings"] =>
  new Map(
    [...live.member.keys()].map((key) => [key, { resources: [], keys: [], coverage: { complete: true } }]),
  );

const planOf = (
  files: ReturnType<typeof filesWith>,
  live: readonly Entity[],
  settings: Omit<PlanSettings, "now"> = {},
): Plan =>
  planOrganization(inputOf(files, stateOf(live, completeCoverage)), {
    now: "2026-11-02T00:00:00Z",
    ...settings,
  });
const actions = (plan: Plan) => plan.actions.map(({ verb, key, cause }) => `${cause} ${verb} ${key}`);
const withheld = (plan: Plan) => plan.withheld.map(({ code, verb, key }) => `${code} ${verb} ${key}`);

describe("live objects that share a name", () => {
  it("keep their team places, though no file names them", () => {
    const files = filesWith({ teams: "teams:\n  data: { members: [ana@acme.example] }\n" });
    const plan = planOf(files, [
      ...present,
      member("Dup@acme.example", "viewer", "active", "usr_1"),
      member("dup@acme.example", "viewer", "active", "usr_2"),
      team("data"),
      place("data", "ana@acme.example"),
      place("data", "dup@acme.example"),
    ]);
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual([
      "unmanaged deactivate dup@acme.example#usr_1",
      "unmanaged deactivate dup@acme.example#usr_2",
      "depends leave_team data/dup@acme.example",
    ]);
  });

  it("are not passed over as a former name", () => {
    const files = filesWith({ teams: "teams:\n  finance: { previously: [accounting] }\n" });
    const plan = planOf(files, [...present, team("Accounting", "team_1"), team("accounting", "team_2")]);
    expect(actions(plan)).toEqual([]);
    expect(plan.withheld).toEqual([
      expect.objectContaining({ code: "ambiguous", key: "finance", waits_for: ["team_1", "team_2"] }),
    ]);
  });
});

describe("an address with a slash in it", () => {
  it("is one name for what its team place needs", () => {
    const files = filesWith({
      members: '  "a/b@acme.example": viewer\n',
      teams: 'teams:\n  data: { members: ["a/b@acme.example"] }\n',
    });
    const plan = planOf(files, [
      ...present,
      member("a/b@acme.example", "viewer", "deactivated"),
      team("data"),
    ]);
    const [reactivation, joining] = plan.actions;
    expect(actions(plan)).toEqual([
      "change reactivate a/b@acme.example",
      "change join_team data/a/b@acme.example",
    ]);
    expect(joining?.needs).toEqual([reactivation?.id]);
  });
});

describe("a reviewed plan", () => {
  const files = filesWith({ members: "  kim@acme.example: editor\n" });
  const live = [...present, member("kim@acme.example", "viewer")];

  it("leaves drift as drift: the review has seen that it is left alone", () => {
    const before = { plan: inputOf(files, stateOf(live)), open: new Set<string>(), adopting: false };
    const plan = planOf(files, live, { before, selection: { reviewed: new Set() } });
    expect(withheld(plan)).toEqual(["drift promote kim@acme.example"]);
  });

  it("holds back what came up after it", () => {
    expect(withheld(planOf(files, live, { selection: { reviewed: new Set() } }))).toEqual([
      "unreviewed promote kim@acme.example",
    ]);
  });
});

describe("what an earlier run left open", () => {
  it("is not carried on against files that have come to say otherwise", () => {
    const acting = filesWith({ policy: "  unlisted: { members: deactivate, teams: delete }\n" });
    const reporting = filesWith({ policy: "  unlisted: { members: report, teams: report }\n" });
    const live = [...present, member("zoe@acme.example", "viewer"), team("old")];
    const open = new Set(planOf(acting, live).actions.map((action) => action.id));
    expect(open.size).toBe(2);
    const before = { plan: inputOf(acting, stateOf(live)), open, adopting: false };
    const plan = planOf(reporting, live, { before });
    expect(actions(plan)).toEqual([]);
    expect(withheld(plan)).toEqual(["unmanaged deactivate zoe@acme.example", "unmanaged delete_team old"]);
  });

  it("still cancels the invitation of somebody who was taken out of the files", () => {
    const files = filesWith({});
    const live = [...present, { ...member("zoe@acme.example", "viewer", "pending"), teams: [] }];
    const was = filesWith({ members: "  zoe@acme.example: viewer\n" });
    const before = { plan: inputOf(was, stateOf(live)), open: new Set<string>(), adopting: false };
    const first = planOf(files, live, { before });
    expect(actions(first)).toEqual(["change cancel_invitation zoe@acme.example"]);
    const later = {
      plan: inputOf(files, stateOf(live)),
      open: new Set(first.actions.map((action) => action.id)),
      adopting: false,
    };
    expect(actions(planOf(files, live, { before: later }))).toEqual([
      "unfinished cancel_invitation zoe@acme.example",
    ]);
  });
});

describe("a protected person", () => {
  const policy = "  guards: { protected: [kim@acme.example] }\n";
  const blocked = (plan: Plan) => plan.findings.map((finding) => finding.guard);

  it("keeps the teams that they manage", () => {
    const files = filesWith({
      policy,
      members: "  kim@acme.example: editor\n",
      teams: "teams:\n  data: { manager: ana@acme.example }\n",
    });
    const managed = { ...team("data"), manager: "kim@acme.example" };
    const plan = planOf(files, [...present, member("kim@acme.example", "editor"), managed]);
    expect(actions(plan)).toEqual(["change update_team data"]);
    expect(blocked(plan)).toEqual(["protected"]);
  });

  it("keeps what their invitation brings", () => {
    const files = filesWith({ policy, members: "  kim@acme.example: viewer\n" });
    const invitation = { ...member("kim@acme.example", "editor", "pending"), teams: [] };
    expect(blocked(planOf(files, [...present, invitation]))).toEqual(["protected"]);
    const lower = { ...invitation, role: "viewer", teams: [{ team: "data", role: "member" as const }] };
    const emptied = filesWith({
      policy,
      members: "  kim@acme.example: viewer\n",
      teams: "teams:\n  data: { members: [] }\n",
    });
    expect(blocked(planOf(emptied, [...present, lower, team("data")]))).toEqual(["protected"]);
    const raised = filesWith({ policy, members: "  kim@acme.example: maintainer\n" });
    expect(blocked(planOf(raised, [...present, invitation]))).toEqual([]);
  });
});

describe("a change that rests on drift", () => {
  it("is no drift itself: somebody has to decide", () => {
    const people = "  kim@acme.example: viewer\n";
    const was = filesWith({ members: people, teams: "teams:\n  data: { members: [] }\n" });
    const now = filesWith({ members: people, teams: "teams:\n  data: { members: [kim@acme.example] }\n" });
    const live = [...present, member("kim@acme.example", "viewer")];
    const before = { plan: inputOf(was, stateOf(live)), open: new Set<string>(), adopting: false };
    expect(withheld(planOf(now, live, { before }))).toEqual([
      "drift create_team data",
      "depends join_team data/kim@acme.example",
    ]);
  });
});

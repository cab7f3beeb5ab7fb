/** Profiles, successors, leaving at once, teams of the identity provider, and waivers. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import type { Organization } from "../../../src/model/organization.ts";
import { declared, fileOf, organization, remarksAfterOrganization } from "./tree.ts";

function acme(text: string): Organization {
  const { organizations, diagnostics } = declared({ "acme/organization.yaml": organization + text });
  expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
  const [first] = organizations;
  if (first === undefined) throw new Error("the files declare no organization");
  return first;
}

function wordsOn(text: string): string[] {
  return declared({ "acme/organization.yaml": organization + text }).diagnostics.map((item) => item.message);
}

describe("profiles", () => {
  const profiles =
    "  profiles:\n    Analyst: { role: viewer, teams: [one, TWO] }\n    plain: { role: editor }\n";

  it("give their people a role and places in teams, beside those whom the team lists", () => {
    const { desired } = acme(`${profiles}members:
  a@x.example: { profile: analyst }
  b@x.example: { profile: ANALYST, state: active }
  c@x.example: { profile: "plain", state: active }
  d@x.example: { profile: analyst, state: deactivated }
  e@x.example: viewer
teams:
  one: { members: [e@x.example, { member: B@x.example, role: lead }] }
  two: {}
  three: { members: [c@x.example] }
`);
    expect([...desired.member.values()].map(({ key, role, state }) => [key, role, state])).toEqual([
      ["a@x.example", "viewer", "active"],
      ["b@x.example", "viewer", "active"],
      ["c@x.example", "editor", "active"],
      ["d@x.example", "viewer", "deactivated"],
      ["e@x.example", "viewer", "active"],
    ]);
    expect(
      [...desired.team_membership.values()].map(({ key, role, source }) => [key, role, source?.line]),
    ).toEqual([
      ["one/a@x.example", "member", 8],
      ["one/b@x.example", "lead", 14],
      ["one/e@x.example", "member", 14],
      ["three/c@x.example", "member", 16],
      ["two/a@x.example", "member", 8],
      ["two/b@x.example", "member", 9],
    ]);
    // Without a list of its own nobody is taken out of a team.
    expect([...desired.team.values()].map((team) => [team.key, team.membersListed])).toEqual([
      ["one", true],
      ["three", true],
      ["two", false],
    ]);
  });

  it.each([
    ["an unknown profile", "members: { a@x.example: { profile: analist } }\n", "unknown-profile 4:36"],
    [
      "an unknown profile of a leaver",
      "members: { a@x.example: { profile: x, state: removed } }\n",
      "unknown-profile 4:36",
    ],
    [
      "role and profile together",
      "  profiles: { p: { role: viewer } }\nmembers: { a@x.example: { role: viewer, profile: p } }\n",
      "bad-value 5:50",
    ],
    ["a profile that is a number", "members: { a@x.example: { profile: 5 } }\n", "wrong-kind 4:36"],
    ["a profile without a role", "  profiles: { p: {} }\n", "missing-key 4:15"],
    ["an unknown key of a profile", "  profiles: { p: { role: viewer, team: x } }\n", "unknown-key 4:34"],
    [
      "an unknown team of a profile",
      "  profiles: { p: { role: viewer, teams: [x] } }\n",
      "unknown-team 4:42",
    ],
    ["a name with a blank", "  profiles: { a b: { role: viewer } }\n", "bad-value 4:15"],
    ["profiles as a list", "  profiles: []\n", "wrong-kind 4:13"],
    [
      "two names in two letter cases",
      "  profiles: { p: { role: viewer }, P: { role: viewer } }\n",
      "duplicate-profile 4:36",
    ],
    [
      "a team twice",
      "  profiles: { p: { role: viewer, teams: [t, T] } }\nteams: { t: {} }\n",
      "duplicate-profile-team 4:45",
    ],
    [
      "a team of the identity provider",
      "  profiles: { p: { role: viewer, teams: [t] } }\nteams: { t: { members_from: sso:g } }\n",
      "members-from 4:42",
    ],
  ])("refuse %s", (_name, text, remark) => {
    expect(remarksAfterOrganization(text)).toEqual([`error ${remark}`]);
  });

  it("suggest the nearest name", () => {
    const [remark] = declared({
      "acme/organization.yaml": `${organization}  profiles: { analyst: { role: viewer } }\nmembers: { a@x.example: { profile: analist } }\n`,
    }).diagnostics;
    expect(remark?.hint).toBe("Did you mean analyst?");
  });

  it("place people, so that nobody says they are in no team", () => {
    const text =
      "  profiles: { p: { role: viewer, teams: [t] } }\nteams: { t: {} }\nmembers:\n  a@x.example: { profile: p }\n  b@x.example: viewer\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning no-team 8:3"]);
  });
});

describe("teams of the identity provider", () => {
  it("have memberships that are not managed", () => {
    const { desired } = acme("teams: { one: { members_from: sso:all analysts } }\n");
    expect(desired.team.get("one")).toMatchObject({ membersListed: false, membersFrom: "sso:all analysts" });
  });

  it.each([
    ["members beside it", "{ members: [], members_from: sso:x }", "members-from 4:30"],
    ["plain members beside it", "{ members_from: sso:x, members: [a@x.example] }", "members-from 4:17"],
    ["another source", "{ members_from: ldap:x }", "bad-value 4:31"],
    ["no group", "{ members_from: 'sso:' }", "bad-value 4:31"],
    ["a list", "{ members_from: [sso:x] }", "wrong-kind 4:31"],
  ])("refuse %s", (_name, team, remark) => {
    expect(remarksAfterOrganization(`teams: { one: ${team} }\n`)).toEqual([`error ${remark}`]);
  });

  it("keep silent on who is in no team: no file can tell", () => {
    const text =
      "teams: { one: { members_from: sso:x }, two: { members: [a@x.example] } }\nmembers: { a@x.example: viewer, b@x.example: viewer }\n";
    expect(remarksAfterOrganization(text)).toEqual([]);
  });
});

describe("leavers", () => {
  it("carry their successor, and why access ends at once", () => {
    const { desired } = acme(`members:
  a@x.example: { role: editor, successor: B@x.example }
  b@x.example: editor
  c@x.example: { state: removed, at_once: "incident SEC-9", successor: a@x.example }
`);
    expect(desired.member.get("a@x.example")).toMatchObject({ successor: "b@x.example" });
    expect(desired.member.get("b@x.example")).not.toHaveProperty("successor");
    expect(desired.member.get("c@x.example")).toMatchObject({
      atOnce: "incident SEC-9",
      successor: "a@x.example",
    });
  });

  it.each([
    ["at_once of somebody who stays", "{ role: viewer, at_once: x }", "bad-value 4:50"],
    ["at_once of somebody active", "{ role: viewer, state: active, at_once: x }", "bad-value 4:65"],
    ["invite_again of somebody who goes", "{ state: removed, invite_again: x }", "bad-value 4:57"],
    ["invite_again as yes", "{ role: viewer, invite_again: yes }", "wrong-kind 4:55"],
    ["invite_again without a reason", '{ role: viewer, invite_again: "" }', "bad-value 4:55"],
    ["at_once as yes", "{ state: removed, at_once: yes }", "wrong-kind 4:52"],
    ["an empty reason", '{ state: removed, at_once: "" }', "bad-value 4:52"],
    ["an unknown successor", "{ role: viewer, successor: b@x.example }", "unknown-member 4:52"],
    ["themselves as successor", "{ role: viewer, successor: A@x.example }", "own-successor 4:52"],
    ["a successor that is a mapping", "{ role: viewer, successor: {} }", "wrong-kind 4:52"],
  ])("refuse %s", (_name, entry, remark) => {
    expect(remarksAfterOrganization(`members: { a@x.example: ${entry} }\n`)).toEqual([`error ${remark}`]);
  });

  /** `who` has left and stands everywhere; the rest is given. */
  const named = (members: string, settings = ""): string =>
    `${settings}members:\n${members}teams: { one: { manager: who@x.example } }
service_accounts: { bot: { role: viewer, owner: who@x.example } }
ownership: { pipelines: { nightly: who@x.example } }
`;
  const standing = (text: string): (string | null | undefined)[] => {
    const { desired } = acme(text);
    return [
      desired.team.get("one")?.manager,
      desired.service_account.get("bot")?.owner?.key,
      desired.ownership.get("pipeline:nightly")?.owner,
    ];
  };

  it.each([
    ["their successor", "  who@x.example: { state: removed, successor: b@x.example }\n", "", "b"],
    [
      "the successor's successor, when that one has left too",
      "  who@x.example: { state: removed, successor: d@x.example }\n  d@x.example: { state: removed, successor: c@x.example }\n",
      "",
      "c",
    ],
    [
      "the organization's successor, when two leavers name each other",
      "  who@x.example: { state: removed, successor: d@x.example }\n  d@x.example: { state: removed, successor: who@x.example }\n",
      "  successor: c@x.example\n",
      "c",
    ],
    [
      "the organization's successor, when they name nobody",
      "  who@x.example: { state: deactivated }\n",
      "  successor: b@x.example\n",
      "b",
    ],
  ])("hand over what they stand for to %s", (_name, leavers, settings, heir) => {
    const others = "  b@x.example: editor\n  c@x.example: editor\n";
    const text = named(leavers + others, settings);
    expect(standing(text)).toEqual(Array.from({ length: 3 }, () => `${heir}@x.example`));
  });

  it("leave it unmanaged when nobody is left, with one warning for all places", () => {
    const text = named("  who@x.example: { state: removed }\n");
    expect(standing(text)).toEqual([undefined, undefined, undefined]);
    expect(remarksAfterOrganization(text)).toEqual(["warning departed 6:26"]);
    expect(wordsOn(text)[0]).toContain(
      "they no longer own the service account bot; its owner is left as it is",
    );
  });

  it("pass over a successor whose role may not own, where something is owned", () => {
    const text = named(
      "  who@x.example: { state: removed, successor: b@x.example }\n  b@x.example: viewer\n  c@x.example: editor\n",
      "  successor: c@x.example\n",
    );
    expect(standing(text)).toEqual(["b@x.example", "b@x.example", "c@x.example"]);
  });

  it("who are named as successors bring warnings, and are passed over", () => {
    const text =
      "members:\n  a@x.example: { role: editor, successor: b@x.example }\n  b@x.example: { state: removed, successor: a@x.example }\n  c@x.example: { role: editor, successor: d@x.example }\n  d@x.example: { state: removed, successor: a@x.example }\n";
    expect(remarksAfterOrganization(text)).toEqual(["warning departed 5:43", "warning departed 7:43"]);
    const { desired } = acme(text);
    expect(desired.member.get("a@x.example")).not.toHaveProperty("successor");
    expect(desired.member.get("c@x.example")?.successor).toBe("a@x.example");
  });

  it("hand over the organization's inheritance along their own successors", () => {
    const text =
      "  successor: a@x.example\nmembers:\n  a@x.example: { state: removed, successor: b@x.example }\n  b@x.example: editor\n";
    expect(acme(text).policy.successor).toBe("b@x.example");
    expect(remarksAfterOrganization(text)).toEqual(["warning departed 4:14"]);
  });
});

describe("waivers", () => {
  const waiver = (until: string): string =>
    `  waivers:\n    - { guard: max_loss, until: ${until}, reason: "contract ended" }\n`;

  it("lift a guard until a day, quoted or not", () => {
    for (const until of ["2026-12-01", '"2026-12-01"']) {
      expect(acme(waiver(until)).policy.waivers).toEqual([
        {
          guard: "max_loss",
          until: "2026-12-01",
          reason: "contract ended",
          source: { file: "access/acme/organization.yaml", line: 5, column: 7 },
        },
      ]);
    }
  });

  it("come in one order, whatever the order in the file", () => {
    const lines = [
      "    - { guard: self, until: 2027-01-01, reason: a }\n",
      "    - { guard: empty, until: 2027-01-02, reason: b }\n",
      "    - { guard: empty, until: 2027-01-01, reason: c }\n",
    ];
    for (const order of [lines, [...lines].reverse()]) {
      const { waivers } = acme(`  waivers:\n${order.join("")}`).policy;
      expect(waivers.map((item) => item.reason)).toEqual(["c", "b", "a"]);
    }
  });

  it.each([
    ["no list", "  waivers: {}\n", "wrong-kind 4:12"],
    ["a word", "  waivers: [max_loss]\n", "wrong-kind 4:13"],
    [
      "an unknown guard",
      "  waivers: [{ guard: max_los, until: 2027-01-01, reason: x }]\n",
      "unknown-value 4:22",
    ],
    ["no reason", "  waivers: [{ guard: empty, until: 2027-01-01 }]\n", "missing-key 4:13"],
    ["an empty reason", '  waivers: [{ guard: empty, until: 2027-01-01, reason: "" }]\n', "bad-value 4:56"],
    ["no day", "  waivers: [{ guard: empty, reason: x }]\n", "missing-key 4:13"],
    ["a number as day", "  waivers: [{ guard: empty, until: 20270101, reason: x }]\n", "wrong-kind 4:36"],
    ["a day that is none", "  waivers: [{ guard: empty, until: 2027-02-29, reason: x }]\n", "bad-value 4:36"],
    [
      "a month that is none",
      "  waivers: [{ guard: empty, until: '2027-13-01', reason: x }]\n",
      "bad-value 4:36",
    ],
    ["a short day", "  waivers: [{ guard: empty, until: 2027-1-1, reason: x }]\n", "bad-value 4:36"],
    ["a time", "  waivers: [{ guard: empty, until: '2027-01-01T00:00:00Z', reason: x }]\n", "bad-value 4:36"],
    [
      "an unknown key",
      "  waivers: [{ guard: empty, until: 2027-01-01, reason: x, by: y }]\n",
      "unknown-key 4:59",
    ],
  ])("refuse %s", (_name, text, remark) => {
    expect(remarksAfterOrganization(text)).toEqual([`error ${remark}`]);
  });

  it("suggest the nearest guard", () => {
    const [remark] = declared({
      "acme/organization.yaml": `${organization}  waivers: [{ guard: max_los, until: 2027-01-01, reason: x }]\n`,
    }).diagnostics;
    expect(remark?.hint).toContain("Did you mean max_loss?");
  });

  it.each([
    ["2026-11-30", []],
    ["2026-12-01", ["waiver-lapsed"]],
    ["2026-12-02", ["waiver-lapsed"]],
  ])("on %s have lapsed or not, and never make files invalid", (today, codes) => {
    const tree = [fileOf("acme/organization.yaml", organization + waiver("2026-12-01"))];
    const { organizations, diagnostics } = declare({ tree, label: "access", today });
    expect(diagnostics.map((item) => item.code)).toEqual(codes);
    expect(diagnostics.every((item) => item.severity === "warning")).toBe(true);
    expect(organizations[0]?.policy.waivers).toHaveLength(1);
  });
});

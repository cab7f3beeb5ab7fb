/** Teams made of teams, and teams of which only a part is managed: what they declare, and what cannot be meant. */
import { describe, expect, it } from "vitest";
import { offboardFiles } from "../../../src/rewrite/offboard.ts";
import { treeOf } from "../../fakes/world.ts";
import { declared, organization } from "./tree.ts";

const people = ["ana", "lee", "kim", "mia", "rob"].map((name) => `  ${name}@x.example: viewer\n`).join("");
const files = (teams: string) => ({
  "acme/organization.yaml": `${organization}members:\n${people}teams:\n${teams}`,
});

/** `TEAM/NAME ROLE via TEAM`, of all places. */
function places(teams: string): string[] {
  const { organizations, diagnostics } = declared(files(teams));
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return [...(organizations[0]?.desired.team_membership.values() ?? [])].map(
    ({ key, role, terms }) =>
      `${key.replace("@x.example", "")} ${role}${terms?.via === undefined ? "" : ` via ${terms.via}`}${terms?.until === undefined ? "" : ` until ${terms.until}`}`,
  );
}

function errors(teams: string): string[] {
  return declared(files(teams)).diagnostics.flatMap(({ severity, code, message }) =>
    severity === "error" ? [`${code}: ${message}`] : [],
  );
}

describe("a team that includes others", () => {
  it("has their people as members, each once, and its own as it says", () => {
    expect(
      places(`  b: { members: [{ member: lee@x.example, role: lead }, kim@x.example] }
  c: { members: [kim@x.example, mia@x.example] }
  a: { members: [{ member: kim@x.example, role: lead }, { include: [b, c] }] }
`),
    ).toEqual(
      expect.arrayContaining([
        "a/kim lead",
        "a/lee member via b",
        "a/mia member via c",
        "b/lee lead",
        "b/kim member",
      ]),
    );
  });

  it("goes through chains, along whatever order they stand in, and takes those whom a profile places", () => {
    const all = places(`  a: { members: [{ include: [b] }] }
  b: { members: [{ include: [c] }] }
  c: { members: [lee@x.example] }
`);
    expect(all).toEqual(expect.arrayContaining(["a/lee member via b", "b/lee member via c", "c/lee member"]));
    const text = `${organization}  profiles: { analyst: { role: viewer, teams: [c] } }
members:
  lee@x.example: { profile: analyst }
teams:
  a: { members: [{ include: [c] }] }
  c: { members: [] }
`;
    const [made] = declared({ "acme/organization.yaml": text }).organizations;
    expect([...(made?.desired.team_membership.keys() ?? [])].sort()).toEqual([
      "a/lee@x.example",
      "c/lee@x.example",
    ]);
  });

  it("keeps of two ways in the one that stays open longer", () => {
    const all =
      places(`  b: { members: [{ member: lee@x.example, expires: 2027-01-01 }, { member: kim@x.example, expires: 2027-01-01 }] }
  c: { members: [lee@x.example, { member: kim@x.example, expires: 2027-02-01 }] }
  a: { members: [{ include: [b, c] }] }
`);
    expect(all).toEqual(
      expect.arrayContaining(["a/lee member via c", "a/kim member via c until 2027-02-01"]),
    );
  });

  it("of ten thousand in a chain is read without a call for each", () => {
    const chain = Array.from(
      { length: 10_000 },
      (_, at) => `  t${at}: { members: [{ include: [t${at + 1}] }] }\n`,
    );
    expect(places(`${chain.join("")}  t10000: { members: [] }\n`)).toEqual([]);
  });

  it.each([
    [
      "  a: { members: [{ include: [b] }] }\n  b: { members: [{ include: [c] }] }\n  c: { members: [{ include: [a] }] }\n",
      "include-cycle: Teams include each other in a circle: a -> b -> c -> a.",
    ],
    [
      "  a: { members: [{ include: [a] }] }\n",
      "include-cycle: Teams include each other in a circle: a -> a.",
    ],
    [
      "  a: { members: [{ include: [nope] }] }\n",
      'unknown-team: The team "nope", which a includes, is declared in no file of acme.',
    ],
    [
      "  a: { members: [{ include: [b] }] }\n  b: { members_from: sso:b }\n",
      'include-unlisted: The team a cannot include "b": its members come from sso:b.',
    ],
    [
      "  a: { members: [{ include: [b] }] }\n  b: {}\n",
      'include-unlisted: The team a cannot include "b": it has no `members`, so that nobody knows who is in it.',
    ],
    ["  a: { members: [{ include: [b, B] }] }\n  b: { members: [] }\n", "duplicate-include"],
    ["  a: { members: [{ include: [b] }, { include: [b] }] }\n  b: { members: [] }\n", "duplicate-include"],
    ["  a: { members: [{ include: [b], role: lead }] }\n  b: { members: [] }\n", "unknown-key"],
    ["  a: { members: [{ include: [] }] }\n", "bad-value"],
    [
      "  a: { members_managed: leads, members: [ana@x.example] }\n",
      "members-managed: Of the team a only the leads",
    ],
    [
      "  a: { members_managed: leads, members: [{ include: [b] }] }\n  b: { members: [] }\n",
      "members-managed",
    ],
    ["  a: { members_managed: listed }\n", "members-managed"],
    ["  a: { members: [ana@x.example], ignore: [ana@x.example] }\n", "ignored-member"],
    [
      "  a: { members: [{ member: ana@x.example, role: lead, until: 2027-01-01 }] }\n",
      'missing-key: `then` of an entry of `members` of the team "a" is missing',
    ],
    [
      "  a: { members: [{ member: ana@x.example, role: lead, then: member }] }\n",
      "missing-key: `until` of an entry",
    ],
    [
      "  a: { members: [{ member: ana@x.example, until: 2027-01-01, then: member }] }\n",
      "it needs `role: lead`",
    ],
    [
      "  a: { members: [{ member: ana@x.example, role: lead, until: 2027-01-01, then: lead }] }\n",
      "unknown-value",
    ],
  ])("refuses %j", (teams, says) => {
    expect(errors(teams).join("\n")).toContain(says);
  });

  it("loses whoever is offboarded by the one line that names them", () => {
    const before = files(
      "  b: { members: [lee@x.example] }\n  a: { members: [kim@x.example, { include: [b] }] } # all\n",
    );
    const done = offboardFiles({
      tree: treeOf(before),
      label: "access",
      today: "2026-11-02",
      who: "lee@x.example",
      successor: "ana@x.example",
    });
    if (!done.ok) throw new Error(JSON.stringify(done));
    expect(done.files[0]?.after).toContain(
      "  b: { members: [] }\n  a: { members: [kim@x.example, { include: [b] }] } # all\n",
    );
  });
});

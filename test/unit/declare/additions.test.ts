/** A file that adds to a team which another declares: only where that one opens the team, and only people. */
import { describe, expect, it } from "vitest";
import { policyChanges } from "../../../src/plan/policyChanges.ts";
import { offboardFiles } from "../../../src/rewrite/offboard.ts";
import { organizationsOf, treeOf } from "../../fakes/world.ts";
import { declared, organization } from "./tree.ts";

const head = `${organization}members:\n${["ana", "lee", "kim", "mia", "eve"].map((name) => `  ${name}@x.example: viewer\n`).join("")}`;
const ops = (more: string): string => `teams:\n  ops: { ${more} }\n`;
const home = "acme/teams/ops.yaml";
const added = "acme/teams/apollo.yaml";
const adds = (people: string): string => ops(`adds_to: teams/ops.yaml, members: [${people}]`);

/** The organization's settings and members, and these files. */
const files = (rest: Readonly<Record<string, string>>) => ({ "acme/organization.yaml": head, ...rest });
const open = files({
  [home]: ops("name: Ops, members: [ana@x.example], open_to: [teams/apollo.yaml]"),
  [added]: adds("lee@x.example, { member: kim@x.example, expires: 2027-01-01 }"),
});

function read(all: Readonly<Record<string, string>>) {
  const { organizations, diagnostics } = declared(all);
  return {
    errors: diagnostics.flatMap(({ severity, code, message, hint, source: { file, line } }) =>
      severity === "error" ? [`${code} ${file.replace("access/acme/", "")}:${line} ${message} ${hint}`] : [],
    ),
    places: [...(organizations[0]?.desired.team_membership.values() ?? [])].map(
      ({ key, role, source, terms }) =>
        `${key.replace("@x.example", "")} ${role} ${source?.file.replace("access/acme/", "")}${terms?.until === undefined ? "" : ` until ${terms.until}`}`,
    ),
  };
}

describe("what is wrong with an addition", () => {
  it.each([
    ["no path", "ops: { adds_to: c, members: [lee@x.example] }", /^bad-value /],
    ["a path up", "ops: { adds_to: ../ops.yaml, members: [lee@x.example] }", /^bad-value /],
    [
      "the slip of a slug",
      "opps: { adds_to: teams/ops.yaml, members: [lee@x.example] }",
      /^not-open .* Did you mean ops\? /,
    ],
  ])("is told once: %s", (_, entry, told) => {
    const { errors } = read({ ...open, [added]: `teams:\n  ${entry}\n` });
    expect(errors).toEqual([expect.stringMatching(told)]);
  });
});

describe("a team that is open to another file", () => {
  it("has the people of both, each by the file that names them, whatever the order of the files", () => {
    const places = [
      "ops/ana member teams/ops.yaml",
      "ops/kim member teams/apollo.yaml until 2027-01-01",
      "ops/lee member teams/apollo.yaml",
    ];
    const forward = read(open);
    expect(forward.errors).toEqual([]);
    expect(forward.places.sort()).toEqual(places);
    expect(read(Object.fromEntries(Object.entries(open).reverse())).places.sort()).toEqual(places);
  });

  it("may be declared in any file, and stands in included teams with everybody", () => {
    const { errors, places } = read({
      "acme/organization.yaml": `${head}${ops("members: [], open_to: [teams/a.yaml, b.yaml]")}  all: { members: [{ include: [ops] }] }\n`,
      "acme/teams/a.yaml": ops("adds_to: organization.yaml, members: [lee@x.example]"),
      "acme/b.yaml": ops("adds_to: organization.yaml, members: [kim@x.example]"),
    });
    expect(errors).toEqual([]);
    expect(places.map((place) => place.split(" ")[0]).sort()).toEqual([
      "all/kim",
      "all/lee",
      "ops/kim",
      "ops/lee",
    ]);
  });

  it("is a change of the rules when it is opened, and when it is closed", () => {
    const at = (all: Readonly<Record<string, string>>) => {
      const [one] = organizationsOf(all);
      if (one === undefined) throw new Error("no organization");
      return one;
    };
    const shut = files({ [home]: ops("name: Ops, members: [ana@x.example]") });
    const told = policyChanges(new Map([["acme", at(shut)]]), [at(open)]);
    expect(told).toMatchObject([
      { setting: "teams.ops.open_to", before: null, after: "teams/apollo.yaml", source: { line: 2 } },
    ]);
    expect(policyChanges(new Map([["acme", at(open)]]), [at(shut)])).toMatchObject([
      { setting: "teams.ops.open_to", before: "teams/apollo.yaml", after: null },
    ]);
  });

  it("loses whoever is offboarded, in whichever file they stand", () => {
    const done = offboardFiles({
      tree: treeOf(open),
      label: "access",
      today: "2026-11-02",
      who: "lee@x.example",
      successor: "ana@x.example",
    });
    if (!done.ok) throw new Error(JSON.stringify(done));
    expect(done.files.find(({ path }) => path === added)?.after).toBe(
      adds("{ member: kim@x.example, expires: 2027-01-01 }"),
    );
  });
});

describe("whoever owns the adding file alone", () => {
  const withAdded = (text: string, opened = true) =>
    read(
      files({
        [home]: ops(`members: [ana@x.example]${opened ? ", open_to: [teams/apollo.yaml]" : ""}`),
        [added]: text,
      }),
    ).errors;

  it("cannot open the team", () => {
    const [error = "", ...rest] = withAdded(adds("eve@x.example"), false);
    expect(rest).toEqual([]);
    expect(error).toContain("not-open teams/apollo.yaml:2");
    expect(error).toContain("Whoever owns that file writes `open_to: [teams/apollo.yaml]` there.");
    expect(
      withAdded(
        ops("adds_to: teams/ops.yaml, open_to: [teams/apollo.yaml], members: [eve@x.example]"),
        false,
      ).join("\n"),
    ).toContain("`open_to` cannot stand beside `adds_to`");
  });

  it.each([
    ["name: Mine", "`name` cannot stand"],
    ["parent: null", "`parent` cannot stand"],
    ["manager: eve@x.example", "`manager` cannot stand"],
    ["shares: { pipelines: { secret: edit } }", "`shares` cannot stand"],
    ["members_managed: listed", "`members_managed` cannot stand"],
    ["members_from: sso:mine", "`members_from`"],
    ["ignore: [ana@x.example]", "`ignore` cannot stand"],
    ["previously: [sre]", "`previously` cannot stand"],
    ["open_to: [teams/apollo.yaml]", "`open_to` cannot stand"],
  ])("cannot say %s", (field, message) => {
    const errors = withAdded(ops(`adds_to: teams/ops.yaml, members: [eve@x.example], ${field}`));
    expect(errors.join("\n")).toContain(message);
  });

  it.each([
    ["a lead", "{ member: eve@x.example, role: lead }"],
    ["a lead for a time", "{ member: eve@x.example, role: lead, until: 2027-01-01, then: member }"],
    ["whoever is in another team", "{ include: [ops2] }"],
    ["whom the team's own file lists, without the end that it says", "ana@x.example"],
  ])("cannot add %s", (_, item) => {
    expect(withAdded(`${adds(item)}  ops2: { members: [eve@x.example] }\n`)).not.toEqual([]);
  });

  it.each([
    ["beside it", `${adds("lee@x.example")}  Ops: { adds_to: teams/ops.yaml, members: [eve@x.example] }\n`],
    ["as a team of their own", ops("members: [eve@x.example]")],
    ["and open the other file to it", ops("members: [eve@x.example], open_to: [teams/ops.yaml]")],
  ])("cannot declare the team %s", (_, text) => {
    expect(withAdded(text)).not.toEqual([]);
  });

  it("cannot make an addition of a declaration, whatever that says", () => {
    const errors = read(
      files({
        [home]: ops("members: [ana@x.example]"),
        [added]: ops("name: Mine, members: [eve@x.example], open_to: [teams/ops.yaml]"),
      }),
    ).errors;
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain("duplicate-team");
  });

  it("is told what to write where they declared the team a second time, and it is open to them", () => {
    expect(withAdded(ops("members: [eve@x.example]"))[0]).toMatch(
      /^duplicate-team .*declared twice; first at access\/acme\/teams\/.*write `adds_to: teams\/ops.yaml` beside `members` there\.$/,
    );
  });
});

describe("an addition means nothing", () => {
  it.each([
    ["without a declaration", {}, "No other file declares the team"],
    [
      "to another file than the team's",
      { "acme/teams/all.yaml": ops("members: []") },
      "Write `adds_to: teams/all.yaml`.",
    ],
    [
      "to a team of an identity provider",
      { [home]: ops("members_from: sso:ops, open_to: [teams/apollo.yaml]") },
      "its members come from sso:ops",
    ],
    [
      "to a team whose members nobody lists",
      { [home]: ops("name: Ops, open_to: [teams/apollo.yaml]") },
      "does not list its members",
    ],
    [
      "to a team of which only the leads are managed",
      { [home]: ops("members_managed: leads, members: [], open_to: [teams/apollo.yaml]") },
      "only its leads are managed",
    ],
  ])("%s", (_, rest, message) => {
    expect(read(files({ ...rest, [added]: adds("eve@x.example") })).errors.join("\n")).toContain(message);
  });

  it.each(["/etc/x.yaml", "../nova/x.yaml", "./x.yaml", "teams/", "teams/x.yml"])(
    "from the path %s",
    (path) => {
      expect(read(files({ [home]: ops(`members: [], open_to: ["${path}"]`) })).errors.join()).toContain(
        "must be the path of a .yaml file",
      );
    },
  );
});

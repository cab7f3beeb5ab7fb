/** Which files may be in the access folder, and which sections where. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import { maxFileBytes, type TreeEntry } from "../../../src/model/tree.ts";
import { declared, fileOf, organization, remarksOn, today } from "./tree.ts";

function codeFor(entry: TreeEntry): string[] {
  const tree = [fileOf("acme/organization.yaml", organization), entry];
  return declare({ tree, label: "access", today }).diagnostics.map(
    ({ severity, code, source }) => `${severity} ${code} ${source.file}:${source.line}:${source.column}`,
  );
}

describe("files", () => {
  it.each([
    ["file-name", fileOf("acme/members.yml", "")],
    ["file-name", fileOf("acme/members.YAML", "")],
    ["file-name", fileOf("acme/README.txt", "")],
    ["file-name", fileOf("NOTES.md", "")],
    ["hidden-file", fileOf("acme/.members.yaml", "")],
    ["hidden-file", { path: "acme/.old", type: "other", size: 0, bytes: null } as const],
    ["file-place", fileOf("persons.yaml", "people: {}")],
    ["file-type", { path: "people.yaml", type: "link", size: 3, bytes: null } as const],
    ["file-size", { path: "people.yaml", type: "file", size: maxFileBytes + 1, bytes: null } as const],
    ["file-type", { path: "acme/link.yaml", type: "link", size: 3, bytes: null } as const],
    ["file-type", { path: "acme/pipe.yaml", type: "other", size: 0, bytes: null } as const],
    ["file-type", { path: "acme/sub", type: "other", size: 0, bytes: null } as const],
    ["file-type", { path: "sub", type: "other", size: 0, bytes: null } as const],
    ["file-size", { path: "acme/big.yaml", type: "file", size: maxFileBytes + 1, bytes: null } as const],
    ["folder-name", fileOf("Acme/organization.yaml", organization)],
    ["folder-name", fileOf("acme-/organization.yaml", organization)],
    ["folder-name", fileOf(`${"a".repeat(41)}/organization.yaml`, organization)],
  ])("%s: refuses what may not be there", (code, entry) => {
    expect(codeFor(entry)[0]).toBe(`error ${code} access/${entry.path}:1:1`);
  });

  it.each([
    [["acme/Members.yaml", "acme/members.yaml"]],
    [["acme/ORGANIZATION.yaml", "acme/organization.yaml"]],
    [["acme/Teams/a.yaml", "acme/teams/b.yaml"]],
    [["acme/teams/a.yaml", "acme/teams/A.yaml"]],
    [["acme/x.yaml/a.yaml", "acme/X.yaml"]],
    [["people.yaml", "People.yaml"]],
    [["acme/organization.yaml", "Acme/members.yaml"]],
    // Written with one character, and with a letter and an accent.
    [["acme/caf\u00e9.yaml", "acme/cafe\u0301.yaml"]],
  ])("refuses %j, which are one file or folder elsewhere, and no organization is read from them", (paths) => {
    const files = new Map([
      ["acme/organization.yaml", organization],
      ...paths.map((path) => [path, ""] as const),
    ]);
    files.set("acme/organization.yaml", organization);
    const tree = [...files]
      .map(([path, text]) => fileOf(path, text))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const said = declare({ tree, label: "access", today });
    const alike = said.diagnostics.filter(({ code }) => code === "same-path");
    expect(alike).toHaveLength(1);
    expect(alike[0]).toMatchObject({
      severity: "error",
      message: expect.stringContaining("on macOS and Windows"),
    });
    if (paths.every((path) => path.startsWith("acme/"))) expect(said.organizations).toEqual([]);
  });

  it.each([
    "nul",
    "con",
    "AUX",
    "prn.old",
    "com1",
    "lpt9.x",
    "a:b",
    "what?",
    "dot./x",
    "blank /x",
    "a".repeat(256),
  ])("warns of a name that Windows cannot hold: %s", (name) => {
    expect(codeFor(fileOf(`acme/${name}.yaml`, ""))).toContainEqual(
      expect.stringMatching(/^warning windows-name access\/acme\//),
    );
  });

  it.each(["null", "console", "com", "com10", "lpt", "auxiliary", "x.nul", "a.b", "a".repeat(250)])(
    "has nothing against %s",
    (name) => {
      expect(codeFor(fileOf(`acme/${name}.yaml`, "teams: {}\n"))).toEqual([]);
    },
  );

  it("refuses an access folder in which nothing is declared", () => {
    expect(declare({ tree: [], label: "access", today })).toMatchObject({
      organizations: [],
      diagnostics: [
        { code: "empty-tree", severity: "error", source: { file: "access", line: 1, column: 1 } },
      ],
    });
  });

  it("never answers with an organization of which a file was left out", () => {
    expect(
      declared({ "acme/organization.yaml": organization, "acme/members.yml": "members: {}\n" }).organizations,
    ).toEqual([]);
  });

  it("asks for the organization section", () => {
    expect(remarksOn({ "acme/members.yaml": "members: {}\n" })).toEqual([
      "error missing-organization acme/organization.yaml:1:1",
    ]);
  });
});

describe("sections", () => {
  it.each([
    ["acme/members.yaml", organization, "1:1"],
    ["acme/teams/organization.yaml", organization, "1:1"],
    ["acme/sub/organization.yaml", organization, "1:1"],
    ["acme/teams/a.yaml", "teams: {}\nmembers: {}\n", "2:1"],
    ["acme/teams/deep/a.yaml", "members: {}\n", "1:1"],
  ])("have their places: %s", (path, text, position) => {
    expect(remarksOn({ "acme/organization.yaml": organization, [path]: text })).toContain(
      `error section-place ${path}:${position}`,
    );
  });

  it("may stand anywhere else", () => {
    const files = {
      "acme/organization.yaml": organization,
      "acme/sub/members.yaml": "members: { a@x.example: viewer }\n",
      "acme/all-teams.yaml": "teams: { one: {} }\n",
      "acme/teams/two.yaml": "teams: { two: { parent: ONE } }\n",
    };
    expect(remarksOn(files)).toEqual([]);
    expect(declared(files).organizations[0]?.desired.team.get("two")?.parent).toBe("one");
  });

  it("name both places of a name that stands twice", () => {
    const files = {
      "acme/a.yaml": "members:\n  Ana@x.example: viewer\nteams:\n  one: {}\n",
      "acme/b.yaml": "members:\n  ana@x.example: viewer\nteams:\n  ONE: {}\n",
      "acme/organization.yaml": organization,
    };
    expect(remarksOn(files)).toEqual([
      "error duplicate-member acme/b.yaml:2:3",
      "error duplicate-team acme/b.yaml:4:3",
    ]);
    expect(declared(files).diagnostics[0]?.message).toContain("access/acme/a.yaml:2:3");
  });
});

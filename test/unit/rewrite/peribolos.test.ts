/** Peribolos's files in the shapes that people keep them in, and what becomes of each. */
import { describe, expect, it } from "vitest";
import { adoptedFiles } from "../../../src/rewrite/from/files.ts";
import { fromPeribolos } from "../../../src/rewrite/from/peribolos.ts";
import { settled } from "../../../src/rewrite/from/settled.ts";
import { github } from "../../../src/model/vocabularies/github.ts";
import { sortedBy } from "../../../src/model/text.ts";
import type { Tree } from "../../../src/model/tree.ts";
import type { People } from "../../../src/declare/facts.ts";

const nobody: People = { byKey: new Map(), byEmail: new Map(), readable: true, sound: true };

function read(files: Readonly<Record<string, string>>) {
  const tree: Tree = Object.entries(files).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, type: "file", size: bytes.length, bytes };
  });
  const sorted = sortedBy(tree, ({ path }) => path);
  const label = "" in files ? "all.yaml" : "config";
  const found = fromPeribolos({ tree: sorted, label, folder: "acme", vocabulary: github });
  return {
    ...found,
    leftOut: found.leftOut.map(({ what, why }) => `${what}: ${why}`),
    files: new Map(
      found.organizations.map((organization) => {
        const { adopted } = settled(organization, github);
        const connection = { provider: "github", id: organization.id ?? "" } as const;
        return [organization.id, adoptedFiles(adopted, { connection, people: nobody })];
      }),
    ),
  };
}

it("keeps comments behind entries, above them, and below the last of a list; names the others", () => {
  const { files, leftOut, diagnostics } = read({
    "org.yaml":
      "# Everybody.\nadmins:\n- ana # chair\n- kim\nmembers:\n# On leave until spring.\n- lee\n- mia\n# - zoe # comes back\nname: Acme\n",
    "x/teams.yaml": `teams:
  # Those who release.
  release: # see the handbook
    description: People who
      release, with a "#" in it
    members:
    - kim # lead
    - LEE
    # - X # 1.30 shadow
    privacy: closed # for all
    repos:
      # The main one.
      web: write # labels
`,
  });
  expect(diagnostics).toEqual([]);
  expect(files.get("acme")?.get("members.yaml")).toMatch(
    /\n  ana: admin # chair\n  kim: admin\n  # On leave until spring\.\n  lee: member\n  mia: member\n  # - zoe # comes back\n$/,
  );
  expect(files.get("acme")?.get("teams/release.yaml")).toBe(`teams:
  # Those who release.
  release: # see the handbook
    name: release
    description: "People who release, with a \\"#\\" in it"
    members:
      - kim # lead
      - lee
      # - X # 1.30 shadow
    shares:
      repositories:
        # The main one.
        web: push # labels
`);
  expect(leftOut.filter((line) => line.startsWith("the comment"))).toEqual([
    'the comment "Everybody.": at config/org.yaml:1:1 it stands at nothing that is written',
    'the comment "for all": at config/x/teams.yaml:10:21 it stands at nothing that is written',
  ]);
});

it("one file with `orgs`, several folders, and files that are nobody's", () => {
  const { files, leftOut, diagnostics } = read({
    "a/org.yaml": "admins: [ana]\n",
    "a/sig/teams.yaml":
      "teams: { one: { members: [], teams: { two: { maintainers: [ana], teams: { three: {} } } } } }\n",
    "all.yml": "orgs:\n  Beta:\n    admins: [kim]\n    teams: { web: {} }\n",
    "stray/teams.yaml": "teams: { lost: {} }\n",
    "other.yaml": "members: 7\n",
    "broken.yaml": "a: [\n",
    "a/OWNERS": "x",
    "README.md": "x",
  });
  expect(diagnostics).toEqual([]);
  expect([...files.keys()]).toEqual(["a", "Beta"]);
  expect([...(files.get("a")?.keys() ?? [])]).toEqual([
    "organization.yaml",
    "members.yaml",
    "teams/one.yaml",
    "teams/two.yaml",
    "teams/three.yaml",
  ]);
  expect(files.get("a")?.get("teams/one.yaml")).toContain("    members: []\n");
  expect(files.get("a")?.get("teams/three.yaml")).toBe(
    "teams:\n  three:\n    name: three\n    parent: two\n",
  );
  expect(leftOut).toEqual(
    expect.arrayContaining([
      expect.stringContaining("the file config/stray/teams.yaml: no org.yaml stands above it"),
      expect.stringContaining("the file config/other.yaml"),
      expect.stringContaining("the file config/broken.yaml"),
      expect.stringContaining("the file config/a/OWNERS"),
    ]),
  );
});

it.each([
  ["a key that nobody knows", "admin: [ana]\n", 'the key "admin" of acme'],
  [
    "a repository's settings",
    "admins: [ana]\nrepos: { web: { private: true } }\n",
    "the settings of 1 repository of acme",
  ],
  [
    "a secret team that has another below it",
    "admins: [ana]\nteams: { x: { privacy: secret, teams: { y: {} } } }\n",
    'the privacy of the team "x", "secret"',
  ],
  [
    "a level of their own",
    "admins: [ana]\nteams: { x: { repos: { web: deployer } } }\n",
    'what the team "x" may do with "web"',
  ],
  ["a second mention", "admins: [ana]\nteams: { x: { members: [ana], maintainers: [ana] } }\n", ""],
] as const)("names %s", (_, text, line) => {
  const { leftOut, diagnostics } = read({ "org.yaml": text });
  expect(diagnostics).toEqual([]);
  expect(leftOut.join("\n")).toContain(line);
});

it("a field without a value is one that is not there: nobody is taken out, and it is told", () => {
  const { leftOut, diagnostics, files } = read({
    "org.yaml":
      "admins: [ana]\nmembers:\nteams:\n  x:\n    members:\n    repos:\n    teams:\n  w: { members: [], repos: {} }\n",
  });
  expect(diagnostics).toEqual([]);
  const text = [...(files.get("acme")?.values() ?? [])].join("");
  expect(text).toContain("teams:\n  x:\n    name: x\n");
  expect(text).toContain("  w:\n    name: w\n    members: []\n    shares: { repositories: {} }\n");
  expect(leftOut.join("\n")).toContain('the empty `members` of the team "x"');
  expect(leftOut.join("\n")).toContain('the empty `repos` of the team "x"');
});

it("a team whose slug nobody knows, or no file can say, is left out with those below it, and the rest goes on", () => {
  const { leftOut, diagnostics, files } = read({
    "org.yaml":
      "admins: [ana]\nteams:\n  日本: { members: [ana], teams: { tokyo: {}, osaka: {} } }\n  _drafts: {}\n  Équipe Œuvre: {}\n  __proto__: {}\n",
  });
  expect(diagnostics).toEqual([]);
  const all = leftOut.join("\n");
  expect(all).toContain('the team "日本", and 2 teams below it');
  expect(all).toContain("what slug the service makes of its name is not known");
  expect(all).toContain('its slug "_drafts" cannot stand in the files');
  expect([...(files.get("acme")?.values() ?? [])].join("")).toContain(
    '  equipe-oeuvre:\n    name: "Équipe Œuvre"\n',
  );
});

it("a level that gives nothing is what a list of shares leaves out", () => {
  const { leftOut } = read({ "org.yaml": "admins: [ana]\nteams: { x: { repos: { web: none } } }\n" });
  expect(leftOut.join("\n")).toContain("whatever a list of shares leaves out is taken away");
});

it.each([
  ["what is no YAML", { "": "orgs: [\n" }, "This is not YAML"],
  ["a broken file of the organization", { "org.yaml": "admins: [\n" }, "This is not YAML"],
] as const)("refuses %s", (_, files, message) => {
  expect(read(files).diagnostics[0]?.message).toContain(message);
});

describe("YAML that access files do not allow", () => {
  const files = (text: string): string => {
    const { diagnostics, leftOut, files: written } = read({ "org.yaml": text });
    expect(diagnostics).toEqual([]);
    expect(leftOut).toEqual([]);
    return [...(written.get("acme")?.values() ?? [])].join("");
  };
  it("anchors, aliases and merge keys stand for what they stand for", () => {
    const text = files(
      "admins: [&lead ana]\nmembers: &all [lee, mia]\nteams:\n  a: &team { members: *all, maintainers: [*lead] }\n  b: { <<: *team, members: [mia] }\n",
    );
    expect(text).toContain("name: a\n    members: [ana, lee, mia]");
    expect(text).toContain("name: b\n    members: [ana, mia]");
  });

  it.each([
    ["an alias of nothing", "admins: [*nobody]\n", "alias"],
    [
      "aliases that would come to millions",
      `a: &a [x,x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g"].map((name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => `*${"abcdef".charAt(index)}`).join(",")}]\n`).join("")}admins: [ana]\n`,
      "alias",
    ],
  ])("%s is an error", (_, text, code) => {
    expect(read({ "org.yaml": text }).diagnostics.map((it) => it.code)).toContain(code);
  });
});

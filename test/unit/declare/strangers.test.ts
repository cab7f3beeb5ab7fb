/** What stands beside access files without being one, and signs that are written with invisible characters. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import { terminalText } from "../../../src/render/escape.ts";
import { treeOf } from "../../fakes/world.ts";

const file = (name = "Acme") =>
  `organization: { provider: planasonix, id: org_01acme, name: "${name}" }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n`;
const remarksOn = (files: Readonly<Record<string, string>>) =>
  declare({ tree: treeOf(files), label: "access", today: "2026-11-02" }).diagnostics.map(
    ({ code, source }) => `${code} ${source.file}`,
  );

describe("files beside access files", () => {
  it.each([
    ".DS_Store",
    "README.md",
    "OWNERS",
    "CODEOWNERS",
    ".gitkeep",
    "organization.yaml~",
    ".organization.yaml.swp",
  ])("are passed over: %s", (name) => {
    const files = { "acme/organization.yaml": file(), [`acme/${name}`]: "{", [name]: "{" };
    expect(remarksOn(files)).toEqual([]);
  });

  it.each(["notes.txt", "teams.yml", ".env", "organization.yaml.bak"])("are an error: %s", (name) => {
    expect(remarksOn({ "acme/organization.yaml": file(), [`acme/${name}`]: "" })).toHaveLength(1);
  });

  it("are told once for each hidden folder", () => {
    const hidden = {
      ".github/workflows/a.yaml": "",
      ".github/b.yaml": "",
      "acme/.cache/c": "",
      "acme/.cache/d/README.md": "",
    };
    expect(remarksOn({ "acme/organization.yaml": file(), ...hidden })).toEqual([
      "hidden-file access/.github",
      "hidden-file access/acme/.cache",
    ]);
  });
});

describe("a folder of something else", () => {
  const many = (folder: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`${folder}/${name}`, "{}"]));

  it.each([
    ["node_modules", many("node_modules", ["a/x.yaml", "b/package.json", "c/d/e.yaml", ".bin/run"])],
    ["Docs", many("Docs", ["a.yaml", "b.yaml"])],
    ["src", many("src", ["a.ts", "b/c.ts", "d.yaml"])],
  ])("is told once, however much it holds: %s", (folder, files) => {
    const own = remarksOn({ "acme/organization.yaml": file(), ...files }).filter(
      (remark) => !remark.startsWith("hidden-file"),
    );
    expect(own).toEqual([expect.stringMatching(new RegExp(` access/${folder}$`))]);
  });

  it("is told file by file where it is an organization's with slips in its names", () => {
    const slips = { "labs/organization.yml": file(), "labs/members.yml": "", "labs/teams.yml": "" };
    expect(remarksOn({ "acme/organization.yaml": file(), ...slips })).toHaveLength(3);
  });

  it("that is the access folder itself is named, and nothing in it is judged as if it stood elsewhere", () => {
    const files = {
      "access/acme/organization.yaml": file(),
      "access/people.yaml": "people: {}",
      "x/y.ts": "",
    };
    const { diagnostics } = declare({ tree: treeOf(files), label: ".", today: "2026-11-02" });
    expect(diagnostics.map(({ source }) => source.file)).toEqual(["./access", "./x/y.ts"]);
    expect(diagnostics[0]?.hint).toBe(
      "Where ./access is the access folder, name that one: --access ./access.",
    );
  });
});

describe("one organization's folder in the place of the access folder", () => {
  it.each([
    ["access/acme", "access"],
    ["acme", "."],
    [".", ".."],
    ["..", "../.."],
    ["../access/acme", "../access"],
  ])("leads from %s to the one above, in one error", (label, above) => {
    const files = { "organization.yaml": file(), "members.yaml": "", "teams/ops.yaml": "" };
    const { diagnostics, organizations } = declare({ tree: treeOf(files), label, today: "2026-11-02" });
    expect(organizations).toEqual([]);
    expect(diagnostics.map(({ severity, hint }) => [severity, hint])).toEqual([
      ["error", `Name that one: \`--access ${above}\`.`],
    ]);
  });

  it("is no such folder where others stand below it", () => {
    expect(remarksOn({ "organization.yaml": file(), "acme/organization.yaml": file() })).toEqual([
      "file-place access/organization.yaml",
    ]);
  });
});

describe("emoji", () => {
  it.each([
    "Flights \u2708\ufe0f",
    "\u{1f469}\u200d\u{1f4bb} devs",
    "\u{1f469}\u{1f3fd}\u200d\u{1f4bb}",
    "\u2764\ufe0f\u200d\u{1f525}",
  ])("is ordinary text: %s", (name) => {
    expect(remarksOn({ "acme/organization.yaml": file(name) })).toEqual([]);
    expect(terminalText(name)).toBe(name);
  });

  it.each([
    "a\ufe0fb",
    "a\u200db",
    "\u{1f469}\u200da",
    "\u200d\u{1f4bb}",
    "\u2708\ufe0f\ufe0f",
    "\u{1f469}\u200d\u200d\u{1f4bb}",
  ])("lets nothing else be hidden: %j", (name) => {
    expect(remarksOn({ "acme/organization.yaml": file(name) })[0]).toMatch(/^character/);
    expect(terminalText(name)).toContain("\\u{");
  });

  it("tells no two teams apart that look the same", () => {
    const teams = `teams:\n  one: { name: "Air \u2708" }\n  two: { name: "Air \u2708\ufe0f" }\n`;
    expect(remarksOn({ "acme/organization.yaml": file() + teams })).toContainEqual(
      expect.stringMatching(/^lookalike/),
    );
  });
});

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

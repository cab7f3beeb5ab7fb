/** Files that two versions of a folder share are read once, and read the same as if they were not shared. */
import { describe, expect, it } from "vitest";
import { declare } from "../../../src/declare/read.ts";
import { treeOf, type Files } from "../../fakes/world.ts";

const files: Files = {
  "acme/organization.yaml": "organization: { provider: planasonix, id: org_1 }\n",
  "acme/members.yaml": "members: { ana@acme.example: { role: admin }, ben@acme.example: { role: admin } }\n",
  "acme/teams/a.yaml": "teams: { finance: { members: [ana@acme.example] } }\n",
};
const today = "2026-11-02";

describe("shared files", () => {
  it("give equal organizations and remarks, whether they are read again or anew", () => {
    const tree = treeOf({ ...files, "acme/bad.yaml": "members: [1]\n" });
    const first = declare({ tree, label: "access", today });
    const again = declare({ tree, label: "access", today });
    const anew = declare({
      tree: treeOf({ ...files, "acme/bad.yaml": "members: [1]\n" }),
      label: "access",
      today,
    });
    expect(first.diagnostics.length).toBeGreaterThan(0);
    expect(again).toEqual(first);
    expect(anew).toEqual(first);
  });

  it("keep apart what the same bytes say in another place or under another name", () => {
    const bytes = new TextEncoder().encode("members: { kim@acme.example: { role: viewer } }\n");
    const entry = (path: string) => ({ path, type: "file" as const, size: bytes.length, bytes });
    const declared = declare({
      tree: [...treeOf(files), entry("acme/more.yaml"), entry("acme/teams/sneaky.yaml")],
      label: "access",
      today,
    });
    const places = declared.diagnostics.map(({ code, source }) => `${code} ${source.file}`);
    expect(places).toContain("section-place access/acme/teams/sneaky.yaml");
    expect(places).not.toContain("section-place access/acme/more.yaml");
    const other = declare({ tree: [entry("acme/more.yaml")], label: "elsewhere", today });
    expect(other.diagnostics.map(({ source }) => source.file)).toEqual(["elsewhere/acme/organization.yaml"]);
  });
});

/** Trees one after the other: what is as it was is not made again, and is the same object. */
import { describe, expect, it } from "vitest";
import { declareThrough, newMemory } from "../../../src/declare/through.ts";
import type { Tree } from "../../../src/model/tree.ts";
import { treeOf } from "../../fakes/world.ts";

const organization = (id: string, more = ""): string =>
  `organization: { provider: planasonix, id: ${id} }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n${more}`;
const files = {
  "acme/organization.yaml": organization("org_1"),
  "labs/organization.yaml": organization(
    "org_2",
    "  rob@acme.example: { role: viewer, expires: 2026-03-01 }\n",
  ),
};
/** With these files in place of the same ones; all others are the very same bytes. */
const changed = (tree: Tree, now: Record<string, string>): Tree => {
  const fresh = new Map(treeOf(now).map((entry) => [entry.path, entry]));
  return tree.map((entry) => fresh.get(entry.path) ?? entry);
};
const keys = ["acme", "labs"] as const;

describe("trees one after the other", () => {
  const memory = newMemory();
  const at = (tree: Tree, first: string, last?: string) => {
    const { organizations, diagnostics } = declareThrough({ tree, label: "access", memory }, { first, last });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    return new Map(organizations.map((days, index) => [keys[index], days]));
  };
  const first = treeOf(files);
  const begun = at(first, "2026-01-01", "2026-01-02");

  it("declare only the organization whose files changed", () => {
    const tree = changed(first, {
      "acme/organization.yaml": organization("org_1", "  lee@acme.example: viewer\n"),
    });
    const next = at(tree, "2026-01-02", "2026-01-03");
    expect(next.get("labs")?.[0]?.organization).toBe(begun.get("labs")?.[0]?.organization);
    expect(next.get("acme")?.[0]?.organization).not.toBe(begun.get("acme")?.[0]?.organization);
    expect(next.get("acme")?.[0]?.organization.desired.member.has("lee@acme.example")).toBe(true);
  });

  it("tell a day that comes, of the one organization that names it", () => {
    const days = at(first, "2026-02-01");
    expect(days.get("acme")?.map(({ day }) => day)).toEqual(["2026-02-01"]);
    expect(days.get("labs")?.map(({ day }) => day)).toEqual(["2026-02-01", "2026-03-01"]);
    const [before, after] = days.get("labs") ?? [];
    expect(before?.organization.desired.member.get("rob@acme.example")?.state).toBe("active");
    expect(after?.organization.desired.member.get("rob@acme.example")?.state).not.toBe("active");
    const later = at(first, "2026-05-01");
    expect(later.get("labs")?.[0]?.organization).toBe(after?.organization);
  });

  it("declare all of them anew when the file of people changed", () => {
    const people = treeOf({ "people.yaml": "people:\n  lee: { email: lee@acme.example }\n" });
    const next = at([...first, ...people], "2026-01-04", "2026-01-05");
    for (const key of keys)
      expect(next.get(key)?.[0]?.organization).not.toBe(begun.get(key)?.[0]?.organization);
  });

  it("find an error of one file each time, and the others sound", () => {
    const broken = changed(first, {
      "labs/organization.yaml": organization("org_2", "  rob@acme.example: nothing\n"),
    });
    for (const day of ["2026-01-06", "2026-01-07"]) {
      const { diagnostics } = declareThrough({ tree: broken, label: "access", memory }, { first: day });
      expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
    }
  });
});

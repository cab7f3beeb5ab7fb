/** Which organizations a change of files touches. */
import { describe, expect, it } from "vitest";
import { changedFolders } from "../../../src/run/orgs.ts";
import type { Tree } from "../../../src/model/tree.ts";

const tree = (files: Readonly<Record<string, string>>): Tree =>
  Object.entries(files).map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, type: "file", size: bytes.length, bytes };
  });

describe("changedFolders", () => {
  const before = { "people.yaml": "people: {}\n", "a/organization.yaml": "a", "b/organization.yaml": "b" };

  it("names the folders in which files differ", () => {
    const now = { ...before, "b/organization.yaml": "c" };
    expect(changedFolders(tree(before), tree(now))).toEqual(["b"]);
  });

  it("names every folder when people.yaml differs, came or went, and people.yaml itself never", () => {
    const { "people.yaml": _, ...without } = before;
    expect(changedFolders(tree(before), tree({ ...before, "people.yaml": "" }))).toEqual(["a", "b"]);
    expect(changedFolders(tree(before), tree(without))).toEqual(["a", "b"]);
    expect(changedFolders(tree(without), tree(before))).toEqual(["a", "b"]);
  });
});

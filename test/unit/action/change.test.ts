/** Which organizations a change touches, and which paths a reviewer must look at. */
import { describe, expect, it } from "vitest";
import { foldersOf, sensitivePaths } from "../../../src/action/change.ts";

describe("the organizations that a change touches", () => {
  it.each([
    [
      ["access/acme/members.yaml", "access/acme/teams/a.yaml", "access/labs/x.yaml"],
      "access",
      ["acme", "labs"],
    ],
    [["README.md", "accessories/acme/members.yaml"], "access", []],
    [["config/access/acme/members.yaml"], "config/access", ["acme"]],
    [["config/access/acme/members.yaml"], "./config/access/", ["acme"]],
    [["acme/members.yaml"], ".", ["acme"]],
  ])("%j below %s", (paths, access, folders) => {
    const found = foldersOf(paths, access);
    expect(found === "all" ? found : [...found]).toEqual(folders);
  });

  it("are all, when a file above them differs", () => {
    expect(foldersOf(["access/acme/members.yaml", "access/people.yaml"], "access")).toBe("all");
  });
});

describe("paths that guard the files", () => {
  it("are found wherever git and GitHub look for them", () => {
    const guarding = [
      "CODEOWNERS",
      ".github/CODEOWNERS",
      "docs/CODEOWNERS",
      ".gitattributes",
      "access/acme/.gitattributes",
      ".gitmodules",
      ".github/workflows/muster.yml",
      ".github/actions/own/action.yml",
    ];
    const others = [
      "access/CODEOWNERS",
      "access/acme/members.yaml",
      ".github/FUNDING.yml",
      "x.gitattributes",
    ];
    expect(sensitivePaths([...guarding, ...others]).sort()).toEqual([...guarding].sort());
  });

  it("come with one of each kind first, so that a crowd of one hides no other", () => {
    const crowd = Array.from({ length: 9 }, (_, index) => `.github/actions/a${index}/action.yml`);
    const paths = [...crowd, ".gitattributes", ".gitmodules", "CODEOWNERS", ".github/workflows/w.yml"];
    expect(sensitivePaths(paths).slice(0, 5)).toEqual([
      "CODEOWNERS",
      ".gitattributes",
      ".github/workflows/w.yml",
      ".github/actions/a0/action.yml",
      ".gitmodules",
    ]);
  });
});

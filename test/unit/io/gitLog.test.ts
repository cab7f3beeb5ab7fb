/** The commits of a branch's own line, with what each changed in a folder: whatever the repository is set up to. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logOf, type LoggedCommit } from "../../../src/io/gitLog.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

async function logged(cwd: string, dir = "access", after?: string): Promise<readonly LoggedCommit[]> {
  const log = await logOf({ cwd, dir, ref: "HEAD", after });
  if ("error" in log) throw new Error(log.error);
  return log.commits;
}

const told = (commits: readonly LoggedCommit[]): [string, ...string[]][] =>
  commits.map(({ subject, changes }) => [
    subject,
    ...changes.map(({ path, object, type }) => (object === null ? `- ${path}` : `+ ${path} ${type}`)),
  ]);

/**
 * Commits that touch the folder and such that do not, merges of one branch and of two, of a branch that touches something else,
 * and of one whose changes are not taken.
 */
function fill({ git, put }: TestRepository): void {
  const commitAll = (subject: string): void => {
    git("add", "-A");
    git("commit", "-q", "-m", subject);
  };
  const aside = (name: string, ...paths: readonly string[]): void => {
    git("checkout", "-q", "-b", name);
    for (const path of paths) {
      put(path, name);
      commitAll(`${name}: ${path}`);
    }
    git("checkout", "-q", "main");
  };
  const merge = (subject: string, ...more: readonly string[]): void =>
    void git("merge", "-q", "--no-ff", "-m", subject, ...more);
  put("access/a", "1");
  put("access/b/c", "1");
  commitAll("root");
  put("src/z", "1");
  commitAll("elsewhere");
  aside("one", "access/one", "access/two");
  put("access/a", "2");
  commitAll("changed");
  merge("merge", "one");
  aside("code", "src/code");
  merge("merge of code", "code");
  aside("three", "access/three");
  aside("four", "access/four");
  put("src/z", "2");
  commitAll("elsewhere again");
  merge("merge of two", "three", "four");
  aside("ours", "access/ours");
  put("src/z", "3");
  commitAll("still elsewhere");
  merge("merge of nothing", "-s", "ours", "ours");
  git("mv", "access/a", "access/moved");
  commitAll("moved");
  git("update-index", "--add", "--cacheinfo", `160000,${git("rev-parse", "HEAD")},access/module`);
  put(".gitmodules", '[submodule "m"]\n  path = access/module\n  url = ./m\n  ignore = all\n');
  git("add", ".gitmodules");
  git("commit", "-q", "-m", "module");
}

const line = [
  ["root", "+ a file", "+ b/c file"],
  ["changed", "+ a file"],
  ["merge", "+ one file", "+ two file"],
  ["merge of two", "+ four file", "+ three file"],
  ["moved", "- a", "+ moved file"],
  ["module", "+ module other"],
];

describe("the log of a folder", () => {
  let repository: TestRepository;
  beforeAll(() => {
    repository = testRepository();
    fill(repository);
  });
  afterAll(() => repository.remove());

  it("takes of a merge what it changed on the branch", async () => {
    expect(told(await logged(repository.root))).toEqual(line);
  });

  it.each([
    ["log.diffMerges", "off"],
    ["log.diffMerges", "combined"],
    ["log.follow", "true"],
    ["log.showRoot", "false"],
    ["log.showSignature", "true"],
    ["diff.ignoreSubmodules", "all"],
    ["diff.orderFile", "no-such-file"],
    ["diff.relative", "true"],
    ["diff.renames", "copies"],
    ["format.pretty", "fuller"],
    ["color.ui", "always"],
    ["i18n.logOutputEncoding", "latin1"],
  ])("is the same whatever git is set up to: %s %s", async (name, value) => {
    repository.git("config", name, value);
    try {
      expect(told(await logged(repository.root))).toEqual(line);
      expect(told(await logged(`${repository.root}/access`, "."))).toEqual(line);
    } finally {
      repository.git("config", "--unset", name);
    }
  });
});

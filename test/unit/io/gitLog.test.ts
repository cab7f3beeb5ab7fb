/** The commits of a branch's own line, with what each changed in a folder: whatever the repository is set up to. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comingLog, logOf, type LoggedCommit } from "../../../src/io/gitLog.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

async function logged(cwd: string, dir = "access", after?: string): Promise<readonly LoggedCommit[]> {
  const log = await logOf({ cwd, dir, ref: "main", after });
  if ("error" in log) throw new Error(log.error);
  return log.commits;
}

/** The same bit by bit, taking what came before it waits. */
async function came(cwd: string, after?: string): Promise<LoggedCommit[]> {
  const log = await comingLog({ cwd, dir: "access", ref: "main", after });
  if ("error" in log) throw new Error(log.error);
  const commits: LoggedCommit[] = [];
  for (;;) {
    const already = log.come();
    const more = "error" in already || already.length > 0 ? already : await log.next();
    if ("error" in more) throw new Error(more.error);
    if (more.length === 0) return commits;
    commits.push(...more);
  }
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

describe("the log of a line that is long", () => {
  let repository: TestRepository;
  beforeAll(() => {
    repository = testRepository();
    grow(repository, 1_200);
  });
  afterAll(() => repository.remove());

  it("comes whole and in order, bit by bit", async () => {
    const whole = await logged(repository.root);
    expect(whole.map(({ subject }) => subject)).toEqual(touching(1_200));
    expect(await came(repository.root)).toEqual(whole);
  });

  it.each([510, 511, 512, 513, 514, 1_024])("does so where it is %i commits long", async (length) => {
    const at = repository.git("rev-parse", `main~${1_200 - length}`);
    repository.git("branch", "-q", "-f", "rest", "main");
    repository.git("update-ref", "refs/heads/main", at);
    try {
      expect((await came(repository.root)).map(({ subject }) => subject)).toEqual(touching(length));
    } finally {
      repository.git("update-ref", "refs/heads/main", "rest");
    }
  });

  it.each([1, 511, 512, 700, 1_199])(
    "goes on after any commit of it: the one %i before the last",
    async (back) => {
      const whole = await logged(repository.root);
      const after = repository.git("rev-parse", `main~${back}`);
      const line = repository.git("rev-list", "--first-parent", `${after}..main`).split("\n");
      const rest = whole.filter(({ id }) => line.includes(id));
      expect(await logged(repository.root, "access", after)).toEqual(rest);
      expect(await came(repository.root, after)).toEqual(rest);
    },
  );
});

/** On a line of so many commits each third one leaves the folder alone; each fourth one is a merge, with changes of its own at the other side. */
function grow({ git, put }: TestRepository, length: number): void {
  const commits = Array.from({ length }, (_, at) => {
    const file = at % 3 === 0 ? "src/z" : "access/a";
    const content = ["data <<.", String(at), ".", ""];
    const commit = (mark: number, subject: string, ...more: readonly string[]): string[] => [
      ...["commit refs/heads/main", `mark :${mark}`, `committer A <a@acme.example> ${at + 1} +0000`],
      ...[`data <<.`, subject, ".", ...more, `M 644 inline ${file}`, ...content],
    ];
    if (at === 0 || at % 4 !== 0) return commit(2 * at + 1, String(at)).join("\n");
    const [before, side] = [`:${2 * at - 1}`, 2 * at];
    return [
      ...commit(side, "side", `from ${before}`),
      ...commit(2 * at + 1, String(at), `from ${before}`, `merge :${side}`),
    ].join("\n");
  });
  put("stream", commits.join("\n"));
  git("-c", "alias.load=!git fast-import --quiet --force < stream", "load");
}

const touching = (length: number): string[] =>
  Array.from({ length }, (_, at) => String(at)).filter((_, at) => at % 3 !== 0);

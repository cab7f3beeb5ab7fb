/** Merging two commits as objects: what comes of it, and that nothing of any repository or machine has a say in it. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mergeCommits, type Merge } from "../../../src/io/gitMerge.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

const opened: TestRepository[] = [];
let here: TestRepository;
const file = "access/acme/members.yaml";
const lines = (...more: readonly string[]): string => ["a", "b", "c", "d", "e", ...more, ""].join("\n");

beforeEach(() => {
  here = testRepository();
  opened.push(here);
  here.put(file, lines());
  here.commit();
});
afterEach(() => {
  vi.unstubAllEnvs();
  for (const one of opened.splice(0)) one.remove();
});

/** A commit upon another one, which gives it all its parents. */
function commitOn(parent: string, change: Readonly<Record<string, string>>): string {
  here.git("checkout", "-q", "--detach", parent);
  for (const [path, text] of Object.entries(change)) here.put(path, text);
  return here.commit();
}

async function merged(onto: string, head: string): Promise<Merge> {
  const merge = await mergeCommits({ cwd: here.root, onto, head });
  if ("error" in merge) throw new Error(merge.error);
  return merge;
}

const textAt = (commit: string, path = file): string => here.git("cat-file", "blob", `${commit}:${path}`);

describe("a merge", () => {
  it("has what both sides changed, the two as parents, and the same id wherever it is made", async () => {
    const start = here.git("rev-parse", "HEAD");
    const onto = commitOn(start, { [file]: lines("tip"), "README.md": "hello\n" });
    const head = commitOn(start, { [file]: `head\n${lines()}`, "access/acme/teams.yaml": "teams: {}\n" });
    const before = here.git("for-each-ref");
    const merge = await merged(onto, head);
    expect(merge.conflicts).toEqual([]);
    expect(textAt(merge.commit)).toBe(`head\n${lines("tip")}`.trim());
    expect(here.git("ls-tree", "-r", "--name-only", merge.commit).split("\n")).toEqual([
      "README.md",
      file,
      "access/acme/teams.yaml",
    ]);
    expect(here.git("rev-parse", `${merge.commit}^1`, `${merge.commit}^2`).split("\n")).toEqual([onto, head]);
    expect(here.git("for-each-ref")).toBe(before);
    expect(here.git("status", "--porcelain")).toBe("");
    expect(here.git("fsck", "--strict", "--no-dangling")).toBe("");
    expect(await merged(onto, head)).toEqual(merge);
    const other = testRepository(`file://${here.root}`);
    opened.push(other);
    other.git("fetch", "-q", "origin", onto, head);
    expect(await mergeCommits({ cwd: other.root, onto, head })).toEqual(merge);
  });

  it("of commits of which one has the other is the newer one's files", async () => {
    const start = here.git("rev-parse", "HEAD");
    const next = commitOn(start, { [file]: lines("next") });
    for (const [onto, head] of [
      [start, next],
      [next, start],
      [next, next],
    ] as const) {
      const merge = await merged(onto, head);
      expect(here.git("rev-parse", `${merge.commit}^{tree}`)).toBe(here.git("rev-parse", `${next}^{tree}`));
    }
  });

  it("that conflicts names every file, whatever it is called", async () => {
    const start = here.git("rev-parse", "HEAD");
    const odd = 'access/acme/o"d\td\nname.yaml';
    const onto = commitOn(start, { [file]: lines("tip"), [odd]: "1\n", "x/fine.yaml": "1\n" });
    const head = commitOn(start, { [file]: lines("head"), [odd]: "2\n", "y/fine.yaml": "2\n" });
    const merge = await merged(onto, head);
    expect(merge.conflicts).toEqual([file, odd]);
    here.git("checkout", "-q", "--detach", start);
    here.git("rm", "-q", file);
    const gone = here.commit();
    expect((await merged(onto, gone)).conflicts).toEqual([file]);
  });

  it("criss-cross takes both bases for one, and invents no conflict", async () => {
    const start = here.git("rev-parse", "HEAD");
    const one = commitOn(start, { [file]: lines("one") });
    const two = commitOn(start, { "access/acme/teams.yaml": "two\n" });
    const left = commitOn((await merged(one, two)).commit, { [file]: lines("left") });
    const right = commitOn((await merged(two, one)).commit, { "access/acme/teams.yaml": "right\n" });
    expect(here.git("merge-base", "--all", left, right).split("\n")).toHaveLength(2);
    const merge = await merged(left, right);
    expect(merge.conflicts).toEqual([]);
    expect(textAt(merge.commit)).toBe(lines("left").trim());
    expect(textAt(merge.commit, "access/acme/teams.yaml")).toBe("right");
  });

  it("follows a file that one side renamed", async () => {
    const start = here.git("rev-parse", "HEAD");
    here.git("mv", file, "access/acme/people.yaml");
    const onto = here.commit();
    const head = commitOn(start, { [file]: lines("head") });
    const merge = await merged(onto, head);
    expect(merge.conflicts).toEqual([]);
    expect(textAt(merge.commit, "access/acme/people.yaml")).toBe(lines("head").trim());
  });

  it("of a repository with ids of SHA-256 is the same", async () => {
    here.git("init", "-q", "-b", "main", "--object-format=sha256", "other");
    const other = (...args: readonly string[]): string => here.git("-C", "other", ...args);
    const write = (text: string): string => {
      here.put("other/a.yaml", text);
      other("add", "-A");
      other("commit", "-q", "-m", "a change");
      return other("rev-parse", "HEAD");
    };
    const onto = write("1\n");
    const head = write("2\n");
    const merge = await mergeCommits({ cwd: join(here.root, "other"), onto, head });
    expect(merge).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{64}$/), conflicts: [] });
  });
});

describe("what cannot be merged", () => {
  it("histories that have nothing in common", async () => {
    const onto = here.git("rev-parse", "HEAD");
    here.git("checkout", "-q", "--orphan", "other");
    here.put(file, lines("other"));
    const head = here.commit();
    expect(await mergeCommits({ cwd: here.root, onto, head })).toMatchObject({
      error: expect.stringContaining("no commit in common"),
    });
  });

  it("what is no full id: a branch, a short id, an option, nothing", async () => {
    const id = here.git("rev-parse", "HEAD");
    for (const wrong of ["main", "HEAD", id.slice(0, 12), `${id}^`, "--all", ""]) {
      const error = `"${wrong}" is not the full id of a commit.`;
      expect(await mergeCommits({ cwd: here.root, onto: wrong, head: id })).toEqual({ error });
      expect(await mergeCommits({ cwd: here.root, onto: id, head: wrong })).toEqual({ error });
    }
  });

  it("a history that a shallow clone cuts off, and commits that are not there", async () => {
    const start = here.git("rev-parse", "HEAD");
    const onto = commitOn(start, { [file]: lines("tip") });
    here.git("branch", "-f", "main", onto);
    const head = commitOn(start, { "access/acme/teams.yaml": "teams\n" });
    here.git("branch", "-f", "side", head);
    here.git("checkout", "-q", "main");
    const shallow = testRepository(`file://${here.root}`, ["--depth=1", "--no-single-branch"]);
    opened.push(shallow);
    expect(await mergeCommits({ cwd: shallow.root, onto, head })).toMatchObject({
      error: expect.stringContaining("not whole in this clone"),
    });
    const nowhere = "0123456789".repeat(4);
    for (const wrong of [nowhere, "main", "HEAD", "--allow-unrelated-histories"]) {
      expect(await mergeCommits({ cwd: here.root, onto, head: wrong })).toHaveProperty("error");
    }
  });

  it("objects that a filtered clone lacks: nothing is fetched, and no remote's program runs", async () => {
    const start = here.git("rev-parse", "HEAD");
    const onto = commitOn(start, { [file]: lines("tip") });
    here.git("branch", "-f", "main", onto);
    const head = commitOn(start, { [file]: `head\n${lines()}` });
    here.git("branch", "-f", "side", head);
    here.git("checkout", "-q", "main");
    here.git("config", "uploadpack.allowFilter", "true");
    const partial = testRepository(`file://${here.root}`, ["--filter=blob:none", "--no-checkout"]);
    opened.push(partial);
    partial.git("config", "remote.origin.uploadpack", `touch ${partial.root}/ran; false`);
    expect(await mergeCommits({ cwd: partial.root, onto, head })).toMatchObject({
      error: expect.stringContaining("could not be merged"),
    });
    expect(existsSync(join(partial.root, "ran"))).toBe(false);
  });

  it("anything, with a git that is too old, which is said", async () => {
    const onto = here.git("rev-parse", "HEAD");
    const old = join(here.root, ".git", "old");
    mkdirSync(old);
    for (const [version, isEnough] of [
      ["1.8.3.1", false],
      ["2.25.1", false],
      ["2.37.9 (Apple Git-143)", false],
      ["2.38.0.windows.1", true],
      ["2.100.0", true],
      ["3.0.0", true],
    ] as const) {
      const path = process.env["PATH"] ?? "";
      const real = here.git("--exec-path");
      // As they all do: three trees were what it took.
      const usage = isEnough ? "" : '*" merge-tree "*) echo "usage: git merge-tree" >&2; exit 129;; ';
      writeFileSync(
        join(old, "git"),
        `#!/bin/sh\ncase " $* " in *" version "*) echo "git version ${version}";; ${usage}*) exec ${real}/git "$@";; esac\n`,
      );
      chmodSync(join(old, "git"), 0o755);
      vi.stubEnv("PATH", `${old}:${path}`);
      const merge = await mergeCommits({ cwd: here.root, onto, head: onto });
      vi.unstubAllEnvs();
      if (isEnough) expect(merge).toHaveProperty("commit");
      else expect(merge).toMatchObject({ error: expect.stringContaining("git 2.38 or later") });
    }
  });
});

describe("the repository and the machine", () => {
  /** Everything that git can be told to run or to do otherwise in a merge. */
  function setTraps(home: string): string {
    const trace = join(here.root, ".git", "ran");
    const evil = (what: string): string => `sh -c 'echo ${what} >> ${trace}; cat'`;
    const settings = [
      ["merge.evil.driver", `sh -c 'echo driver >> ${trace}; exit 0'`],
      ["merge.evil.name", "evil"],
      ["merge.default", "evil"],
      ["filter.evil.smudge", evil("smudge")],
      ["filter.evil.clean", evil("clean")],
      ["filter.evil.process", evil("process")],
      ["filter.evil.required", "true"],
      ["diff.evil.textconv", evil("textconv")],
      ["diff.evil.command", evil("command")],
      ["diff.external", evil("external")],
      ["core.fsmonitor", evil("fsmonitor")],
      ["core.hooksPath", join(here.root, ".git", "hooks")],
      ["core.autocrlf", "true"],
      ["core.attributesFile", join(home, "attributes")],
      ["merge.renormalize", "true"],
      ["merge.renames", "false"],
      ["merge.directoryRenames", "true"],
      ["merge.conflictStyle", "diff3"],
      ["commit.gpgSign", "true"],
      ["gpg.program", join(home, "gpg")],
      ["attr.tree", "HEAD"],
    ] as const;
    for (const [name, value] of settings) {
      here.git("config", name, value);
      here.git("config", "--file", join(home, ".gitconfig"), name, value);
    }
    const attributes =
      "* merge=evil filter=evil diff=evil text eol=crlf working-tree-encoding=UTF-16 ident\n";
    mkdirSync(join(home, ".config", "git"), { recursive: true });
    for (const path of [
      join(home, "attributes"),
      join(home, ".config", "git", "attributes"),
      join(here.root, ".git", "info", "attributes"),
      join(here.root, ".gitattributes"),
      join(here.root, "access", ".gitattributes"),
    ]) {
      writeFileSync(path, attributes);
    }
    const program = `#!/bin/sh\necho "$0" >> ${trace}\n`;
    writeFileSync(join(home, "gpg"), program, { mode: 0o755 });
    for (const hook of [
      "pre-merge-commit",
      "post-merge",
      "post-commit",
      "reference-transaction",
      "post-index-change",
    ])
      writeFileSync(join(here.root, ".git", "hooks", hook), program, { mode: 0o755 });
    return trace;
  }

  it("have no say: no driver, filter, hook or program runs, and the merge is what it is without them", async () => {
    const start = here.git("rev-parse", "HEAD");
    const renamed = commitOn(start, { "access/acme/moved.yaml": lines("x", "y", "z") });
    const onto = commitOn(renamed, { [file]: lines("tip") });
    const head = commitOn(renamed, { [file]: `head\n${lines()}` });
    const against = commitOn(renamed, { [file]: lines("other") });
    const plain = [await merged(onto, head), await merged(onto, against)];
    expect(plain.map(({ conflicts }) => conflicts)).toEqual([[], [file]]);
    here.git("checkout", "-q", "--detach", onto);
    const home = join(here.root, ".git", "home");
    mkdirSync(home);
    const trace = setTraps(home);
    vi.stubEnv("HOME", home);
    vi.stubEnv("XDG_CONFIG_HOME", join(home, ".config"));
    vi.stubEnv("GIT_EXTERNAL_DIFF", `touch ${trace}`);
    vi.stubEnv("GIT_DIR", "/nowhere");
    vi.stubEnv("GIT_ATTR_SOURCE", "HEAD");
    expect([await merged(onto, head), await merged(onto, against)]).toEqual(plain);
    expect(existsSync(trace) ? readFileSync(trace, "utf8") : "").toBe("");
    // The traps do work: git's own merge runs into them.
    vi.unstubAllEnvs();
    try {
      here.git("-c", "merge.renormalize=false", "merge-tree", "--write-tree", onto, head);
    } catch {
      // What it comes to does not matter.
    }
    expect(readFileSync(trace, "utf8")).toContain("driver");
  });

  it.each([
    "merge=union",
    "merge=ours",
    "merge=evil",
    "-merge",
    "merge=binary",
    "binary",
    "merge=text",
    "eol=crlf",
  ])(
    "`%s` in the files that are merged changes nothing: what both sides changed is a conflict, what one did is none",
    async (attribute) => {
      const start = here.git("rev-parse", "HEAD");
      const pairs = async (from: string): Promise<readonly (readonly string[])[]> => {
        const onto = commitOn(from, { [file]: lines("tip") });
        const fine = commitOn(from, { [file]: `head\n${lines()}` });
        const against = commitOn(from, { [file]: lines("head") });
        here.git("checkout", "-q", "--detach", onto);
        return [(await merged(onto, fine)).conflicts, (await merged(onto, against)).conflicts];
      };
      const withRule = commitOn(start, { ".gitattributes": `*.yaml ${attribute}\n` });
      expect(await pairs(withRule)).toEqual([[], [file]]);
    },
  );

  it.each(["merge=union", "merge=binary", "-merge"])(
    "`%s` in the machine's own attributes changes nothing either",
    async (attribute) => {
      const start = here.git("rev-parse", "HEAD");
      const onto = commitOn(start, { [file]: lines("tip") });
      const fine = commitOn(start, { [file]: `head\n${lines()}` });
      const against = commitOn(start, { [file]: lines("head") });
      const home = join(here.root, ".git", "home");
      mkdirSync(join(home, ".config", "git"), { recursive: true });
      writeFileSync(join(home, ".config", "git", "attributes"), `* ${attribute}\n`);
      for (const variable of ["HOME", "XDG_CONFIG_HOME"]) {
        vi.unstubAllEnvs();
        vi.stubEnv("HOME", variable === "HOME" ? home : "/nowhere");
        vi.stubEnv("XDG_CONFIG_HOME", variable === "HOME" ? undefined : join(home, ".config"));
        expect((await merged(onto, fine)).conflicts).toEqual([]);
        expect((await merged(onto, against)).conflicts).toEqual([file]);
      }
    },
  );

  it("has no part in what replaced objects, grafts and an index say", async () => {
    const start = here.git("rev-parse", "HEAD");
    const onto = commitOn(start, { [file]: lines("tip") });
    const head = commitOn(start, { [file]: `head\n${lines()}` });
    const plain = await merged(onto, head);
    const evil = commitOn(start, { [file]: "evil\n" });
    here.git("replace", head, evil);
    here.put(".git/info/grafts", `${head}\n`);
    here.put(file, "evil\n");
    here.git("add", "-A");
    expect(await merged(onto, head)).toEqual(plain);
  });
});

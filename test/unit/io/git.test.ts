/** Reading the access folder from git's objects, against real repositories. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { headCommit, userName } from "../../../src/io/git.ts";
import { runningGit } from "../../../src/io/gitCommand.ts";
import { commitNamed, readTreesAt } from "../../../src/io/gitTree.ts";
import { readTree } from "../../../src/io/tree.ts";
import type { Tree } from "../../../src/model/tree.ts";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "muster-git-")));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  const settings = ["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"];
  return execFileSync("git", [...settings, ...args], { cwd: root, encoding: "utf8" }).trim();
}

function start(): void {
  git("init", "-q", "-b", "main");
  git("config", "user.name", "Ana Acme");
  git("config", "user.email", "ana@acme.example");
}

function put(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function commit(): string {
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "-m", "a change");
  return git("rev-parse", "HEAD");
}

async function at(
  ref: string,
  dir = "access",
  cwd = root,
): Promise<{ readonly tree: Tree; readonly commit: string } | { readonly error: string }> {
  const named = await commitNamed({ cwd, ref, dir });
  if ("error" in named) return named;
  const { commit } = named;
  const read = await readTreesAt({ cwd, dir, commits: [commit] });
  return "error" in read ? read : { tree: read.trees.get(commit) ?? [], commit };
}

describe("readTreesAt", () => {
  it("gives the same tree as the disk, whatever the bytes and names", async () => {
    start();
    put("access/acme/members.yaml", "members: {}\n");
    put("access/acme/bytes.yaml", Uint8Array.from([0, 10, 255, 13, 10]));
    put("access/acme/same.yaml", "members: {}\n");
    put("access/acme/empty.yaml", "");
    put("access/acme/nämé with blank\nand line.yaml", "x");
    put("access/acme/teams/finance.yaml", "teams: {}\n");
    put("access-old/acme/members.yaml", "not this\n");
    symlinkSync("members.yaml", join(root, "access/acme/link.yaml"));
    const id = commit();
    const read = await at("main");
    expect(read).toEqual({ tree: await readTree(join(root, "access")), commit: id });
    expect("tree" in read ? read.tree : []).toHaveLength(7);
  });

  it("reads the commit and not the working tree", async () => {
    start();
    put("access/acme/a.yaml", "before");
    const first = commit();
    put("access/acme/a.yaml", "after");
    put("access/acme/b.yaml", "new");
    const read = await at("HEAD");
    expect(read).toMatchObject({ commit: first, tree: [{ path: "acme/a.yaml" }] });
    if ("error" in read) throw new Error(read.error);
    expect(Buffer.from(read.tree[0]?.bytes ?? []).toString()).toBe("before");
  });

  it("finds the folder from below, by an absolute path, and when it is gone by now", async () => {
    start();
    put("deep/access/acme/a.yaml", "a");
    put("deep/b/c.txt", "");
    const id = commit();
    const wanted = { commit: id, tree: [{ path: "acme/a.yaml", type: "file" }] };
    expect(await at("HEAD", "../access", join(root, "deep/b"))).toMatchObject(wanted);
    expect(await at("HEAD", join(root, "deep/access"), tmpdir())).toMatchObject(wanted);
    rmSync(join(root, "deep/access"), { recursive: true });
    expect(await at("HEAD", "deep/access")).toMatchObject(wanted);
  });

  it("gives an empty tree for a commit without the folder, and the whole of a folder that is the repository", async () => {
    start();
    put("acme/a.yaml", "a");
    commit();
    expect(await at("HEAD")).toMatchObject({ tree: [] });
    expect(await at("HEAD", ".")).toMatchObject({ tree: [{ path: "acme/a.yaml" }] });
  });

  it("reports submodules as neither file nor folder", async () => {
    start();
    put("access/acme/a.yaml", "a");
    const id = commit();
    git("update-index", "--add", "--cacheinfo", `160000,${id},access/sub`);
    git("commit", "-q", "-m", "a submodule");
    expect(await at("HEAD")).toMatchObject({
      tree: [{ path: "acme/a.yaml" }, { path: "sub", type: "other", bytes: null }],
    });
  });

  it("does not let replace refs change which files a commit has", async () => {
    start();
    put("access/acme/a.yaml", "a");
    const first = commit();
    put("access/acme/b.yaml", "b");
    git("replace", first, commit());
    expect(await at(first)).toMatchObject({ commit: first, tree: [{ path: "acme/a.yaml" }] });
  });

  it("does not let replace refs change what a commit says", async () => {
    start();
    put("access/acme/a.yaml", "true");
    commit();
    const blob = git("rev-parse", "HEAD:access/acme/a.yaml");
    put("other", "false");
    git("replace", blob, git("hash-object", "-w", "other"));
    const read = await at("HEAD");
    if ("error" in read) throw new Error(read.error);
    expect(Buffer.from(read.tree[0]?.bytes ?? []).toString()).toBe("true");
  });

  it.each(["--all", "-h", ""])("refuses %j as the name of a commit", async (ref) => {
    start();
    put("access/acme/a.yaml", "a");
    commit();
    expect(await at(ref)).toEqual({ error: `"${ref}" cannot be the name of a commit.` });
  });

  it.each(["nowhere", "HEAD:access", "main..main", "0000000000000000000000000000000000000000"])(
    "says that %j is no commit here",
    async (ref) => {
      start();
      put("access/acme/a.yaml", "a");
      commit();
      const read = await at(ref);
      expect(read).toEqual({
        error: expect.stringMatching(/is not in this repository\. Fetch it first/) as string,
      });
    },
  );

  it("says how to deepen a shallow clone", async () => {
    start();
    put("access/acme/a.yaml", "a");
    const first = commit();
    commit();
    git("clone", "-q", "--depth", "1", `file://${root}`, "clone");
    const read = await at(first, "access", join(root, "clone"));
    expect(read).toEqual({ error: expect.stringContaining("fetch-depth: 0") as string });
  });

  it("says that a folder outside a repository has no base", async () => {
    put("access/acme/a.yaml", "a");
    const read = await at("HEAD");
    expect(read).toEqual({ error: expect.stringContaining("is in no git repository") as string });
  });
});

describe("headCommit and userName", () => {
  it("name the commit and the person, where there are any", async () => {
    expect(await headCommit(root)).toBeNull();
    start();
    expect(await headCommit(root)).toBeNull();
    expect(await userName(root)).toBe("Ana Acme");
    const id = commit();
    expect(await headCommit(root)).toBe(id);
  });
});

describe("a git whose output is taken bit by bit", () => {
  it("hands out what it said although it had ended before anybody asked", async () => {
    start();
    const git = runningGit({ cwd: root, args: ["rev-parse", "--is-inside-work-tree"] });
    execFileSync("sleep", ["1"]);
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(String(await git.next())).toBe("true\n");
    expect(await git.next()).toBeUndefined();
  });

  it("says that it failed, and not that there is no more", async () => {
    start();
    const git = runningGit({ cwd: root, args: ["rev-parse", "--verify", "--quiet", "nowhere"] });
    expect(await git.next()).toEqual({ error: "git failed" });
  });
});

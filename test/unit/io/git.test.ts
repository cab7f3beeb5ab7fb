/** Reading the access folder from git's objects, against real repositories. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { headCommit, userName } from "../../../src/io/git.ts";
import { runGit, runningGit } from "../../../src/io/gitCommand.ts";
import { commitNamed, readTreesAt } from "../../../src/io/gitTree.ts";
import { defaultTipAt } from "../../../src/io/repository.ts";
import { readTree } from "../../../src/io/tree.ts";
import type { Tree } from "../../../src/model/tree.ts";
import { gitOutput } from "../../fakes/gitCommands.ts";

let root = "";
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "muster-git-")));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function git(...args: readonly string[]): string {
  const settings = ["-c", "commit.gpgsign=false", "-c", "core.hooksPath=/dev/null"];
  return gitOutput({ cwd: root }, [[...settings, ...args]]).trim();
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

/** A commit with one file, made where nothing needs to be checked out. */
function commitIn(cwd: string, name: string): string {
  const write = (input: string, ...args: readonly string[]): string =>
    gitOutput({ cwd, input }, [args]).trim();
  const blob = write("members: {}\n", "hash-object", "-w", "--stdin");
  const tree = write(`100644 blob ${blob}\t${name}\n`, "mktree");
  const author = "ana <ana@acme.example> 0 +0000";
  const text = `tree ${tree}\nauthor ${author}\ncommitter ${author}\n\nOf its own\n`;
  return write(text, "hash-object", "-t", "commit", "-w", "--stdin");
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

  it("takes a folder in the folder for a part of it, and one with a repository of its own for that", async () => {
    start();
    put("access/acme/members.yaml", "members: {}\n");
    const outer = commit();
    expect(await at("HEAD", ".")).toMatchObject({ commit: outer });
    expect(await at("HEAD", "access/acme")).toMatchObject({
      commit: outer,
      tree: [{ path: "members.yaml" }],
    });
    for (const [name, ...options] of [["worked"], ["bare", "--bare"]] as const) {
      const inner = join(root, "access", name);
      git("init", "-q", ...options, inner);
      const own = commitIn(inner, "own.yaml");
      expect(await at(own, `access/${name}`)).toMatchObject({ commit: own, tree: [{ path: "own.yaml" }] });
      expect(await at(outer, `access/${name}`)).toMatchObject({ error: expect.stringContaining(outer) });
    }
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

  it("says of a repository without a commit that it has none", async () => {
    start();
    put("access/acme/a.yaml", "a");
    expect(await at("main")).toEqual({
      error: 'The commit "main" is not in this repository. It holds no commit yet: make one first.',
    });
  });

  it.each([
    ["main", ["refs/heads/main", "refs/tags/main"]],
    ["main~1", ["refs/heads/main", "refs/tags/main"]],
    ["origin/main", ["refs/remotes/origin/main", "refs/tags/origin/main"]],
    ["main^{commit}", ["refs/heads/main", "refs/remotes/main", "refs/tags/main"]],
  ])("does not take %s for a tag that somebody gave the name of a branch", async (ref, refs) => {
    start();
    put("access/acme/a.yaml", "a");
    commit();
    const id = commit();
    for (const name of refs) git("update-ref", name, name.startsWith("refs/tags/") ? "HEAD~1" : "HEAD");
    const [last, ...others] = [...refs].reverse();
    expect(await at(ref)).toEqual({
      error: `"${ref.replace(/[~^].*/, "")}" does not say which commit is meant: name ${others.reverse().join(", ")} or ${last ?? ""}.`,
    });
    expect(await at("refs/heads/main")).toMatchObject({ commit: id });
    expect(await at(id)).toMatchObject({ commit: id });
  });

  it("does not take the beginning of an id for a tag that somebody called so", async () => {
    start();
    put("access/acme/a.yaml", "a");
    const first = commit();
    const id = commit();
    const short = id.slice(0, 9);
    expect(await at(short)).toMatchObject({ commit: id });
    git("tag", short, first);
    expect(await at(short)).toEqual({
      error: `"${short}" does not say which commit is meant: name the id of a commit, written out or refs/tags/${short}.`,
    });
    expect(await at(`refs/tags/${short}`)).toMatchObject({ commit: first });
  });

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

describe("defaultTipAt", () => {
  /** A clone in which `main` is called `branch`, two commits long; the first and the second. */
  const cloned = (
    branch = "main",
  ): { readonly clone: string; readonly first: string; readonly second: string } => {
    start();
    put("access/acme/a.yaml", "a");
    const first = commit();
    const second = commit();
    git("branch", "-m", branch);
    git("clone", "-q", root, "clone");
    return { clone: join(root, "clone"), first, second };
  };

  it.each(["main", "trunk"])("is the branch %s of the clone, whatever tags are called", async (branch) => {
    const { clone, first, second } = cloned(branch);
    for (const name of [branch, `heads/${branch}`, `origin/${branch}`, "HEAD"])
      git("-C", clone, "tag", name, first);
    expect(await defaultTipAt(clone)).toEqual({ branch, commit: second });
    expect(await defaultTipAt(join(clone, "access"))).toEqual({ branch, commit: second });
  });

  it("is that of origin where the clone has none of its own", async () => {
    const { clone, first, second } = cloned();
    git("-C", clone, "checkout", "-q", "-b", "other", first);
    git("-C", clone, "branch", "-q", "-D", "main");
    git("-C", clone, "branch", "-q", "main/below", first);
    expect(await defaultTipAt(clone)).toEqual({ branch: "main", commit: second });
  });

  it("is the branch that is checked out where nothing else tells", async () => {
    const { clone, second } = cloned("trunk");
    expect(await defaultTipAt(root)).toEqual({ branch: "trunk", commit: second });
    git("-C", clone, "remote", "set-head", "origin", "--delete");
    git("-C", clone, "checkout", "-q", "--detach");
    expect(await defaultTipAt(clone)).toBeNull();
  });

  it("has no commit before the first", async () => {
    expect(await defaultTipAt(root)).toBeNull();
    start();
    expect(await defaultTipAt(root)).toEqual({ branch: "main", commit: undefined });
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

  it("hands out all of what is more than it takes ahead, whether that is waited for or not", async () => {
    start();
    const text = Array.from({ length: 200_000 }, (_, at) => String(at)).join("\n");
    writeFileSync(join(root, "long"), text);
    const git = runningGit({ cwd: root, args: ["hash-object", "--no-filters", "-w", "long"] });
    const shown = runningGit({ cwd: root, args: ["cat-file", "blob", String(await git.next()).trim()] });
    // It comes until no more is taken ahead.
    for (let turn = 0; turn < 1_000; turn++) await new Promise((resolve) => setImmediate(resolve));
    const bits: string[] = [];
    for (let bit = await shown.next(); bit !== undefined; bit = shown.come() ?? (await shown.next())) {
      bits.push(String(bit));
    }
    expect(bits.join("") === text).toBe(true);
  });

  it("says that it failed, and not that there is no more", async () => {
    start();
    const git = runningGit({ cwd: root, args: ["rev-parse", "--verify", "--quiet", "nowhere"] });
    expect(await git.next()).toEqual({ error: "git failed" });
  });
});

describe("a program that git is set up to start", () => {
  it("is told to write in blocks, whatever is said around it", async () => {
    start();
    vi.stubEnv("GIT_FLUSH", "1");
    try {
      git("config", "alias.helper", "!env");
      const output = await runGit({ cwd: root, args: ["helper"], maxBytes: 1024 * 1024 });
      if (!output.ok) throw new Error(output.error);
      expect(output.stdout.toString("utf8").match(/^GIT_FLUSH=.*$/gm)).toEqual(["GIT_FLUSH=0"]);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("is handed none of muster's keys", async () => {
    start();
    const keys = [
      "MUSTER_TOKEN",
      "MUSTER_TOKEN_ACME",
      "MUSTER_REVIEW_KEY",
      "MUSTER_DELIVER_TOKEN",
      "INPUT_GITHUB-TOKEN",
    ];
    for (const name of [...keys, "MUSTER_HOSTS"]) vi.stubEnv(name, "canary");
    try {
      // As a helper for credentials is, or one for the connection.
      git("config", "alias.helper", "!env");
      const output = await runGit({ cwd: root, args: ["helper"], maxBytes: 1024 * 1024 });
      if (!output.ok) throw new Error(output.error);
      const told = output.stdout.toString("utf8").split("\n");
      expect(told.filter((line) => line.includes("canary"))).toEqual(["MUSTER_HOSTS=canary"]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

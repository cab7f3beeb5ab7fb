/** Trees of commits: by id, raw, and what they share only once. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTreesAt } from "../../../src/io/gitTree.ts";
import type { Tree } from "../../../src/model/tree.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

let repository: TestRepository;
beforeEach(() => {
  repository = testRepository();
});
afterEach(() => {
  repository.remove();
});

async function trees(...commits: readonly string[]): Promise<readonly Tree[]> {
  const read = await readTreesAt({ cwd: repository.root, dir: "access", commits });
  if ("error" in read) throw new Error(read.error);
  return commits.map((commit) => read.trees.get(commit) ?? []);
}

const fileIn = (tree: Tree | undefined, path: string) => tree?.find((entry) => entry.path === path);
const textOf = (tree: Tree | undefined, path: string): string =>
  Buffer.from(fileIn(tree, path)?.bytes ?? []).toString("latin1");

describe("readTreesAt", () => {
  it("gives several trees, in which what is the same is the same object", async () => {
    repository.put("access/acme/members.yaml", "members: {}\n");
    repository.put("access/acme/copy.yaml", "members: {}\n");
    repository.put("access/acme/teams.yaml", "teams: {}\n");
    const first = repository.commit();
    repository.put("access/acme/teams.yaml", "teams:\n  finance: {}\n");
    const second = repository.commit();
    const [before, after] = await trees(first, second);
    expect(textOf(before, "acme/teams.yaml")).toBe("teams: {}\n");
    expect(textOf(after, "acme/teams.yaml")).toBe("teams:\n  finance: {}\n");
    const shared = fileIn(before, "acme/members.yaml")?.bytes;
    expect(textOf(before, "acme/members.yaml")).toBe("members: {}\n");
    expect(fileIn(after, "acme/members.yaml")?.bytes).toBe(shared);
    expect(fileIn(after, "acme/copy.yaml")?.bytes).toBe(shared);
  });

  it("gives what stands in the place of the folder, since no tree at all would be nobody", async () => {
    repository.put("access", "no folder\n");
    const [tree] = await trees(repository.commit());
    expect(tree).toMatchObject([{ path: "", type: "file" }]);
    expect(textOf(tree, "")).toBe("no folder\n");
  });

  it("follows links to the repository, and none within it", async () => {
    repository.put("access/acme/members.yaml", "members: {}\n");
    const commit = repository.commit();
    const above = mkdtempSync(join(tmpdir(), "muster-above-"));
    symlinkSync(repository.root, join(above, "linked"));
    symlinkSync("access", join(repository.root, "other"));
    const asked = (cwd: string, dir: string) => readTreesAt({ cwd, dir, commits: [commit] });
    for (const [cwd, dir] of [
      [above, "linked/access"],
      [above, join(above, "linked/access")],
      [join(above, "linked"), "access"],
      [join(repository.root, "access"), "."],
      [join(repository.root, "access"), "../access"],
    ] as const) {
      const read = await asked(cwd, dir);
      expect("error" in read ? read.error : textOf(read.trees.get(commit), "acme/members.yaml"), dir).toBe(
        "members: {}\n",
      );
    }
    const refused = { error: "other is a link, and links are not followed: put a folder in its place." };
    for (const [cwd, dir] of [
      [repository.root, "other"],
      [above, "linked/other"],
      [join(repository.root, "access"), "../other/acme"],
    ] as const)
      expect(await asked(cwd, dir), dir).toEqual(refused);
    rmSync(above, { recursive: true });
  });

  it("gives the raw bytes, whatever .gitattributes and settings ask for", async () => {
    const text = "a: $Id$\r\nb: $Format:%H$\nkey: grüß\n";
    repository.git("config", "filter.evil.smudge", "sed s/a/b/");
    repository.git("config", "filter.evil.clean", "cat");
    repository.git("config", "filter.evil.required", "true");
    repository.git("config", "diff.evil.textconv", "rev");
    repository.put("access/acme/members.yaml", text);
    const raw = repository.git("hash-object", "-w", "--no-filters", "access/acme/members.yaml");
    repository.put(
      ".gitattributes",
      "*.yaml ident export-subst filter=evil working-tree-encoding=UTF-16 eol=crlf diff=evil merge=union text\n",
    );
    repository.git("add", ".gitattributes");
    repository.git("update-index", "--add", "--cacheinfo", `100644,${raw},access/acme/members.yaml`);
    repository.git("commit", "-q", "-m", "tricks");
    const [tree] = await trees(repository.git("rev-parse", "HEAD"));
    expect(Buffer.from(fileIn(tree, "acme/members.yaml")?.bytes ?? []).toString("utf8")).toBe(text);
  });

  it("reads what the id says, although another object is said to replace it", async () => {
    repository.put("access/acme/a.yaml", "honest\n");
    const honest = repository.commit();
    repository.put("access/acme/a.yaml", "forged\n");
    const forged = repository.commit();
    repository.git("replace", honest, forged);
    const [tree] = await trees(honest);
    expect(textOf(tree, "acme/a.yaml")).toBe("honest\n");
  });

  it("takes full ids of commits only, and never a name, even one that looks like an id", async () => {
    repository.put("access/acme/a.yaml", "a\n");
    const first = repository.commit();
    repository.put("access/acme/a.yaml", "b\n");
    repository.commit();
    repository.git("tag", "-a", "-m", "a tag", "tagged");
    const tag = repository.git("rev-parse", "tagged");
    for (const wrong of ["main", "HEAD", "", "--all", first.slice(0, 12), tag, "0".repeat(40)]) {
      const read = await readTreesAt({ cwd: repository.root, dir: "access", commits: [wrong] });
      expect(read, wrong).toHaveProperty("error");
    }
    // A branch that is named like the id of the first commit, and points at the second.
    repository.git("update-ref", `refs/heads/${first}`, "HEAD");
    const [tree] = await trees(first);
    expect(textOf(tree, "acme/a.yaml")).toBe("a\n");
  });

  it("reports links and submodules, and gives no bytes for them", async () => {
    repository.put("access/acme/a.yaml", "a\n");
    const commit = repository.commit();
    const link = repository.git("hash-object", "-w", "access/acme/a.yaml");
    repository.git("update-index", "--add", "--cacheinfo", `120000,${link},access/acme/link.yaml`);
    repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},access/acme/module.yaml`);
    repository.git("commit", "-q", "-m", "links");
    const [tree] = await trees(repository.git("rev-parse", "HEAD"));
    expect(tree?.map(({ path, type, bytes }) => [path, type, bytes === null])).toEqual([
      ["acme/a.yaml", "file", false],
      ["acme/link.yaml", "link", true],
      ["acme/module.yaml", "other", true],
    ]);
  });

  it("stays in its own repository, whatever the environment says of another", async () => {
    const other = testRepository();
    try {
      repository.put("access/acme/a.yaml", "ours\n");
      const commit = repository.commit();
      process.env["GIT_DIR"] = `${other.root}/.git`;
      const [tree] = await trees(commit);
      expect(textOf(tree, "acme/a.yaml")).toBe("ours\n");
    } finally {
      delete process.env["GIT_DIR"];
      other.remove();
    }
  });
});

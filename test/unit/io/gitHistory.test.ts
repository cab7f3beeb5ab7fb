/** What lies between commits, in real repositories. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { gitFolderAt, isShallow } from "../../../src/io/gitFolder.ts";
import { changedPaths, firstParents, hasCommit, parentsOf } from "../../../src/io/gitHistory.ts";
import { testRepository, type TestRepository } from "../../fakes/repository.ts";

let repository: TestRepository;
const opened: TestRepository[] = [];
beforeEach(() => {
  repository = testRepository();
  opened.push(repository);
});
afterEach(() => {
  for (const one of opened.splice(0)) one.remove();
});

const nowhere = "0123456789".repeat(4);

/** main: a - b - m(b, s) - c, with s on a side branch from a. */
function line(): Record<"a" | "b" | "s" | "m" | "c", string> {
  const { git, put, commit } = repository;
  put("a", "1");
  const a = commit();
  git("checkout", "-q", "-b", "side");
  put("s", "1");
  const s = commit();
  git("checkout", "-q", "main");
  put("b", "1");
  const b = commit();
  git("merge", "-q", "--no-ff", "-m", "merge", "side");
  const m = git("rev-parse", "HEAD");
  put("c", "1");
  return { a, b, s, m, c: commit() };
}

describe("history", () => {
  it("names parents in their order", async () => {
    const { a, b, s, m } = line();
    const cwd = repository.root;
    expect(await parentsOf({ cwd, commit: m })).toEqual({ parents: [b, s] });
    expect(await parentsOf({ cwd, commit: a })).toEqual({ parents: [] });
    expect(await parentsOf({ cwd, commit: nowhere })).toHaveProperty("error");
  });

  it("is not led astray by a commit's message that looks like a header", async () => {
    repository.put("a", "1");
    repository.git("add", "-A");
    repository.git("commit", "-q", "-m", `x\n\nparent ${nowhere}`);
    const commit = repository.git("rev-parse", "HEAD");
    expect(await parentsOf({ cwd: repository.root, commit })).toEqual({ parents: [] });
  });

  it("follows the branch's own line", async () => {
    const { a, b, s, m, c } = line();
    const cwd = repository.root;
    const from = async (id: string | null, to = c) => firstParents({ cwd, from: id, to });
    expect(await from(a)).toEqual({ commits: [c, m, b], isCut: false });
    expect(await from(s)).toEqual({ commits: [c, m, b], isCut: false });
    expect(await from(c)).toEqual({ commits: [], isCut: false });
    expect(await from(null)).toEqual({ commits: [c], isCut: false });
  });

  it("says when the line is longer than it tells", async () => {
    repository.put("a", "1");
    const first = repository.commit();
    const stream = Array.from({ length: 1_005 }, (_, index) =>
      [
        "commit refs/heads/main",
        `committer A <a@acme.example> ${index + 1} +0000`,
        "data 0",
        ...(index === 0 ? [`from ${first}`] : []),
        "",
      ].join("\n"),
    ).join("\n");
    repository.put("stream", `${stream}\n`);
    repository.git("-c", "alias.load=!git fast-import --quiet --force < stream", "load");
    const to = repository.git("rev-parse", "refs/heads/main");
    const found = await firstParents({ cwd: repository.root, from: first, to });
    expect(found).toMatchObject({ isCut: true });
    expect("commits" in found ? found.commits.length : 0).toBe(1_000);
    expect("commits" in found ? found.commits[0] : "").toBe(to);
  });

  it("lists every path that differs, by whatever name, and a rename as both", async () => {
    repository.put(".github/workflows/muster.yml", "1");
    repository.put("old.yaml", "the same text\n".repeat(20));
    repository.put("same", "1");
    const from = repository.commit();
    repository.git("mv", "old.yaml", "new.yaml");
    repository.put("access/nämé \n.yaml", "1");
    repository.put(".github/workflows/muster.yml", "2");
    repository.put(".gitattributes", "* -diff\n");
    repository.git("update-index", "--chmod=+x", "same");
    repository.git("add", "-A", ":!same");
    repository.git("commit", "-q", "-m", "all");
    const to = repository.git("rev-parse", "HEAD");
    const found = await changedPaths({ cwd: repository.root, from, to });
    expect("paths" in found ? [...found.paths].sort() : found).toEqual([
      ".gitattributes",
      ".github/workflows/muster.yml",
      "access/nämé \n.yaml",
      "new.yaml",
      "old.yaml",
      "same",
    ]);
    expect(await changedPaths({ cwd: repository.root, from, to: nowhere })).toHaveProperty("error");
  });

  it("never takes a history that a shallow clone cuts off for a whole one", async () => {
    const { a, b, s, m, c } = line();
    const clone = testRepository(`file://${repository.root}`, ["--depth=2"]);
    opened.push(clone);
    const cwd = clone.root;
    expect(await isShallow(gitFolderAt(cwd))).toBe(true);
    expect(await isShallow(gitFolderAt(repository.root))).toBe(false);
    expect(await hasCommit({ cwd, commit: c })).toBe(true);
    expect(await hasCommit({ cwd, commit: a })).toBe(false);
    expect(await hasCommit({ cwd, commit: "HEAD" })).toBe(false);
    // The commit itself knows its parents, whether they are here or not.
    expect(await parentsOf({ cwd, commit: m })).toEqual({ parents: [b, s] });
    expect(await firstParents({ cwd, from: m, to: c })).toMatchObject({
      error: expect.stringContaining("shallow"),
    });
  });
});

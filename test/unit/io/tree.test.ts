/** Reading the access folder from the disk, against real folders. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTree } from "../../../src/io/tree.ts";
import { maxFileBytes } from "../../../src/model/tree.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "muster-tree-"));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function paths(dir: string): Promise<unknown> {
  const tree = await readTree(dir);
  return "error" in tree ? tree.error : tree.map((entry) => `${entry.type} ${entry.path}`);
}

describe("readTree", () => {
  it("lists files with their bytes, sorted by code units and not by folder", async () => {
    put("acme/teams/finance.yaml", "teams: {}\n");
    put("acme/teams-old.yaml", "é");
    put("acme/Zeta.yaml", "");
    put("b/x.yaml", "x");
    const tree = await readTree(root);
    if ("error" in tree) throw new Error(tree.error);
    expect(tree.map((entry) => [entry.path, entry.type, entry.size])).toEqual([
      ["acme/Zeta.yaml", "file", 0],
      ["acme/teams-old.yaml", "file", 2],
      ["acme/teams/finance.yaml", "file", 10],
      ["b/x.yaml", "file", 1],
    ]);
    expect(Buffer.from(tree[2]?.bytes ?? []).toString()).toBe("teams: {}\n");
  });

  it("reads more files than it opens at once", async () => {
    for (let i = 0; i < 100; i++) put(`acme/${i}.yaml`, String(i));
    const tree = await readTree(root);
    if ("error" in tree) throw new Error(tree.error);
    expect(tree.map((entry) => `acme/${Buffer.from(entry.bytes ?? []).toString()}.yaml`)).toEqual(
      tree.map((entry) => entry.path),
    );
    expect(tree).toHaveLength(100);
  });

  it("reports links to files and folders and does not follow them", async () => {
    put("elsewhere/secret.yaml", "x");
    put("access/acme/a.yaml", "a");
    symlinkSync(join(root, "elsewhere"), join(root, "access/acme/folder"));
    symlinkSync(join(root, "elsewhere/secret.yaml"), join(root, "access/acme/b.yaml"));
    symlinkSync("nowhere", join(root, "access/acme/c.yaml"));
    expect(await paths(join(root, "access"))).toEqual([
      "file acme/a.yaml",
      "link acme/b.yaml",
      "link acme/c.yaml",
      "link acme/folder",
    ]);
  });

  it("reports what is neither file nor folder, without opening it", async () => {
    put("acme/a.yaml", "a");
    execFileSync("mkfifo", [join(root, "acme/pipe.yaml")]);
    expect(await paths(root)).toEqual(["file acme/a.yaml", "other acme/pipe.yaml"]);
  });

  it("reports repositories in it, submodules that are not checked out among them, and looks into none", async () => {
    const git = (cwd: string, ...args: readonly string[]): void =>
      void execFileSync("git", ["-c", "user.name=ana", "-c", "user.email=ana@acme.example", ...args], {
        cwd,
      });
    put("access/acme/a.yaml", "a");
    put("access/nested/b.yaml", "b");
    put("access/acme/linked/.git", "gitdir: elsewhere\n");
    put("access/acme/linked/c.yaml", "c");
    mkdirSync(join(root, "access/empty"));
    git(join(root, "access/nested"), "init", "-q");
    expect(await paths(join(root, "access"))).toEqual([
      "file acme/a.yaml",
      "other acme/linked",
      "other nested",
    ]);
    rmSync(join(root, "access/acme/linked"), { recursive: true });
    git(join(root, "access/nested"), "add", "b.yaml");
    git(join(root, "access/nested"), "commit", "-q", "-m", "a change");
    git(root, "init", "-q");
    git(root, "-c", "advice.addEmbeddedRepo=false", "add", "access");
    rmSync(join(root, "access/nested"), { recursive: true });
    mkdirSync(join(root, "access/nested"));
    expect(await paths(join(root, "access"))).toEqual(["file acme/a.yaml", "other nested"]);
  });

  it("reports sockets", async () => {
    put("acme/a.yaml", "a");
    const server = createServer().listen(join(root, "acme/s.yaml"));
    await once(server, "listening");
    expect(await paths(root)).toEqual(["file acme/a.yaml", "other acme/s.yaml"]);
    server.close();
  });

  it("leaves out the bytes of files over the limit only", async () => {
    put("acme/fits.yaml", "");
    put("acme/large.yaml", "");
    truncateSync(join(root, "acme/fits.yaml"), maxFileBytes);
    truncateSync(join(root, "acme/large.yaml"), maxFileBytes + 1);
    const tree = await readTree(root);
    if ("error" in tree) throw new Error(tree.error);
    expect(tree.map((entry) => [entry.size, entry.bytes?.byteLength ?? null])).toEqual([
      [maxFileBytes, maxFileBytes],
      [maxFileBytes + 1, null],
    ]);
  });

  it("says what to do when there is no folder, or something else", async () => {
    put("file", "");
    symlinkSync(root, join(root, "link"));
    expect(await paths(join(root, "none"))).toMatch(
      /^There is no folder .*none here: `muster init`.*`muster import`.*--access DIR\.$/,
    );
    expect(await paths(join(root, "file"))).toMatch(/file is not a folder: .*--access/);
    expect(await paths(join(root, "link"))).toMatch(/link is a link, and links are not followed/);
  });

  it.runIf(process.platform === "linux")(
    "says that a name is not UTF-8 where a file is not found by it",
    async () => {
      put("acme/organization.yaml", "");
      const odd = Buffer.concat([
        Buffer.from(join(root, "acme/x")),
        Buffer.from([0xff]),
        Buffer.from(".yaml"),
      ]);
      writeFileSync(odd, "members: {}\n");
      try {
        expect(await paths(root)).toBe(
          `${join(root, "acme/x\ufffd.yaml")} could not be read: its name is not UTF-8, rename it. Nothing was compared.`,
        );
      } finally {
        rmSync(odd);
      }
    },
  );

  it("lists nothing of an empty folder", async () => {
    expect(await paths(root)).toEqual([]);
  });
});

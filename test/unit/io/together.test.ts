/** Writing several files anew: all or none, only over the texts that the new ones were made from, and for the same readers. */
import fs, {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { writeTogether } from "../../../src/io/together.ts";

/** Names that the machine does not give, as where another program holds the file open on Windows. */
const held = new Set<string>();
const { renameSync } = fs;
const renameBy = (rename: typeof renameSync): void => {
  fs.renameSync = rename;
  // Whoever imported it by name, and whenever, gets this one.
  syncBuiltinESMExports();
};
beforeAll(() =>
  renameBy((from, to) => {
    if (held.has(String(to))) throw Object.assign(new Error("held"), { code: "EPERM" });
    renameSync(from, to);
  }),
);
afterAll(() => renameBy(renameSync));

let folder: string;
const at = (name: string): string => join(folder, name);
const now = (name: string): string => readFileSync(at(name), "utf8");
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "muster-together-"));
  writeFileSync(at("members.yaml"), "\ufeffa: 1\r\n");
  chmodSync(at("members.yaml"), 0o664);
  writeFileSync(at("teams.yaml"), "t: 1\n");
});
afterEach(() => {
  held.clear();
  rmSync(folder, { recursive: true, force: true });
});

const members = () => ({ path: at("members.yaml"), before: "\ufeffa: 1\r\n", after: "\ufeffa: 2\r\n" });
const teams = () => ({ path: at("teams.yaml"), before: "t: 1\n", after: "t: 2\n" });
const fresh = () => ({ place: { below: folder, path: "new/summary.md" }, after: "done\n" });

describe("writeTogether", () => {
  it("writes all of them, keeps who may read each, and leaves nothing beside them", async () => {
    expect(await writeTogether([members(), fresh(), teams()])).toBeUndefined();
    expect([now("members.yaml"), now("teams.yaml"), now("new/summary.md")]).toEqual([
      ...["\ufeffa: 2\r\n", "t: 2\n", "done\n"],
    ]);
    expect(statSync(at("members.yaml")).mode & 0o777).toBe(0o664);
    expect(readdirSync(folder).sort()).toEqual(["members.yaml", "new", "teams.yaml"]);
  });

  it("writes none where one is another text by now, is not there, or appeared", async () => {
    const changed = { ...teams(), before: "t: 0\n" };
    expect(await writeTogether([members(), fresh(), changed])).toEqual({
      error: `${at("teams.yaml")} was changed by somebody else meanwhile, and was left alone. Nothing was written.`,
    });
    expect(await writeTogether([members(), { ...teams(), path: at("gone.yaml") }])).toEqual({
      error: `${at("gone.yaml")} could not be read: it does not exist. Nothing was written.`,
    });
    mkdirSync(at("new"));
    writeFileSync(at("new/summary.md"), "theirs\n");
    expect(
      await writeTogether([members(), { place: { below: folder, path: "b.yaml" }, after: "" }, fresh()]),
    ).toEqual({
      error: `${at("new/summary.md")} appeared meanwhile and was left as it is. Nothing was written.`,
    });
    expect([now("members.yaml"), now("teams.yaml"), now("new/summary.md")]).toEqual([
      ...["\ufeffa: 1\r\n", "t: 1\n", "theirs\n"],
    ]);
    expect(readdirSync(folder).sort()).toEqual(["members.yaml", "new", "teams.yaml"]);
  });

  it("writes none where somebody else changes one while the others are written", async () => {
    const both = [members(), { path: at("x.yaml"), before: "x: 1\n", after: "x: 2\n" }];
    writeFileSync(at("x.yaml"), "x: 1\n");
    const running = writeTogether(both);
    writeFileSync(at("x.yaml"), "x: 3\n");
    expect((await running)?.error).toContain("Nothing was written.");
    expect([now("members.yaml"), now("x.yaml")]).toEqual(["\ufeffa: 1\r\n", "x: 3\n"]);
  });

  it("leaves all as it was where Ctrl-C comes before the first of them has its new name", async () => {
    const both = [members(), teams()];
    const running = writeTogether(both);
    process.emit("SIGINT", "SIGINT");
    expect(await running).toEqual({ error: "It was stopped. Nothing was written." });
    expect([now("members.yaml"), now("teams.yaml")]).toEqual(["\ufeffa: 1\r\n", "t: 1\n"]);
    expect(readdirSync(folder).sort()).toEqual(["members.yaml", "teams.yaml"]);
  });

  it("takes back what has its new name already where a later one is not to be had", async () => {
    held.add(at("teams.yaml"));
    expect(await writeTogether([members(), fresh(), teams()])).toEqual({
      error: `${at("teams.yaml")} could not be written: permission denied. Nothing was written.`,
    });
    expect([now("members.yaml"), now("teams.yaml")]).toEqual(["\ufeffa: 1\r\n", "t: 1\n"]);
    expect(statSync(at("members.yaml")).mode & 0o777).toBe(0o664);
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(["members.yaml", "new", "teams.yaml"]);
  });
});

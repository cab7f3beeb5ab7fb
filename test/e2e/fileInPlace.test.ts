/** A file, a link or a submodule where the access folder should be, now or at some commit: said as what it is, and nobody is taken for gone. */
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pastRepository, type PastRepository } from "../fakes/pastRepository.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

let muster: Muster;
beforeAll(() => void (muster = buildMuster()));
afterAll(() => muster.remove());

let count = 0;
let folder: string;
let past: PastRepository;
beforeEach(() => {
  folder = muster.path(`past${++count}`);
  past = pastRepository(folder);
});

const good = {
  "acme/organization.yaml":
    "organization: { provider: planasonix, id: org_1 }\nmembers:\n  ana@acme.example: admin\n",
};
const file = { "../access": "no folder\n" };
const run = (...args: readonly string[]): Promise<Ran> => muster.run(args, { cwd: folder });

const asked = [
  ["explain", "ana@acme.example"],
  ["explain", "ana@acme.example", "--why-not", "acme/ops"],
  ["history"],
  ["report", "--format", "csv"],
] as const;

describe("a file where the access folder should be", () => {
  it("in the working tree alone hides nothing of what was committed", async () => {
    past.commit("2026-01-05", "First files (#1)", good);
    rmSync(join(folder, "access"), { recursive: true });
    writeFileSync(join(folder, "access"), "no folder\n");
    for (const args of asked) {
      const ran = await run(...args);
      expect(ran.stdout).toContain("admin");
      expect(ran.code).toBe(0);
    }
    for (const args of [["review", "start", "--name", "q"], ["validate"]])
      expect((await run(...args)).stderr).toBe(
        "error: access is not a folder: name the access folder with --access.\n",
      );
    expect((await run("journal", "show", "muster-journal")).stderr).toBe(
      "error: The journal muster-journal could not be read: it does not exist.\n",
    );
  });

  it("in the last commit counts as no change, and is said", async () => {
    past.commit("2026-01-05", "First files (#1)", good);
    const broken = past.commit("2026-02-05", "A file (#2)", file);
    for (const args of asked) {
      const ran = await run(...args);
      expect(ran.stdout).toContain("admin");
      expect(ran.stdout + ran.stderr).toContain(
        `the last ${broken.slice(0, 7)} of 2026-02-05: access:1: The access folder is a file here, and no folder.`,
      );
      expect(ran.code).toBe(0);
    }
  });

  it("in every commit is why nothing could be read", async () => {
    past.commit("2026-01-05", "A file (#1)", file);
    for (const args of asked) {
      const ran = await run(...args);
      expect(ran.stdout + ran.stderr).toMatch(
        /could not be read: .*: access:1: The access folder is a file here/,
      );
      expect(ran.code).toBe(1);
    }
  });

  it("at a commit of the past is no end of anybody's access, nor is it once that was read and kept", async () => {
    past.commit("2026-01-05", "First files (#1)", good);
    past.commit("2026-02-05", "A file (#2)", file);
    const read = async (): Promise<Ran> =>
      muster.runBundle(["history", "--to", "2026-12-31"], { cwd: folder });
    expect((await read()).stdout).toContain("1 change\n");
    past.commit("2026-03-05", "Another file (#3)", { "../access": "still no folder\n" });
    const last = past.commit("2026-04-05", "The folder again (#4)", good);
    const again = await read();
    expect(again.stdout).toContain(`main at ${last.slice(0, 7)} · 1 change\n`);
    expect(again.stdout).toContain("2 commits with invalid files count as no change");
  });
});

it("says of a link and of a submodule in that place what they are", async () => {
  past.commit("2026-01-05", "First files (#1)", good);
  past.git("rm", "-rq", "access");
  symlinkSync("elsewhere", join(folder, "access"));
  past.git("add", "access");
  past.git("commit", "-qm", "A link (#2)");
  const head = past.git("rev-parse", "HEAD");
  rmSync(join(folder, "access"));
  expect((await run("explain", "ana@acme.example")).stdout).toContain(
    "access:1: The access folder is a link here, and no folder.",
  );
  past.git("rm", "-q", "--cached", "access");
  past.git("update-index", "--add", "--cacheinfo", `160000,${head},access`);
  past.git("commit", "-qm", "A submodule (#3)");
  expect((await run("history")).stdout).toMatch(
    /2 commits with invalid files count as no change, .*: access:1: The access folder is a submodule here, and no folder\./,
  );
});

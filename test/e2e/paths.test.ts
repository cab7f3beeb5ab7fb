/** Paths that name nothing, or the wrong thing: each command says which, and what to do, and none crashes. */
import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
  muster.write({
    "access/acme/organization.yaml":
      "organization: { provider: planasonix, id: org_01acme }\nmembers: { ana@acme.example: admin, lee@acme.example: admin }\n",
    "a-file": "text\n",
  });
  mkdirSync(muster.path("a-folder"));
  symlinkSync("a-file", muster.path("a-link"));
  const git = (...args: readonly string[]): Buffer =>
    execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@acme.example", ...args], {
      cwd: muster.folder,
    });
  git("init", "-q");
  git("add", "access");
  git("commit", "-q", "-m", "Begin");
});
afterAll(() => muster.remove());

const ofFiles: readonly (readonly string[])[] = [
  ["validate"],
  ["plan"],
  ["apply", "--yes"],
  ["drift"],
  ["orgs"],
  ["doctor"],
  ["init"],
  ["explain", "ana@acme.example"],
  ["history"],
  ["report"],
  ["sandbox"],
  ["review", "start", "--name", "q"],
  ["review", "status", "--name", "q"],
  ["review", "close", "--name", "q"],
  ["offboard", "ana@acme.example", "--successor", "lee@acme.example"],
  ["import", "--org", "acme", "--provider", "planasonix", "--id", "org_01acme"],
];

describe("--access", () => {
  it.each(ofFiles.map((args) => [args.join(" "), args] as const))("of muster %s", async (_, args) => {
    const said = async (access: string): Promise<string> => {
      const { code, stdout, stderr } = await muster.run([...args, "--access", access]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      return stderr;
    };
    expect(await said("")).toBe(
      "error: option '--access <dir>' was given an empty path, as by a variable that is not set: name one\n",
    );
    for (const file of ["a-file", "a-link"])
      expect(await said(file)).toBe(
        `error: ${file} is not a folder: name the access folder with --access.\n`,
      );
    expect(await said("a-file/access")).toBe(
      "error: a-file/access is no folder, since part of the path is a file: name the access folder with --access.\n",
    );
  });

  it("given before the command", async () => {
    expect((await muster.run(["--access", "", "validate"])).stderr).toContain(
      "'--access <dir>' was given an empty",
    );
    expect((await muster.run(["--access", "a-file", "history"])).stderr).toContain("a-file is not a folder");
  });
});

describe("an empty path", () => {
  it.each([
    ["plan", "--out", ""],
    ["plan", "--journal", ""],
    ["plan", "--snapshot", ""],
    ["apply", "--plan", ""],
    ["apply", "--journal", ""],
    ["drift", "--journal", ""],
    ["history", "--journal", ""],
    ["snapshot", "--out", ""],
    ["sandbox", "--from", ""],
    ["sandbox", "--seed", ""],
    ["sandbox", "--state", ""],
    ["journal", "show", ""],
    ["journal", "verify", ""],
    ["journal", "mend", ""],
    ["render", "a.json", ""],
    ["import", "--from", "peribolos", ""],
    ["import", "--from", "terraform", ""],
  ])("is told: muster %s %s %j", async (...args) => {
    const { code, stdout, stderr } = await muster.run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^error: (option '--\w+ <\w+>'|an argument) was given an empty path.*: name one\n$/,
    );
  });
});

describe("the wrong thing", () => {
  it.each([
    [["sandbox", "--from", "nowhere"], "There is no folder nowhere here: name another with --from."],
    [["sandbox", "--from", "a-file"], "a-file is not a folder: name another with --from."],
    [
      ["sandbox", "--from", "a-file/x"],
      "a-file/x is no folder, since part of the path is a file: name another",
    ],
    [
      ["sandbox", "--from", "a-link"],
      "a-link is a link, and links are not followed: name the folder itself with --from.",
    ],
    [
      ["import", "--from", "peribolos", "nowhere"],
      "There is no folder nowhere here: name another with --from.",
    ],
    [["import", "--from", "peribolos", "a-file"], "a-file is not a folder: name another with --from."],
    [
      ["sandbox", "--state", "a-folder"],
      "The state file a-folder could not be read: it is a folder (name a file in it).",
    ],
    [
      ["sandbox", "--state", "nowhere/x"],
      "The state file nowhere/x could not be written: its folder does not exist (make it, and run again).",
    ],
    [
      ["sandbox", "--state", "a-file/x"],
      "The state file a-file/x could not be read: part of the path is not a folder (name another path).",
    ],
  ])("is named: muster %j", async (args, error) => {
    const { code, stdout, stderr } = await muster.run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(`error: ${error}`);
  });
});

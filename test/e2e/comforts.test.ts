/** Small things that people expect at a terminal. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildMuster, type Muster } from "./muster.ts";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
  muster.write({
    "access/acme/organization.yaml":
      "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n",
  });
});
afterAll(() => muster.remove());

it("prints the version as a command, too", async () => {
  const [command, option] = [await muster.run(["version"]), await muster.run(["--version"])];
  expect(command).toMatchObject({ code: 0, stdout: option.stdout });
});

it("takes --json for --format json", async () => {
  const short = await muster.run(["validate", "--json"]);
  expect(short.stdout).toBe((await muster.run(["validate", "--format", "json"])).stdout);
});

it("lists the sandbox's control routes with a line for each", async () => {
  const { stdout } = await muster.run(["sandbox", "--help"]);
  for (const route of ["accept", "login", "clock", "own", "key", "dump"])
    expect(stdout).toContain(`curl -s URL/sandbox/${route}`);
});

it("names the host that cannot be reached", async () => {
  const env = { MUSTER_TOKEN: "plnx_live_fake", MUSTER_API_ACME: "http://127.0.0.1:9" };
  const { code, stderr } = await muster.run(["plan"], { env });
  expect(code).toBe(1);
  expect(stderr).toContain("the service at 127.0.0.1:9 cannot be reached");
});

it("leads whoever has no access folder to init and import", async () => {
  expect((await muster.run(["plan", "--access", "nope"])).stderr).toMatch(/muster init.*muster import/);
});

describe("completion", () => {
  const cases: readonly (readonly [words: readonly string[], offered: readonly string[]])[] = [
    [["pl"], ["plan"]],
    [["plan", "--fo"], ["--format"]],
    [["plan", "--format", "ma"], ["markdown"]],
    [["journal", "ver"], ["verify"]],
    [
      ["journal", "verify", "--he"],
      ["--head", "--help"],
    ],
    [["plan", "--format", "json", "--ou"], ["--out"]],
    [["completion", "z"], ["zsh"]],
  ];
  it.each(cases)("offers in bash after %j", async (words, offered) => {
    const { stdout: script } = await muster.run(["completion", "bash"]);
    const typed = ["muster", ...words].map((word) => `'${word}'`).join(" ");
    const asked = `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _muster; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const said = execFileSync("bash", ["--norc", "-c", asked], { encoding: "utf8" });
    expect(said.trim().split("\n")).toEqual(offered);
  });

  it("is a script that zsh reads, where there is one", async () => {
    const { stdout: script } = await muster.run(["completion", "zsh"]);
    expect(script.startsWith("#compdef muster\n")).toBe(true);
    if (existsSync("/usr/bin/zsh")) execFileSync("/usr/bin/zsh", ["-f", "-n", "-c", script]);
  });

  it("knows every command in fish", async () => {
    const { stdout: script } = await muster.run(["completion", "fish"]);
    for (const command of ["plan", "apply", "journal", "completion"])
      expect(script).toContain(`-a ${command} `);
  });
});

/** Small things that people expect at a terminal. */
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { areFetched, fishFunctions, shellEnvironment, shellTools, zshFolders } from "../fakes/shells.ts";
import { buildMuster, type Muster } from "./muster.ts";

const small =
  "organization: { provider: planasonix, id: org_01acme }\nmembers:\n  ana@acme.example: admin\n  ben@acme.example: admin\n";
const leavers = `${small}  rob@acme.example: { state: removed }\nteams:\n${["a", "b", "c"].map((team) => `  ${team}: { manager: rob@acme.example, members: [rob@acme.example] }\n`).join("")}`;

/** Types into a zsh on a terminal of its own, presses the tabulator key, and tells what was there then. */
const askInZsh = `module_path=(\${=2})
zmodload zsh/zpty
zpty -b z $1 -f -i
zpty -w z "module_path=($2); fpath=($4 $3); PS1='> '; autoload -Uz compinit; compinit -D -u; bindkey '^I' complete-word; echo RE''ADY"
zpty -r z out '*READY*'
zpty -w -n z "$5"$'\\t'$'\\n'
zpty -r z out '*(not found|usage|Usage|rror)*'
print -r -- "$out"
zpty -d z
`;

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
  muster.write({
    "access/acme/organization.yaml": small,
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

it.each([
  "plan",
  "apply",
  "drift",
  "validate",
  "explain",
  "history",
  "report",
  "doctor",
  "render",
  "review status",
])("takes --json wherever --format takes json: %s", async (command) => {
  const { stdout } = await muster.run([...command.split(" "), "--help"]);
  expect(stdout).toMatch(/--json +short for --format json/);
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

it("lists what it passes over beside access files with --verbose only", async () => {
  muster.write({ "notes/acme/.DS_Store": "", "notes/acme/README.md": "# Notes\n", "notes/OWNERS": "" });
  muster.write({ "notes/acme/organization.yaml": small });
  const told = await muster.run(["validate", "--access", "notes", "--verbose"]);
  for (const path of ["acme/.DS_Store", "acme/README.md", "OWNERS"])
    expect(told.stderr).toContain(`notes/${path} is passed over`);
  expect((await muster.run(["validate", "--access", "notes"])).stderr).not.toContain("passed over");
});

describe("a wrong organization id", () => {
  it.each([404, 403])("is named with its line where the service answers %i", async (status) => {
    const server = createServer((_, answer) => {
      answer.writeHead(status, { "content-type": "application/json" });
      answer.end('{"error":{"code":"nope","message":"No."}}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    muster.write({
      "wrong/acme/organization.yaml": "organization:\n  provider: planasonix\n  id: org_wrong\nmembers: {}\n",
    });
    const env = { MUSTER_TOKEN: "plnx_live_fake", MUSTER_API_ACME: `http://127.0.0.1:${port}` };
    const { stderr } = await muster.run(["plan", "--access", "wrong"], { env });
    server.close();
    expect(stderr).toContain("The files give the id org_wrong at wrong/acme/organization.yaml:3.");
  });
});

describe("prose", () => {
  it.each([40, 60, 80, 120])("wraps at words in %i columns", async (width) => {
    muster.write({ "leavers/acme/organization.yaml": leavers });
    const env = { COLUMNS: String(width) };
    const wide = await muster.run(["validate", "--access", "leavers"]);
    const { stdout } = await muster.run(["validate", "--access", "leavers"], { env });
    expect(stdout.replace(/\s+/g, " ")).toBe(wide.stdout.replace(/\s+/g, " "));
    for (const line of stdout.split("\n"))
      expect(line.length <= width || !line.trim().includes(" "), line).toBe(true);
  });
});

it("leads whoever has no access folder to init and import", async () => {
  expect((await muster.run(["plan", "--access", "nope"])).stderr).toMatch(/muster init.*muster import/);
});

it("leads whoever stands in a folder below to the access folder above", async () => {
  muster.write({
    "stood/access/acme/organization.yaml": "organization: { provider: planasonix, id: org_1 }\n",
  });
  const from = async (folder: string): Promise<string> =>
    (await muster.run(["plan"], { cwd: muster.path(folder) })).stderr;
  expect(await from("stood/access")).toContain("but above: name it with --access ../access");
  expect(await from("stood/access/acme")).toContain("but above: name it with --access ../../access");
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
    // What an option before or behind the command takes is no command, whatever it is called.
    [["--access", "here", "pl"], ["plan"]],
    [["--access", "plan", "journal", "ver"], ["verify"]],
    [["--access=journal", "plan", "--fo"], ["--format"]],
    [["plan", "--org", "journal", "--fo"], ["--format"]],
    [["--access", "here", "completion", "fi"], ["fish"]],
  ];
  /** The shell quotes a name that holds a blank. */
  const file = ["plan", "--out", "wi"];
  const blankName = "with blank.json";
  const withBlank = (): string => {
    muster.write({ [`blank/${blankName}`]: "" });
    return muster.path("blank");
  };
  it.each(cases)("offers in bash after %j", async (words, offered) => {
    const { stdout: script } = await muster.run(["completion", "bash"]);
    const typed = ["muster", ...words].map((word) => `'${word}'`).join(" ");
    const asked = `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length}; _muster; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const said = execFileSync("bash", ["--norc", "-c", asked], { encoding: "utf8" });
    expect(said.trim().split("\n")).toEqual(offered);
  });

  it.each([
    ["muster --access = journal plan --fo", ["--format"]],
    ["muster plan --format = ma", ["markdown"]],
    ["muster plan --format =", ["text", "json", "markdown"]],
    [`muster ${file.join(" ")}`, []],
  ])("offers in bash after the words %s, of which it takes = for one", async (words, offered) => {
    const { stdout: script } = await muster.run(["completion", "bash"]);
    const asked = `${script}\nCOMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _muster; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p muster`;
    const said = execFileSync("bash", ["--norc", "-c", asked], { encoding: "utf8", cwd: withBlank() });
    // Where nothing is offered, bash completes the names of files by itself.
    expect(said.trim().split("\n")).toEqual([...offered, "complete -o default -F _muster muster"]);
  });

  for (const zsh of shellTools.zsh)
    it.each(cases)("inserts or lists in zsh after %j, as typed on a terminal", async (words, offered) => {
      const { stdout: script } = await muster.run(["completion", "zsh"]);
      muster.write({ "zsh/_muster": script, "zsh/ask.zsh": askInZsh });
      const { modules, functions } = zshFolders();
      const args = ["-f", muster.path("zsh/ask.zsh"), zsh, modules.join(" "), functions.join(" ")];
      const typed = ["muster", ...words].join(" ");
      const env = { PATH: process.env["PATH"], TERM: "xterm", HOME: muster.folder, ...shellEnvironment };
      const said = execFileSync(zsh, [...args, muster.path("zsh"), typed], { env, encoding: "utf8" });
      for (const word of offered) expect(said).toContain(word);
    });

  for (const fish of shellTools.fish)
    it.each(cases)("offers in fish after %j", async (words, offered) => {
      const { stdout: script } = await muster.run(["completion", "fish"]);
      muster.write({ "muster.fish": script });
      const typed = ["muster", ...words].join(" ");
      const asked = `set fish_function_path ${fishFunctions}; source ${muster.path("muster.fish")}; complete -C '${typed}'`;
      const env = { PATH: process.env["PATH"], HOME: muster.folder, ...shellEnvironment };
      const said = execFileSync(fish, ["--no-config", "-c", asked], { env, encoding: "utf8" });
      const names = said
        .trim()
        .split("\n")
        .map((line) => line.split("\t")[0]);
      expect(names).toEqual(offered.filter((word) => word !== "--help"));
    });

  for (const fish of shellTools.fish)
    it("offers in fish the name of a file that holds a blank, behind a folder that holds one", async () => {
      const { stdout: script } = await muster.run(["completion", "fish"]);
      muster.write({ "muster.fish": script });
      const typed = `muster --access "a b" ${file.join(" ")}`;
      const asked = `set fish_function_path ${fishFunctions}; source ${muster.path("muster.fish")}; complete -C '${typed}'`;
      const env = { PATH: process.env["PATH"], HOME: muster.folder, ...shellEnvironment };
      const said = execFileSync(fish, ["--no-config", "-c", asked], {
        ...{ env, cwd: withBlank() },
        encoding: "utf8",
      });
      expect(said.trim()).toBe(blankName);
    });

  it("is tried in each shell that was fetched", () => {
    if (areFetched) expect(Object.values(shellTools).map((found) => found.length)).toEqual([1, 1, 1]);
  });

  it("knows every command in fish", async () => {
    const { stdout: script } = await muster.run(["completion", "fish"]);
    for (const command of ["plan", "apply", "journal", "completion"])
      expect(script).toContain(`-a ${command} `);
  });
});

/** The command line's frame: what goes to which stream, exit codes, suggestions, and the offline commands. */
import type { Command } from "commander";
import { paintFor } from "../../src/cli/paint.ts";
import { wholeProgram } from "../../src/cli/program.ts";
import { systemClock } from "../../src/io/clock.ts";
import { processOutput } from "../../src/io/output.ts";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildMuster, endOf, type Muster } from "./muster.ts";

const about = JSON.parse(readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")) as {
  version: string;
};
const organization = (id: string): string => `organization:\n  provider: planasonix\n  id: ${id}\n`;
const members =
  "members:\n  ana@acme.example: admin\n  lee@acme.example: admin\n  rob@acme.example: viewer\n";

let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
  muster.write({
    "access/acme/organization.yaml": organization("org_01acme"),
    "access/acme/members.yaml": members,
    "access/acme-labs/organization.yaml": organization("org_01labs") + members,
    "bad/acme/organization.yaml": organization("org_01acme"),
    "bad/acme/members.yaml": "members:\n  ana@acme.example: admim\n",
    "worse/acme/organization.yaml": organization("org_01acme"),
    "worse/acme-labs/organization.yaml": "organization: { provider: planasonix }\n",
  });
});
afterAll(() => muster.remove());

/** Whatever has a page of help: the program, each command, and those below them. */
const helped = (): readonly (readonly string[])[] => {
  const pathsOf = (command: Command, path: readonly string[]): (readonly string[])[] => [
    path,
    ...command.commands.flatMap((below) => pathsOf(below, [...path, below.name()])),
  ];
  const { program } = wholeProgram("0.0.0", { env: {}, output: processOutput(), clock: systemClock });
  return pathsOf(program, []);
};

const commands = [
  "init",
  "validate",
  "plan",
  "apply",
  "drift",
  "import",
  "offboard",
  "rename",
  "explain",
  "history",
  "report",
  "review",
  "orgs",
  "journal",
  "render",
  "doctor",
  "sandbox",
  "snapshot",
  "demo",
  "schema",
  "contract",
  "completion",
  "version",
];

describe("the frame", () => {
  it.each(["--version", "-V"])("answers %s", async (flag) => {
    expect(await muster.runBundle([flag])).toEqual({ code: 0, stdout: `${about.version}\n`, stderr: "" });
    expect(await muster.runBundle([flag, "--quiet"])).toEqual({
      code: 0,
      stdout: `${about.version}\n`,
      stderr: "",
    });
  });

  it("lists every command in --help", async () => {
    const { code, stdout, stderr } = await muster.runBundle(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const listed = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);
    expect(listed.filter((name) => name !== "help" && name !== "muster").sort()).toEqual(
      [...commands].sort(),
    );
  });

  it.each(commands)("%s has --help with an example and the options for all", async (name) => {
    const { code, stdout, stderr } = await muster.run([name, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`Examples?:\n {2}muster ${name}`));
    for (const option of ["--access", "--quiet", "--verbose", "--no-color"]) expect(stdout).toContain(option);
  });

  it.each([80, 60])(
    "fits the help of every command, and of what is below it, into %d columns",
    async (width) => {
      for (const args of helped()) {
        const { stdout } = await muster.run([...args, "--help"], { env: { COLUMNS: String(width) } });
        // Only a word that is longer by itself may stand out: it cannot be broken, and is copied.
        const long = stdout
          .split("\n")
          .filter((line) => line.length > width && !/^ {4,6}(?:-d )?'[^']*'$/.test(line));
        expect(long, args.join(" ")).toEqual([]);
        if (width === 80) expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThan(81);
      }
    },
  );

  it("breaks examples as a shell reads them: the same words", async () => {
    for (const args of helped()) {
      const help = async (columns: string): Promise<string> =>
        (await muster.run([...args, "--help"], { env: { COLUMNS: columns } })).stdout;
      const copied = (text: string): string[] =>
        text.replace(/ \\\n +/g, " ").match(/^ {2}(?:muster|curl) .*$/gm) ?? [];
      expect(copied(await help("60"))).toEqual(copied(await help("400")));
    }
  });

  it("lists the commands on one screen and a few lines, each by what it does", async () => {
    const { stdout } = await muster.run(["--help"]);
    expect(stdout.split("\n").length).toBeLessThan(65);
    expect(stdout).toContain("  offboard <who>");
  });

  it("says what there is, and fails, when no command is named", async () => {
    const { code, stdout, stderr } = await muster.run([]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Usage: muster");
  });

  it.each([
    [["validat"], "unknown command 'validat'", "validate"],
    [["validate", "--formt", "json"], "unknown option '--formt'", "--format"],
    [["offboard", "lee@acme.example", "--succesor", "x"], "unknown option '--succesor'", "--successor"],
    [["snapshot", "--oot", "x"], "unknown option '--oot'", "--out"],
    [["help", "validat"], "unknown command 'validat'", "validate"],
    [["validat", "--help"], "unknown command 'validat'", "validate"],
    [["validate", "--acces", "x"], "unknown option '--acces'", "--access"],
    [["journal", "shwo"], "unknown command 'shwo'", "show"],
  ])("suggests the nearest for %j", async (args, message, nearest) => {
    const { code, stdout, stderr } = await muster.run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toContain(`(Did you mean ${nearest}?)`);
  });

  it.each([
    [["validate", "--format", "xml"], "Allowed choices are text, json, github"],
    [["validate", "extra"], "too many arguments"],
    [["render"], "missing required argument 'files'"],
    [["sandbox", "--port", "99999"], "whole number from 0 to 65535"],
    [["sandbox", "--members", "3", "--seed", "x"], "cannot be used with"],
    [["orgs", "--changed"], "--changed needs --base REF"],
    [["orgs", "--base", "HEAD"], "--base needs --changed"],
  ])("refuses %j with exit code 1", async (args, message) => {
    const { code, stdout, stderr } = await muster.run(args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
  });

  it("shows what was typed without letting it steer the terminal", async () => {
    const { stderr } = await muster.run(["va\u001b[31mlid\nate"]);
    expect(stderr).toContain("unknown command");
    expect(stderr).not.toContain("\u001b");
  });

  it("takes the options for all before and after the command", async () => {
    const after = await muster.run(["orgs", "--access", "access", "--json"]);
    expect(after).toMatchObject({ code: 0, stderr: "" });
    expect(await muster.run(["--access", "access", "orgs", "--json"])).toEqual(after);
    expect((await muster.run(["orgs", "--access=none"])).stderr).toContain("There is no folder none here");
  });
});

describe("when things go wrong", () => {
  it("ends quietly when nobody reads what it prints", async () => {
    const child = muster.start(["schema"]);
    child.stdout.destroy();
    expect(await endOf(child)).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("turns a crash into one line, a hint and exit code 1, and shows no key", async () => {
    const key = "plnx_live_canary1234";
    const broken = `process.cwd = () => { throw new Error("no folder\\n${key}"); };`;
    const env = {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(broken)}`,
      MUSTER_TOKEN: key,
    };
    expect(await muster.runBundle(["validate"], { env })).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error: muster failed in a way that it did not expect: no folder\\n[redacted]\n" +
        "Run it again with --verbose for the stack.\n",
    });
    const verbose = await muster.runBundle(["validate", "--verbose"], { env });
    expect(verbose.code).toBe(1);
    expect(verbose.stderr).toMatch(/\n +at /);
    expect(verbose.stderr).not.toContain("canary");
  });
});

describe("colours", () => {
  const colored = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<boolean> =>
    (await muster.run(["validate", "--access", "bad", ...args], { env })).stdout.includes("\u001b[");

  it("follow FORCE_COLOR, NO_COLOR and --no-color, and are off in a pipe", async () => {
    expect(await colored([], {})).toBe(false);
    expect(await colored([], { FORCE_COLOR: "1" })).toBe(true);
    expect(await colored([], { FORCE_COLOR: "0" })).toBe(false);
    expect(await colored([], { FORCE_COLOR: "1", NO_COLOR: "1" })).toBe(false);
    expect(await colored(["--no-color"], { FORCE_COLOR: "1" })).toBe(false);
  });

  it("have a green that white and black both bear, where a terminal has 256", () => {
    const green = (env: Readonly<Record<string, string>>): string => paintFor(true, env).green("+");
    const ofPalette = "\u001b[38;5;28m+\u001b[39m";
    expect(green({ TERM: "xterm-256color" })).toBe(ofPalette);
    expect(green({ TERM: "xterm", COLORTERM: "truecolor" })).toBe(ofPalette);
    expect(green({ GITHUB_ACTIONS: "true" })).toBe(ofPalette);
    expect(green({ TERM: "linux" })).toBe("\u001b[32m+\u001b[39m");
    expect(paintFor(false, { TERM: "xterm-256color" }).green("+")).toBe("+");
  });
});

describe("validate", () => {
  it("prints nothing on standard output when there is nothing to say", async () => {
    const ran = await muster.run(["validate"]);
    expect(ran).toEqual({
      code: 0,
      stdout: "",
      stderr: "The files are valid: 2 organizations, 6 members, 0 teams.\n",
    });
    expect(await muster.run(["validate", "--quiet"])).toEqual({ ...ran, stderr: "" });
  });

  it("prints errors with their place, and fails", async () => {
    const { code, stdout } = await muster.run(["validate", "--access", "bad"]);
    expect(code).toBe(1);
    expect(stdout).toContain("bad/acme/members.yaml:2:21: error: ");
  });

  it("prints the same errors as JSON and as annotations", async () => {
    const json = await muster.run(["validate", "--access", "bad", "--format", "json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ file: "bad/acme/members.yaml", line: 2, column: 21, severity: "error" }),
      ]) as unknown,
    });
    const github = await muster.run(["validate", "--access", "bad", "--format", "github"]);
    expect(github.code).toBe(1);
    expect(github.stdout).toContain("::error file=bad/acme/members.yaml,line=2,col=21,");
  });

  it("names the folder that is not there", async () => {
    const ran = await muster.run(["validate", "--access", "nowhere"]);
    expect(ran).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "error: There is no folder nowhere here: `muster init` writes a first one, `muster import` one for an organization that is there; or name the access folder with --access DIR.\n",
    });
  });
});

describe("orgs", () => {
  it("lists organizations, as text and as one line of JSON", async () => {
    expect((await muster.run(["orgs"])).stdout).toBe(
      "acme       planasonix org_01acme  acme\nacme-labs  planasonix org_01labs  acme-labs\n",
    );
    expect((await muster.run(["orgs", "--json"])).stdout).toBe(
      '[{"key":"acme","name":"acme","provider":"planasonix","id":"org_01acme"},' +
        '{"key":"acme-labs","name":"acme-labs","provider":"planasonix","id":"org_01labs"}]\n',
    );
  });

  it("fails on files that are not valid rather than leaving somebody out", async () => {
    const { code, stdout, stderr } = await muster.run(["orgs", "--access", "worse", "--json"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("worse/acme-labs/organization.yaml:1:1: error: ");
  });

  it("lists those that a change touches, and names those that are gone", async () => {
    const cwd = muster.path("repository");
    const git = (...args: readonly string[]): unknown =>
      execFileSync("git", ["-c", "user.name=Ana", "-c", "user.email=ana@acme.example", ...args], { cwd });
    const file = (name: string): string => `repository/access/${name}/organization.yaml`;
    muster.write({
      [file("acme")]: organization("org_01acme") + members,
      [file("beta")]: organization("org_01beta") + members,
      [file("gone")]: organization("org_01gone") + members,
    });
    git("init", "-q");
    git("add", "-A");
    git("-c", "commit.gpgsign=false", "commit", "-q", "-m", "start");
    const changed = async (): Promise<unknown> =>
      JSON.parse((await muster.run(["orgs", "--changed", "--base", "HEAD", "--json"], { cwd })).stdout);
    expect(await changed()).toEqual([]);
    execFileSync("rm", ["-r", join(cwd, "access/gone")]);
    muster.write({
      [file("beta")]: organization("org_01beta") + members.replace("viewer", "editor"),
      [file("delta")]: organization("org_01delta") + members,
    });
    expect(await changed()).toMatchObject([{ key: "beta" }, { key: "delta" }]);
    const text = await muster.run(["orgs", "--changed", "--base", "HEAD"], { cwd });
    expect(text.stderr).toContain("gone is in HEAD and no longer in the files");
    expect(await muster.run(["orgs", "--changed", "--base", "nowhere"], { cwd })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining('The commit "nowhere" is not in this repository.') as unknown,
    });
  });
});

describe("documents", () => {
  it("prints the schema of the files and the contract of the API as JSON", async () => {
    const schema = await muster.run(["schema"]);
    expect(schema).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(schema.stdout)).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      properties: { organization: {}, members: {}, teams: {} },
    });
    const contract = await muster.run(["contract"]);
    expect(contract).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(contract.stdout)).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./) as unknown,
    });
  });
});

describe("render", () => {
  const plan = (key: string): unknown => ({
    schema_version: 1,
    organizations: [
      {
        organization: key,
        provider: "planasonix",
        id: `org_01${key}`,
        fingerprint: "0".repeat(64),
        actions: [],
        withheld: [],
        findings: [],
        follow_ups: [],
        counts: {},
        requests: 5,
        acting: "muster-bot",
        live: { members: 3, teams: 0 },
        notes: [],
      },
    ],
  });

  it("puts plans together in the order of their organizations", async () => {
    muster.write({ "b.json": JSON.stringify(plan("beta")), "a.json": JSON.stringify(plan("acme")) });
    const json = await muster.run(["render", "b.json", "a.json", "--format", "json"]);
    expect(json).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(json.stdout)).toMatchObject({
      organizations: [{ organization: "acme" }, { organization: "beta" }],
    });
    expect((await muster.run(["render", "a.json", "b.json"])).stdout).toMatch(/^acme · [^]*^beta · /m);
    expect((await muster.run(["render", "a.json", "--format", "markdown"])).stdout).toContain("acme");
  });

  it("refuses what is no plan, what is not there, and an organization that is planned twice", async () => {
    muster.write({ "c.json": JSON.stringify(plan("acme")), "d.json": "{}" });
    const errors = await Promise.all(
      [["d.json"], ["none.json"], ["a.json", "c.json"]].map((files) => muster.run(["render", ...files])),
    );
    expect(errors.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      errors.map(() => ({ code: 1, stdout: "" })),
    );
    expect(errors[0]?.stderr).toContain("d.json is no plan: ");
    expect(errors[1]?.stderr).toContain("none.json could not be read: it does not exist.");
    expect(errors[2]?.stderr).toContain("acme is planned in a.json and in c.json");
  });
});

describe("journal", () => {
  it("finds an empty journal whole, and says of anything else that it is none", async () => {
    muster.write({ "empty.jsonl": "", "broken.jsonl": '{"seq":1}\n{"seq":2}\n' });
    expect(await muster.run(["journal", "verify", "empty.jsonl"])).toEqual({
      code: 0,
      stdout:
        `The chain is whole: 0 entries, 0 runs, head ${"0".repeat(64)}.\n` +
        "Whether entries were cut off its end cannot be seen from the file: give --head, from the result of the last run.\n",
      stderr: "",
    });
    const broken = await muster.run(["journal", "verify", "broken.jsonl"]);
    expect(broken).toMatchObject({
      code: 1,
      stderr: "error: broken.jsonl is not a journal: none of its lines is an entry.\n",
    });
    expect(broken.stdout).toMatch(/^broken\.jsonl:1: error: [^\n]*\nbroken\.jsonl:2: error: /);
    expect(await muster.run(["journal", "show", "none.jsonl"])).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("sandbox", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "prints one line when it is ready, serves, and ends on %s with 0",
    async (signal) => {
      const child = muster.start(["sandbox"]);
      const [first] = (await once(child.stdout, "data")) as [Buffer];
      const ended = endOf(child);
      const line = first.toString();
      expect(line).toMatch(/^\{.*\}\n$/);
      const ready = JSON.parse(line) as {
        url: string;
        organizations: { key: string; id: string; token: string }[];
      };
      expect(ready.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(ready.organizations.map(({ key, id }) => ({ key, id }))).toEqual([
        { key: "acme", id: "org_01acme" },
        { key: "acme-labs", id: "org_01labs" },
      ]);
      const dump = (await (await fetch(`${ready.url}/sandbox/dump`)).json()) as {
        organizations: { members: unknown[] }[];
      };
      expect(dump.organizations.map((item) => item.members.length)).toEqual([3, 3]);
      child.kill(signal);
      // How it is steered by hand, on standard error: the one line stays alone.
      const { stderr, ...rest } = await ended;
      expect(rest).toEqual({ code: 0, stdout: "" });
      expect(stderr).toContain(`curl -s ${ready.url}/sandbox/accept`);
    },
  );

  it("says what is wrong with its seed, its faults and its files", async () => {
    expect((await muster.run(["sandbox", "--fault", "help"])).stdout).toContain("KIND@WHERE");
    muster.write({ "seed.json": "[]" });
    const wrong = [
      ["--fault", "999@any"],
      ["--seed", "seed.json"],
      ["--from", "bad"],
      ["--from", "nowhere"],
    ];
    const ran = await Promise.all(wrong.map((args) => muster.run(["sandbox", ...args])));
    expect(ran.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      ran.map(() => ({ code: 1, stdout: "" })),
    );
    expect(ran[0]?.stderr).toContain('There is no fault "999"');
    expect(ran[1]?.stderr).toContain("seed.json holds no sandbox state.");
    expect(ran[2]?.stderr).toContain("bad/acme/members.yaml:2:21: error: ");
    expect(ran[3]?.stderr).toContain("There is no folder nowhere here");
  });
});

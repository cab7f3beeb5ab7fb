/** What the README says is what muster does: the verbs, the sample plan, the guards, the example files, the commands. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { guardNames, verbs } from "../src/model/plan.ts";
import { planasonixCapabilities } from "../src/providers/planasonix/capabilities.ts";

const run = promisify(execFile);
const readme = await readFile("README.md", "utf8");
/** Formatting pads the cells of tables. */
const unpadded = readme.replace(/^\|.*$/gm, (row) => row.replace(/ +/g, " ").replace(/-{3,}/g, "---"));
const section = (name: string): string =>
  unpadded.split(`<!-- ${name}:begin -->\n`)[1]?.split(`<!-- ${name}:end -->`)[0]?.trim() ?? "";

describe("the README", () => {
  it("lists the verbs that the capability table grants, with its sentences", () => {
    const rows = Object.entries(planasonixCapabilities).flatMap(([kind, table]) =>
      Object.entries(table)
        .filter(([, capability]) => capability.can === "yes")
        .map(
          ([verb, capability]) => `| \`${verb}\` | ${kind.replaceAll("_", " ")} | ${capability.sentence} |`,
        ),
    );
    expect(section("verbs").split("\n").slice(2)).toEqual(rows);
    // Every verb is built, and transfer stands under two kinds.
    expect(rows).toHaveLength(verbs.length + 1);
  });

  it("names every guard", () => {
    for (const guard of guardNames) expect(unpadded).toContain(`| \`${guard}\` |`);
  });

  it("shows a plan as the demo prints it", async () => {
    const { stdout } = await run("node", ["dist/cli.js", "demo"]);
    const sample = section("plan")
      .replace(/^```\n/, "")
      .replace(/```$/, "");
    expect(stdout).toContain(sample);
  });

  it("has a demo that works from any folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "muster-demo-"));
    // Through a link and without node, as `npm link` puts it on the PATH.
    await symlink(resolve("dist/cli.js"), join(folder, "muster"));
    const { stdout } = await run("./muster", ["demo"], { cwd: folder });
    await rm(folder, { recursive: true });
    expect(stdout).toContain("No changes");
  });

  it("names every command of the program, and no other", async () => {
    const { stdout } = await run("node", ["dist/cli.js", "--help"]);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?: |$)/gm)]
      .map((match) => match[1])
      .filter((name) => name !== "help");
    const table = unpadded.split("| command | does |")[1]?.split("\n\n")[0] ?? "";
    const named = [...table.matchAll(/^\| ([^|]+) \|/gm)].flatMap((match) =>
      [...(match[1] ?? "").matchAll(/`([a-z]+)`/g)].map((name) => name[1]),
    );
    expect(named.sort()).toEqual(commands.filter((name) => name !== "muster").sort());
  });

  it("has example files that are valid", async () => {
    const { stdout } = await run("node", ["dist/cli.js", "validate", "--format", "json"]);
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { severity: string }[] };
    expect(diagnostics.filter((item) => item.severity === "error")).toEqual([]);
  });
});

describe("CONTRIBUTING", () => {
  it("shows tests as they stand in their files", async () => {
    const text = await readFile("CONTRIBUTING.md", "utf8");
    const blocks = [...text.matchAll(/<!-- of: (\S+) -->\n\n```\w+\n([^]*?)\n```/g)];
    expect(blocks).toHaveLength(5);
    const flat = (code: string): string => code.replace(/^ +/gm, "");
    for (const [, path = "", block = ""] of blocks)
      expect(flat(await readFile(path, "utf8")), path).toContain(flat(block));
  });
});

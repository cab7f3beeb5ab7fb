/** What the README and the pages below docs/reference say is what muster does: verbs, sample plan, guards, example files, commands. */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { guardNames } from "../src/model/guard.ts";
import { verbs, verbsOn } from "../src/kinds/verbs.ts";
import { planasonixCapabilities } from "../src/providers/planasonix/capabilities.ts";

const run = promisify(execFile);
const referencePages = readdirSync("docs/reference").map((name) => `docs/reference/${name}`);
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...referencePages,
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];
const readme = ["README.md", ...referencePages].map((path) => readFileSync(path, "utf8")).join("\n");
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
    // Every verb is built but those on roles beside the own one; transfer stands under two kinds.
    expect(rows).toHaveLength(verbs.length - Object.keys(verbsOn("role_grant").verbs).length + 1);
  });

  it("names every guard", () => {
    for (const guard of guardNames) expect(unpadded).toContain(`| \`${guard}\` |`);
  });

  it("shows a plan as the demo prints it", async () => {
    // In a terminal that is about as wide as a page on GitHub.
    const { stdout } = await run("node", ["dist/cli.js", "demo"], {
      env: { ...process.env, COLUMNS: "120" },
    });
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

describe("pages", () => {
  it("are each one step from the README", () => {
    const targets = linksIn("README.md").map(({ path }) => path);
    for (const path of pages.filter((page) => page.startsWith("docs/"))) expect(targets).toContain(path);
  });

  it.each(pages)("%s names what is there", (page) => {
    for (const { path, anchor } of linksIn(page)) {
      expect(existsSync(path), `${page} names ${path}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(path), `${page} names ${path}`).toContain(anchor);
    }
  });

  it("stand in the package as far as the README names them", async () => {
    const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"]);
    const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
    const held = packed?.files.map(({ path }) => path) ?? [];
    for (const { path } of linksIn("README.md"))
      expect(
        held.some((file) => file === path || file.startsWith(`${path}/`)),
        path,
      ).toBe(true);
  });

  it("leave the README within two screens", () => {
    expect(Buffer.byteLength(readFileSync("README.md", "utf8"))).toBeLessThan(8_000);
  });
});

interface Link {
  /** From the repository's folder. */
  readonly path: string;
  readonly anchor?: string;
}

/** Links of a page that lead to files of this repository. */
function linksIn(page: string): Link[] {
  return [...readFileSync(page, "utf8").matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]): Link[] => {
    if (/^[a-z]+:/.test(target)) return [];
    const [path = "", anchor] = target.split("#");
    return [
      { path: path === "" ? page : join(dirname(page), path), ...(anchor === undefined ? {} : { anchor }) },
    ];
  });
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): string[] {
  return [...readFileSync(page, "utf8").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

describe("a release's notes", () => {
  const notesOf = (version: string) => run("node", [".ci/release-notes.mjs", version]);

  it("are its section of the CHANGELOG", async () => {
    const { stdout } = await notesOf("Unreleased");
    expect(stdout).toMatch(/^### Added\n/);
    expect(stdout).not.toContain("# Changelog");
  });

  it("are missed before anything is released", async () => {
    await expect(notesOf("9.9.9")).rejects.toThrow("no section [9.9.9]");
  });
});

describe("the release workflow", () => {
  const text = readFileSync(".github/workflows/release.yml", "utf8");

  it("attests every script of the bundle, its chunks among them, as it is committed", () => {
    const scripts = readdirSync("dist", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".js"),
    );
    expect(scripts.some((name) => name.startsWith("chunks"))).toBe(true);
    // actions/attest takes so many subjects at once.
    expect(scripts.length).toBeLessThan(1000);
    const [, subjects = ""] = /subject-path: \|\n((?: {12}\S.*\n)+)/.exec(text) ?? [];
    expect(subjects.trim().split(/\s+/)).toEqual(["release/dist/**/*.js", "release/*.tgz"]);
    expect(text).toContain('cp -R dist "$RUNNER_TEMP/release/dist"');
  });

  it("names every action by its commit, and gives no right but where it is used", () => {
    const uses = [...text.matchAll(/uses: (\S+)/g)].map(([, name = ""]) => name);
    expect(uses.length).toBeGreaterThan(4);
    for (const name of uses) expect(name).toMatch(/@[0-9a-f]{40}$/);
    expect(text).toMatch(/^permissions: \{\}$/m);
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

/** Help that the build put by says what the commands themselves would say, however wide it is shown. */
import { describe, expect, it } from "vitest";
import { pathAsked } from "../src/cli/help.ts";
import { helpText, usualColumns } from "../src/cli/helpPage.ts";
import { helpPages } from "../src/cli/helpPages.ts";
import { runProgram } from "../src/cli/program.ts";
import { systemClock } from "../src/io/clock.ts";
import packageFile from "../package.json" with { type: "json" };
import { buildMuster } from "./e2e/muster.ts";
import { memoryOutput } from "./fakes/memoryOutput.ts";

const pages = helpPages(packageFile.version);
const widths = [undefined, 40, 41, 47, 53, 60, 72, 79, 80, 81, 97, 120, 200, 9999];

async function saidByProgram(args: readonly string[], width: number | undefined): Promise<string> {
  const { output, stdout } = memoryOutput();
  const env = width === undefined ? {} : { COLUMNS: String(width) };
  const { version } = packageFile;
  expect(await runProgram({ args, version, env, output, clock: systemClock })).toBe(0);
  return stdout();
}

describe("help that was put by", () => {
  it.each(pages)("is what the program says at any width: muster %s", async (path, page) => {
    const words = path.split(" ").filter((word) => word !== "");
    for (const width of widths) {
      const said = await saidByProgram([...words, "--help"], width);
      expect(helpText(page, width ?? usualColumns)).toBe(said);
    }
  });

  it("is for every command, and for the program", () => {
    const paths = pages.map(([path]) => path);
    expect(paths).toContain("");
    expect(paths).toContain("plan");
    expect(paths).toContain("journal verify");
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("is what the bundle prints, and only where nothing but help was asked for", async () => {
    const muster = buildMuster();
    try {
      const asked = [
        ["--help"],
        ["-h"],
        ["help"],
        ["help", "plan"],
        ["plan", "-h"],
        ["journal", "verify", "--help"],
      ];
      const others = [
        ["plan", "--quiet", "--help"],
        ["--quiet", "plan", "--help"],
        ["help", "journal"],
      ];
      for (const args of [...asked, ...others]) {
        const { code, stdout, stderr } = await muster.runBundle(args, { env: { COLUMNS: "72" } });
        expect({ code, stderr, stdout }).toEqual({
          code: 0,
          stderr: "",
          stdout: await saidByProgram(args, 72),
        });
      }
      for (const args of [
        ["help", "pln"],
        ["pln", "--help"],
        ["help", "plan", "x", "y"],
      ]) {
        const bundled = await muster.runBundle(args);
        const { output, stderr } = memoryOutput();
        const { version } = packageFile;
        const code = await runProgram({ args, version, env: {}, output, clock: systemClock });
        expect(bundled).toMatchObject({ code, stderr: stderr() });
      }
    } finally {
      muster.remove();
    }
  });

  it.each([
    [["--help"], ""],
    [["help"], ""],
    [["help", "plan"], "plan"],
    [["journal", "verify", "-h"], "journal verify"],
    [["help", "journal", "verify"], undefined],
    [["plan"], undefined],
    [[], undefined],
  ])("takes %j for a question about %j", (args, path) => {
    expect(pathAsked(args)).toBe(path);
  });
});

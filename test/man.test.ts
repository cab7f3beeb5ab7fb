/** The manual page says what the table of commands says. BLESS=1 writes it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { tableOf } from "../src/cli/completion.ts";
import { examplesOf } from "../src/cli/frame.ts";
import { manPage } from "../src/cli/manPage.ts";
import { runProgram, wholeProgram } from "../src/cli/program.ts";
import { systemClock } from "../src/io/clock.ts";
import { processOutput } from "../src/io/output.ts";
import { memoryOutput } from "./fakes/memoryOutput.ts";
import { shellTools } from "./fakes/shells.ts";

const path = join(import.meta.dirname, "../man/muster.1");
const { program } = wholeProgram("0.0.0", { env: {}, output: processOutput(), clock: systemClock });

function examplesBelow(command: Command, name = ""): [string, readonly string[]][] {
  return command.commands.flatMap((below) => {
    const own = `${name} ${below.name()}`.trim();
    return [[own, examplesOf(below)] as [string, readonly string[]], ...examplesBelow(below, own)];
  });
}

describe("man muster", () => {
  it("is what the table of commands makes", () => {
    const page = manPage(tableOf(program), new Map(examplesBelow(program)));
    if (process.env["BLESS"] === "1") {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, page);
    }
    expect(readFileSync(path, "utf8")).toBe(page);
    for (const { name } of tableOf(program)[0]?.commands ?? []) expect(page).toContain(`.Ss ${name}`);
  });

  it("comes with the package, where a package manager looks for it", () => {
    const about = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
      readonly man: readonly string[];
      readonly files: readonly string[];
    };
    expect(about.man).toEqual(["man/muster.1"]);
    expect(about.files).toContain("man");
  });

  for (const mandoc of shellTools.mandoc)
    it("passes mandoc's lint", () => {
      expect(execFileSync(mandoc, ["-Tlint", "-Wstyle", path], { encoding: "utf8" })).toBe("");
      expect(
        execFileSync(mandoc, ["-Tascii", path], { encoding: "utf8" }).replaceAll(/.\x08/g, ""),
      ).toContain("--exit-code");
    });
});

describe("a command that is asked for", () => {
  const helpOf = async (...args: readonly string[]): Promise<string> => {
    const { output, stdout } = memoryOutput();
    expect(await runProgram({ args, version: "0.0.0", env: {}, output, clock: systemClock })).toBe(0);
    return stdout();
  };

  it.each(program.commands.map((command) => command.name()))(
    "says the same of itself alone as among all: %s",
    async (name) => {
      expect(await helpOf(name, "--help")).toBe(await helpOf("help", name));
    },
  );
});

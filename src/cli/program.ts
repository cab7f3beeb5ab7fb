/**
 * The command line: reads arguments, runs one command, and gives the exit code. Whatever goes wrong on the way
 * ends here, as one line and a code.
 */
import { Command, CommanderError } from "commander";
import { systemClock } from "../io/clock.ts";
import { holdsKey, readEnvironment } from "../io/env.ts";
import { processOutput, type Output } from "../io/output.ts";
import { columnsFor } from "../io/terminal.ts";
import { terminalText } from "../render/escape.ts";
import { applyCommand } from "./commands/apply.ts";
import { completionCommand } from "./commands/completion.ts";
import { contractCommand } from "./commands/contract.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { driftCommand } from "./commands/drift.ts";
import { explainCommand } from "./commands/explain.ts";
import { historyCommand } from "./commands/history.ts";
import { importCommand } from "./commands/import.ts";
import { initCommand } from "./commands/init.ts";
import { journalCommand } from "./commands/journal.ts";
import { offboardCommand } from "./commands/offboard.ts";
import { orgsCommand } from "./commands/orgs.ts";
import { planCommand } from "./commands/plan.ts";
import { renameCommand } from "./commands/rename.ts";
import { renderCommand } from "./commands/render.ts";
import { reportCommand } from "./commands/report.ts";
import { reviewCommand } from "./commands/review.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { schemaCommand } from "./commands/schema.ts";
import { snapshotCommand } from "./commands/snapshot.ts";
import { versionCommand } from "./commands/version.ts";
import { validateCommand } from "./commands/validate.ts";
import { frameOf, helpProse, type Frame } from "./frame.ts";
import { narrowestHelp, usualColumns } from "./helpPage.ts";
import type { Surroundings } from "./session.ts";

/** By their names, in the order in which help lists them. */
const commands: ReadonlyMap<string, (frame: Frame) => void> = new Map([
  ["init", initCommand],
  ["validate", validateCommand],
  ["plan", planCommand],
  ["apply", applyCommand],
  ["drift", driftCommand],
  ["import", importCommand],
  ["offboard", offboardCommand],
  ["rename", renameCommand],
  ["explain", explainCommand],
  ["history", historyCommand],
  ["report", reportCommand],
  ["review", reviewCommand],
  ["orgs", orgsCommand],
  ["journal", journalCommand],
  ["render", renderCommand],
  ["snapshot", snapshotCommand],
  ["doctor", doctorCommand],
  ["sandbox", sandboxCommand],
  ["demo", demoCommand],
  ["schema", schemaCommand],
  ["contract", contractCommand],
]);

/** Runs the command that the arguments name, on the process's own environment and streams, and gives the exit code. */
export async function main(args: readonly string[], version: string): Promise<number> {
  const output = processOutput();
  process.on("uncaughtException", (problem) => process.exit(crashed({ problem, output, args })));
  return runProgram({ args, version, env: readEnvironment(), output, clock: systemClock });
}

/** The same on what is given; the folder that the process is in is the only other thing that counts. */
export async function runProgram({ args, version, ...surroundings }: ProgramWish): Promise<number> {
  const { env, output } = surroundings;
  for (const [name, value] of Object.entries(env)) {
    if (holdsKey(name)) output.hide(value ?? "");
  }
  const { program, frame } = programFor(args, version, surroundings);
  try {
    await program.parseAsync([...understood(args, program)], { from: "user" });
    return frame.exitCode();
  } catch (problem) {
    // Help and the version end this way too; all its other codes are bad usage.
    if (problem instanceof CommanderError) return problem.exitCode === 0 ? 0 : 1;
    return crashed({ problem, output, args });
  }
}

/** Help on a command that there is not, is that command mistyped: told as such, with the near one. */
function understood(args: readonly string[], program: Command): readonly string[] {
  const [first = "", second = ""] = args;
  const hasHelp = args.includes("--help") || args.includes("-h");
  const asked = first === "help" ? second : hasHelp ? first : "";
  if (asked === "" || asked.startsWith("-") || asked === "help") return args;
  return program.commands.some((command) => command.name() === asked) ? args : [asked];
}

interface ProgramWish extends Surroundings {
  readonly args: readonly string[];
  readonly version: string;
}

interface Made {
  readonly program: Command;
  readonly frame: Frame;
}

/** The program with all its commands, and the frame that they run in. */
export function wholeProgram(version: string, surroundings: Surroundings): Made {
  const program = newProgram(version, surroundings);
  const frame = frameOf(program, surroundings);
  for (const add of [...commands.values(), completionCommand(program), versionCommand(version)]) add(frame);
  return { program, frame };
}

/** The program as far as these arguments need it: of all commands, the one that they begin with, if they do. */
function programFor(args: readonly string[], version: string, surroundings: Surroundings): Made {
  const add = commands.get(args[0] ?? "");
  if (add === undefined) return wholeProgram(version, surroundings);
  const program = newProgram(version, surroundings);
  const frame = frameOf(program, surroundings);
  add(frame);
  return { program, frame };
}

function newProgram(version: string, { env, output }: Surroundings): Command {
  return new Command("muster")
    .description(
      "Access to organizations, kept in version control: plan on the pull request, apply on merge.",
    )
    .version(version)
    .option("--access <dir>", "the folder with the access files", "access")
    .option("--quiet", "results, warnings and errors only")
    .option("--verbose", "more about what goes on, and the stack of a crash")
    .option("--no-color", "no colours, whatever the terminal")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, subcommandTerm: termOf, minWidthToWrap: narrowestHelp })
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.note(text.trimEnd()),
      getOutHelpWidth: () => columnsFor(env, "stdout") ?? usualColumns,
      getErrHelpWidth: () => columnsFor(env, "stderr") ?? usualColumns,
      // The message quotes what was typed.
      outputError: (text, write) => write(text.trimEnd().split("\n").map(terminalText).join("\n")),
    })
    .addHelpText(
      "after",
      ({ command }) => `\nExample:\n  muster validate --access access\n\n${helpProse(command, moreHelp)}`,
    );
}

const moreHelp =
  "`muster COMMAND --help` says more about a command. README.md leads to the pages on files, guards, exit codes and " +
  "variables (docs/reference).";

/** A command in the list, with what it takes. */
function termOf(command: Command): string {
  const taken = command.registeredArguments.map((it) => {
    const name = `${it.name()}${it.variadic ? "..." : ""}`;
    return it.required ? ` <${name}>` : ` [${name}]`;
  });
  return `${command.name()}${taken.join("")}`;
}

/** Says it, and gives the exit code. */
function crashed({
  problem,
  output,
  args,
}: {
  readonly problem: unknown;
  readonly output: Output;
  readonly args: readonly string[];
}): number {
  const said = problem instanceof Error ? problem.message : String(problem);
  output.note(`error: muster failed in a way that it did not expect: ${terminalText(said)}`);
  if (!args.includes("--verbose")) output.note("Run it again with --verbose for the stack.");
  else if (problem instanceof Error)
    output.note((problem.stack ?? "").split("\n").map(terminalText).join("\n"));
  return 1;
}

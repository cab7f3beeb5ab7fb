/**
 * Help, without the commands that it is about: the build has asked each what it says, and this makes it fit. What is no plain
 * question for help, and help on what there is not, is left to the program.
 */
import { holdsKey, readEnvironment } from "../io/env.ts";
import { processOutput } from "../io/output.ts";
import { columnsFor } from "../io/terminal.ts";
import { helpText, usualColumns, type HelpPage } from "./helpPage.ts";

/** Pages by the words that lead to a command ("journal verify"; nothing for the program), as JSON: put in by the build. */
declare const MUSTER_HELP: string;

/** Whether the arguments asked for help and nothing else, and had it. */
export function helped(args: readonly string[]): boolean {
  const path = pathAsked(args);
  if (path === undefined) return false;
  const page = new Map(JSON.parse(MUSTER_HELP) as [string, HelpPage][]).get(path);
  if (page === undefined) return false;
  const env = readEnvironment();
  const output = processOutput();
  for (const [name, value] of Object.entries(env)) {
    if (holdsKey(name)) output.hide(value ?? "");
  }
  output.result(helpText(page, columnsFor(env, "stdout") ?? usualColumns));
  return true;
}

/** The words that lead to the command that help is asked about: of `help plan`, `plan --help` or `plan -h`. */
export function pathAsked(args: readonly string[]): string | undefined {
  if (args[0] === "help") return args.length > 2 ? undefined : (args[1] ?? "");
  const last = args.at(-1);
  return last === "--help" || last === "-h" ? args.slice(0, -1).join(" ") : undefined;
}

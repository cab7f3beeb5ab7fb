/** What each command says about itself, asked of the commands: for the build, which puts it where help finds it. */
import type { Command } from "commander";
import type { Output } from "../io/output.ts";
import { systemClock } from "../io/clock.ts";
import type { HelpPage } from "./helpPage.ts";
import { wholeProgram } from "./program.ts";

/** So wide that nothing is broken; the widest that can be asked for. */
const widest = "9999";

/** All pages, by the words that lead to a command. */
export function helpPages(version: string): readonly (readonly [path: string, page: HelpPage])[] {
  const said: string[] = [];
  const output: Output = {
    result: (text) => void said.push(text),
    resultWithKeys: () => undefined,
    note: () => undefined,
    hide: () => undefined,
    redact: (text) => text,
  };
  const { program } = wholeProgram(version, { env: { COLUMNS: widest }, output, clock: systemClock });
  const pages = (command: Command, path: string): [string, HelpPage][] => {
    said.length = 0;
    command.outputHelp();
    // The first is what is listed.
    const page = pageOf(command, said.slice(1).join(""));
    return [
      [path, page],
      ...command.commands.flatMap((below) => pages(below, `${path} ${below.name()}`.trim())),
    ];
  };
  return pages(program, "");
}

function pageOf(command: Command, after: string): HelpPage {
  const help = command.createHelp();
  const options = (listed: ReturnType<typeof help.visibleOptions>) =>
    listed.map((option) => [help.optionTerm(option), help.optionDescription(option)] as const);
  const lists = [
    {
      title: "Arguments:",
      items: help
        .visibleArguments(command)
        .map((taken) => [help.argumentTerm(taken), help.argumentDescription(taken)] as const),
    },
    { title: "Options:", items: options(help.visibleOptions(command)) },
    { title: "Global Options:", items: options(help.visibleGlobalOptions(command)) },
    {
      title: "Commands:",
      items: help
        .visibleCommands(command)
        .map((below) => [help.subcommandTerm(below), help.subcommandDescription(below)] as const),
    },
  ];
  return {
    usage: help.commandUsage(command),
    does: help.commandDescription(command),
    lists: lists.filter(({ items }) => items.length > 0),
    after,
  };
}

/**
 * What all commands share: the options for all, help with an example, and one way from an action to an exit code.
 * A command's file says what it takes; what it needs loads when it runs.
 */
import type { Command } from "commander";
import { notAFolder } from "../io/folder.ts";
import { wrapped, wrappedCommand } from "../render/wrap.ts";
import type { ExitCode } from "../run/exitCode.ts";
import { worst } from "../run/exitCode.ts";
import { openSession, type CommonOptions, type Session, type Surroundings } from "./session.ts";

/** What a command is, for help. */
interface About {
  /** Its name, with its arguments: `render <files...>`. */
  readonly usage: string;
  readonly does: string;
  /** Command lines that work as they stand. */
  readonly examples: readonly string[];
}

/** Runs a command: the arguments are those after its name, options apart. Several codes stand for several organizations. */
type Body<Options> = (
  session: Session,
  options: Options,
  args: readonly string[],
) => Promise<ExitCode | readonly ExitCode[]>;

export interface Frame {
  /** A command below the program, or below another command. */
  command(about: About, parent?: Command): Command;
  /** What the command does. `Options` has to be what its options make. */
  onRun<Options extends object>(command: Command, body: Body<Options>): void;
  /** What the command that ran came to. */
  exitCode(): ExitCode;
}

const examples = new WeakMap<Command, readonly string[]>();

/** The examples of a command that a frame made. */
export function examplesOf(command: Command): readonly string[] {
  return examples.get(command) ?? [];
}

/** What a list of commands says of one: the first clause of what it does, and of a long one the begin. */
function summaryOf(does: string): string {
  const clause = /^.*?(?=[.:;](?: |$))/.exec(does)?.[0] ?? does;
  return clause.length > 70 ? (/^.{25,}?(?=, )/.exec(clause)?.[0] ?? clause) : clause;
}

/** Command lines below what a command's help lists, made to fit, and to be copied. */
export function helpCommands(command: Command, lines: readonly string[]): string {
  const width = command.configureOutput().getOutHelpWidth?.();
  return lines.map((line) => wrappedCommand(line, width)).join("\n");
}

/** A paragraph below what a command's help lists, made to fit. */
export function helpProse(command: Command, text: string): string {
  return wrapped(text, command.configureOutput().getOutHelpWidth?.(), 0);
}

/** The option or the argument that takes a path and was given an empty text. */
function emptyPath(command: Command): string | undefined {
  for (let at: Command | null = command; at !== null; at = at.parent) {
    for (const option of at.options) {
      const value: unknown = at.getOptionValue(option.attributeName());
      const values: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (/<(?:dir|file|path)>/.test(option.flags) && values.includes("")) return `option '${option.flags}'`;
    }
  }
  const takesFiles = command.registeredArguments.some((argument) => /^files?$/.test(argument.name()));
  return takesFiles && command.args.includes("") ? "an argument" : undefined;
}

/** A frame around a program. */
export function frameOf(program: Command, surroundings: Surroundings): Frame {
  let code: ExitCode = 0;
  return {
    command: ({ usage, does, examples: lines }, parent = program) => {
      const command = parent
        .command(usage)
        .summary(summaryOf(does))
        .description(does)
        .addHelpText(
          "after",
          ({ command: it }) =>
            `\nExample${lines.length > 1 ? "s" : ""}:\n${helpCommands(
              it,
              lines.map((line) => `  ${line}`),
            )}\n`,
        );
      examples.set(command, lines);
      return command;
    },
    onRun: <Options extends object>(command: Command, body: Body<Options>): void => {
      // Commander would miss them before it has looked for a slip in how they were typed.
      const needed = command.options.filter(({ mandatory }) => mandatory);
      for (const option of needed) option.makeOptionMandatory(false);
      command.action(async () => {
        for (const option of needed) {
          if (command.getOptionValue(option.attributeName()) === undefined)
            command.error(`error: required option '${option.flags}' not specified`);
        }
        const empty = emptyPath(command);
        if (empty !== undefined)
          command.error(
            `error: ${empty} was given an empty path, as by a variable that is not set: name one`,
          );
        const options = command.optsWithGlobals<Options & CommonOptions>();
        const session = openSession(surroundings, options);
        const fault = notAFolder(options.access, "name the access folder with --access");
        const isAsked = command.getOptionValueSourceWithGlobals("access") === "cli";
        const codes =
          isAsked && fault !== undefined ? session.fail(fault) : await body(session, options, command.args);
        code = typeof codes === "number" ? codes : worst(codes);
      });
    },
    exitCode: () => code,
  };
}

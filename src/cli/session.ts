/** What every command has at hand: the options for all commands, where to write, and the Context for use cases. */
import { newRunId, systemClock, systemRandom } from "../io/clock.ts";
import type { Environment } from "../io/env.ts";
import type { Output } from "../io/output.ts";
import { stderrIsTerminal, stdoutIsTerminal, terminalProgress, wantsColor } from "../io/terminal.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { diagnosticsText } from "../render/diagnostics.ts";
import { terminalText } from "../render/escape.ts";
import type { Paint } from "../render/paint.ts";
import type { Context } from "../run/context.ts";
import { paintFor } from "./paint.ts";

/** The options that every command takes. */
export interface CommonOptions {
  readonly access: string;
  readonly quiet?: true;
  readonly verbose?: true;
  /** False after `--no-color`. */
  readonly color: boolean;
}

export interface Session {
  readonly env: Environment;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** For results, on standard output. */
  readonly paint: Paint;
  /** For remarks, on standard error. */
  readonly notePaint: Paint;
  /** For use cases. The signal, where given, is aborted when the run should end. */
  context(signal?: AbortSignal): Context;
  /** The result of the command: exactly this text, on standard output. */
  result(text: string): void;
  /** A result that has to show keys. */
  resultWithKeys(text: string): void;
  /** A line that is no result; not with `--quiet`. */
  say(line: string): void;
  /** A warning; also with `--quiet`. */
  warn(message: string): void;
  /** Why the command failed. */
  fail(message: string): 1;
  /** Why the command failed: what is wrong with the access files. */
  failWith(diagnostics: readonly Diagnostic[]): 1;
}

/** A session on the process's own terminal. */
export function openSession({
  options,
  env,
  output,
}: {
  readonly options: CommonOptions;
  readonly env: Environment;
  readonly output: Output;
}): Session {
  const quiet = options.quiet === true;
  const colored = (isTerminal: boolean): boolean => wantsColor({ env, isTerminal, allowed: options.color });
  const notePaint = paintFor(colored(stderrIsTerminal()));
  const progress = terminalProgress({ env, quiet });
  const note = (line: string): void => {
    progress.clear();
    output.note(line);
  };
  const warn = (message: string): void => note(`${notePaint.yellow("warning:")} ${terminalText(message)}`);
  return {
    env,
    quiet,
    verbose: options.verbose === true,
    paint: paintFor(colored(stdoutIsTerminal())),
    notePaint,
    context: (signal) => ({
      access: options.access,
      cwd: process.cwd(),
      env,
      clock: systemClock,
      random: systemRandom,
      runId: newRunId(),
      progress: (text) => progress.show(text),
      warn,
      hide: (secret) => output.hide(secret),
      ...(signal === undefined ? {} : { signal }),
    }),
    result: (text) => {
      progress.clear();
      output.result(text);
    },
    resultWithKeys: (text) => {
      progress.clear();
      output.resultWithKeys(text);
    },
    say: (line) => {
      if (!quiet) note(line);
    },
    warn,
    fail: (message) => {
      note(`${notePaint.red("error:")} ${terminalText(message)}`);
      return 1;
    },
    failWith: (diagnostics) => {
      note(diagnosticsText(diagnostics, notePaint).trimEnd());
      return 1;
    },
  };
}

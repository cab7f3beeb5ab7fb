/** What every command has at hand: the options for all commands, where to write, and the Context for use cases. */
import { newRunId, systemRandom } from "../io/clock.ts";
import type { Environment } from "../io/env.ts";
import type { Output } from "../io/output.ts";
import {
  columnsFor,
  stderrIsTerminal,
  stdoutIsTerminal,
  terminalProgress,
  wantsColor,
} from "../io/terminal.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { once } from "../model/once.ts";
import type { Clock } from "../model/provider.ts";
import { diagnosticsText } from "../render/diagnostics.ts";
import { terminalText } from "../render/escape.ts";
import type { Paint } from "../render/paint.ts";
import { wrapped } from "../render/wrap.ts";
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
  /** Columns for results; undefined where nobody knows. */
  readonly width: number | undefined;
  /** For use cases. The signal, where given, is aborted when the run should end. */
  context(signal?: AbortSignal): Context;
  /** The result of the command: exactly this text, on standard output. */
  result(text: string): void;
  /** A result that is read by people: its lines are broken between words where the terminal is narrower. */
  prose(text: string): void;
  /** A result that has to show keys. */
  resultWithKeys(text: string): void;
  /** A text without the secrets that are hidden, for places that are no output of ours. */
  redact(text: string): string;
  /** A line that is no result; not with `--quiet`. */
  say(line: string): void;
  /** A warning; also with `--quiet`. */
  warn(message: string): void;
  /** Warnings about the access files; not with `--quiet`. */
  remark(diagnostics: readonly Diagnostic[]): void;
  /** Why the command failed. */
  fail(message: string): 1;
  /** Why the command failed: what is wrong with the access files. */
  failWith(diagnostics: readonly Diagnostic[]): 1;
}

/** What a program is given from outside, its arguments apart. */
export interface Surroundings {
  readonly env: Environment;
  readonly output: Output;
  readonly clock: Clock;
}

/** A session on the process's own terminal. */
export function openSession({ env, output, clock }: Surroundings, options: CommonOptions): Session {
  const quiet = options.quiet === true;
  const colored = (isTerminal: boolean): boolean => wantsColor({ env, isTerminal, allowed: options.color });
  const notePaint = paintFor(colored(stderrIsTerminal()), env);
  const progress = terminalProgress({ env, quiet });
  const cleared =
    (write: (text: string) => void) =>
    (text: string): void => {
      progress.clear();
      write(text);
    };
  const noteWidth = columnsFor(env, "stderr");
  const note = cleared((text) => output.note(wrapped(text, noteWidth)));
  const remarks = remarksWith({ note, asItIs: cleared(output.note), paint: notePaint, quiet });
  const width = columnsFor(env, "stdout");
  const verbose = options.verbose === true;
  const runId = once(newRunId);
  return {
    env,
    quiet,
    verbose,
    width,
    paint: paintFor(colored(stdoutIsTerminal()), env),
    notePaint,
    context: (signal) => ({
      access: options.access,
      cwd: process.cwd(),
      env,
      clock,
      random: systemRandom,
      // Most commands need none.
      get runId() {
        return runId();
      },
      progress: (text) => progress.show(text),
      warn: remarks.warn,
      hide: (secret) => output.hide(secret),
      ...(verbose ? { tell: (line: string) => note(terminalText(line)) } : {}),
      ...(signal === undefined ? {} : { signal }),
    }),
    result: cleared(output.result),
    prose: cleared((text) => output.result(wrapped(text, width))),
    redact: (text) => output.redact(text),
    resultWithKeys: cleared(output.resultWithKeys),
    ...remarks,
  };
}

type Remarks = Pick<Session, "say" | "warn" | "remark" | "fail" | "failWith">;

function remarksWith({
  note,
  asItIs,
  paint,
  quiet,
}: {
  readonly note: (line: string) => void;
  /** For what has lines of its own, such as commands to be copied. */
  readonly asItIs: (text: string) => void;
  readonly paint: Paint;
  readonly quiet: boolean;
}): Remarks {
  const listed = (diagnostics: readonly Diagnostic[]): void => {
    if (diagnostics.length > 0) note(diagnosticsText(diagnostics, paint).trimEnd());
  };
  return {
    say: (line) => {
      if (!quiet) (line.includes("\n") ? asItIs : note)(line);
    },
    warn: (message) => note(`${paint.magenta("warning:")} ${terminalText(onOneLine(message))}`),
    remark: (diagnostics) => {
      if (!quiet) listed(diagnostics);
    },
    fail: (message) => {
      note(`${paint.red("error:")} ${terminalText(onOneLine(message))}`);
      return 1;
    },
    failWith: (diagnostics) => {
      listed(diagnostics);
      return 1;
    },
  };
}

/** What a program or a service says may have lines of its own. */
function onOneLine(message: string): string {
  return message.trim().replace(/\s*\n\s*/g, " ");
}

/**
 * Standard output for results, standard error for everything else. Known keys are cut out of whatever is written,
 * as a last line of defence; a reader that went away (`| head`) ends the writing quietly, not the work.
 */
import { createRedactor } from "./redact.ts";
import { reasonOf } from "./reason.ts";

export interface Output {
  /** Results: exactly this text goes to standard output. */
  readonly result: (text: string) => void;
  /** The one result that has to show keys: those of a sandbox that was just started. */
  readonly resultWithKeys: (text: string) => void;
  /** Progress, warnings and errors: a line on standard error. */
  readonly note: (line: string) => void;
  /** From now on this secret is cut out of both. */
  readonly hide: (secret: string) => void;
  /** A text that goes elsewhere, without the known keys. */
  readonly redact: (text: string) => string;
}

const shortestKey = 8;

/** Where text goes. */
interface Streams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Writes to the process's own streams. */
export function processOutput(): Output {
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", failOnce());
  return outputTo({
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  });
}

export function outputTo({ stdout, stderr }: Streams): Output {
  const secrets: string[] = [];
  let redactor = createRedactor(secrets);
  return {
    result: (text) => stdout(redactor.text(text)),
    resultWithKeys: stdout,
    note: (line) => stderr(`${redactor.text(line)}\n`),
    hide: (secret) => {
      // Cutting out something this short would only spoil the text.
      if (secret.length < shortestKey) return;
      secrets.push(secret);
      redactor = createRedactor(secrets);
    },
    redact: (text) => redactor.text(text),
  };
}

/** A result that cannot be written is an error, but none that may cut off writes to an organization. */
function failOnce(): (problem: Error) => void {
  let failed = false;
  return (problem) => {
    const { code, text } = reasonOf(problem);
    if (failed || code === "EPIPE") return;
    failed = true;
    process.stderr.write(`error: The result could not be written to standard output: ${text}.\n`);
    process.once("exit", (exitCode) => {
      if (exitCode === 0) process.exitCode = 1;
    });
  };
}

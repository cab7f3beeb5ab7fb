/**
 * What the runner of a GitHub job offers a step: the log on standard output, outputs, the summary, a folder for files.
 * Foreign text in the log stands between `::stop-commands::` and a random token, since the runner would obey it.
 */
import { randomBytes } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../io/env.ts";
import type { Output } from "../io/output.ts";
import { reasonOf } from "../io/reason.ts";
import { terminalText, workflowData } from "../render/escape.ts";

export interface Runner {
  /** A line of text, whatever it holds. */
  line(text: string): void;
  /** Workflow commands that are finished and escaped, one a line: annotations. */
  commands(lines: readonly string[]): void;
  /** Why the step failed, as an annotation: it stands on the run's page, too. */
  error(text: string): void;
  /** From now on this secret is cut out of everything, here and in the steps that follow. */
  hide(secret: string): void;
  /** A text without the secrets that are hidden, for places that are not the log. */
  redact(text: string): string;
  /** Sets an output of the step. */
  output(name: string, value: string): void;
  /** Adds Markdown to the job's summary. GitHub drops one that grows beyond 1 MiB as a whole: the caller keeps below. */
  summary(markdown: string): void;
  /** A path below the folder for files that later steps upload. */
  file(name: string): string;
  /** To be called when nothing more is written: commands are obeyed again. */
  end(): void;
}

/** The runner that this process was started by. Throws when it is none: a folder of its is missing. */
export function openRunner(env: Environment, output: Output): Runner {
  const folder = join(env["RUNNER_TEMP"] ?? ".", "muster");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let token: string | undefined;
  const hiddenSecrets = new Set<string>();
  const stop = (): void => {
    if (token !== undefined) return;
    token = randomBytes(16).toString("hex");
    output.result(`::stop-commands::${token}\n`);
  };
  const resume = (): void => {
    if (token === undefined) return;
    output.result(`::${token}::\n`);
    token = undefined;
  };
  const append = (variable: string, text: string): void => {
    const path = env[variable] ?? "";
    if (path === "") return;
    try {
      appendFileSync(path, text);
    } catch (problem) {
      stop();
      output.result(`warning: ${variable} could not be written: ${reasonOf(problem).text}.\n`);
    }
  };
  const commands = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    resume();
    output.result(lines.map((line) => `${line}\n`).join(""));
  };
  return {
    line: (text) => {
      stop();
      output.result(`${text}\n`);
    },
    commands,
    error: (text) => commands([`::error title=muster::${workflowData(terminalText(text))}`]),
    hide: (secret) => {
      if (secret.trim() === "" || hiddenSecrets.has(secret)) return;
      hiddenSecrets.add(secret);
      resume();
      // The runner takes this line for itself and shows it to nobody.
      output.resultWithKeys(`::add-mask::${workflowData(secret)}\n`);
      output.hide(secret);
    },
    redact: (text) => output.redact(text),
    output: (name, value) => {
      const end = `end-${randomBytes(16).toString("hex")}`;
      append("GITHUB_OUTPUT", `${name}<<${end}\n${output.redact(value)}\n${end}\n`);
    },
    summary: (markdown) => append("GITHUB_STEP_SUMMARY", output.redact(markdown)),
    file: (name) => join(folder, name),
    end: resume,
  };
}

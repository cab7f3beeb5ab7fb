/**
 * A step that uses muster's action, in this process: the same job, on the same environment and files as the bundle gets
 * them, with a clock that the test moves. For walks of hundreds of runs, where starting processes would be most of the time.
 */
import { setMaxListeners } from "node:events";
import { holdsKey } from "../../src/io/env.ts";
import type { Output } from "../../src/io/output.ts";
import { createRedactor } from "../../src/io/redact.ts";
import type { Clock } from "../../src/model/provider.ts";
import { openRunner } from "../../src/action/runner.ts";
import { runJob } from "../../src/action/runJob.ts";
import { environmentOf, leftBy, prepareStep, type StepRan, type StepWish } from "./step.ts";

/** Runs a step to its end, on that clock. */
export async function runStepHere(wish: StepWish, clock: Clock): Promise<StepRan> {
  prepareStep(wish);
  const env = environmentOf(wish);
  const { output, text } = memoryOutput();
  const runner = openRunner(env, output);
  for (const [name, value] of Object.entries(env))
    if (holdsKey(name) || name === "INPUT_GITHUB-TOKEN") runner.hide(value);
  const { signal } = new AbortController();
  // As `io/signals` has it for a process: every running request listens.
  setMaxListeners(0, signal);
  const code = await runJob({ env, runner, signal, clock });
  runner.output("exit-code", String(code));
  runner.end();
  return leftBy(wish, { code, log: text() });
}

function memoryOutput(): { readonly output: Output; readonly text: () => string } {
  const secrets: string[] = [];
  let redactor = createRedactor(secrets);
  let log = "";
  return {
    output: {
      result: (text) => void (log += redactor.text(text)),
      resultWithKeys: (text) => void (log += text),
      note: (line) => void (log += `${redactor.text(line)}\n`),
      hide: (secret) => {
        secrets.push(secret);
        redactor = createRedactor(secrets);
      },
      redact: (text) => redactor.text(text),
    },
    text: () => log,
  };
}

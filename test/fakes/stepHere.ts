/**
 * A step that uses muster's action, in this process: the same job, on the same environment and files as the bundle gets
 * them, with a clock that the test moves. For walks of hundreds of runs, where starting processes would be most of the time.
 */
import { setMaxListeners } from "node:events";
import { holdsKey } from "../../src/io/env.ts";
import type { Clock } from "../../src/model/provider.ts";
import { openRunner } from "../../src/action/runner.ts";
import { runJob } from "../../src/action/runJob.ts";
import { memoryOutput } from "./memoryOutput.ts";
import { environmentOf, leftBy, prepareStep, type StepRan, type StepWish } from "./step.ts";

/** Runs a step to its end, on that clock. */
export async function runStepHere(wish: StepWish, clock: Clock): Promise<StepRan> {
  prepareStep(wish);
  const env = environmentOf(wish);
  const { output, text } = memoryOutput();
  const runner = openRunner(env, output);
  for (const [name, value] of Object.entries(env)) if (holdsKey(name)) runner.hide(value);
  const { signal } = new AbortController();
  // As `io/signals` has it for a process: every running request listens.
  setMaxListeners(0, signal);
  const code = await runJob({ env, runner, signal, clock });
  runner.output("exit-code", String(code));
  runner.end();
  return leftBy(wish, { code, log: text() });
}

/**
 * The action's entry, as the runner starts it: reads the environment, decides by the table of jobs, does one job, and
 * ends with its exit code. Whatever goes wrong on the way ends here, as an annotation and a code.
 */
import { holdsKey, readEnvironment, type Environment } from "../io/env.ts";
import { processOutput } from "../io/output.ts";
import { reasonOf } from "../io/reason.ts";
import { stopOnSignals } from "../io/signals.ts";
import { terminalText } from "../render/escape.ts";
import { openRunner, type Runner } from "./runner.ts";

const env = readEnvironment();
const runner = openRunner(env, processOutput());
const stop = stopOnSignals(() =>
  runner.line("Stopping: nothing new starts; the running request may take up to 5 s."),
);
process.exitCode = await main();
stop.dispose();
runner.end();

async function main(): Promise<number> {
  hideKeys(env, runner);
  try {
    const { runJob } = await import("./runJob.ts");
    const code = await runJob({ env, runner, signal: stop.signal });
    runner.output("exit-code", String(code));
    return code;
  } catch (problem) {
    const { text } = reasonOf(problem);
    runner.error(`This is a fault of muster's own: ${terminalText(text)} Please report it.`);
    if ((env["RUNNER_DEBUG"] ?? "") === "1" && problem instanceof Error) {
      for (const line of (problem.stack ?? "").split("\n")) runner.line(terminalText(line));
    }
    runner.output("exit-code", "1");
    return 1;
  }
}

/** Everything in the environment that is a key, before anything else is read or said. */
function hideKeys(environment: Environment, { hide }: Runner): void {
  for (const [name, value] of Object.entries(environment)) {
    if (holdsKey(name) && value !== undefined) hide(value);
  }
}

/** `muster sandbox`: an embedded organization server on loopback, until it is told to end. */
import { InvalidArgumentError, Option } from "commander";
import type { Seed } from "../../run/sandbox.ts";
import { controls } from "../../run/sandboxRoutes.ts";
import { helpCommands, helpProse, type Frame } from "../frame.ts";
import type { Session } from "../session.ts";
import { stopOnSignals } from "../../io/signals.ts";
import { given } from "../../model/given.ts";

interface Options {
  readonly port: number;
  readonly from?: string;
  readonly seed?: string;
  readonly members?: number;
  readonly state?: string;
  readonly fault?: readonly string[];
}

/** Adds the command. */
export function sandboxCommand(frame: Frame): void {
  const command = frame
    .command({
      usage: "sandbox",
      does: "Runs an embedded organization server on 127.0.0.1; prints one line of JSON when it is ready.",
      examples: [
        "muster sandbox --from access --port 8080",
        "muster sandbox --members 100 --fault 429@write:2",
      ],
    })
    .option("--port <n>", "the port; 0 picks a free one", wholeNumber(65_535), 0)
    .addOption(
      new Option("--from <dir>", "live is what these access files declare (default: --access)").conflicts([
        "seed",
        "members",
      ]),
    )
    .addOption(
      new Option("--seed <file>", "live is what an earlier GET /sandbox/dump answered").conflicts("members"),
    )
    .option("--members <n>", "live is one made-up organization of that many", wholeNumber(1_000_000))
    .option("--state <file>", "keep the live state there; when the file exists, it counts")
    .option("--fault <spec>", "misbehave (repeatable); `--fault help` prints how it is written", append)
    .addHelpText(
      "after",
      ({ command: it }) =>
        `${helpProse(it, "What people do there, and the clock, by hand (URL as it is printed):")}\n` +
        `${helpCommands(it, controlLines("URL"))}\n`,
    );
  frame.onRun<Options>(command, run);
}

async function run(session: Session, options: Options): Promise<0 | 1> {
  const { faultGrammar, openSandbox } = await import("../../run/sandbox.ts");
  if (options.fault?.includes("help") === true) {
    session.result(`${faultGrammar}\n`);
    return 0;
  }
  if (options.from !== undefined) {
    const fault = await (await import("../../io/tree.ts")).folderFault(options.from, "--from");
    if (fault !== undefined) return session.fail(fault.error);
  }
  const stop = stopOnSignals();
  const context = session.context();
  const opened = await openSandbox(
    options.from === undefined ? context : { ...context, access: options.from },
    {
      seed: seedOf(options),
      port: options.port,
      ...given({ stateFile: options.state, faults: options.fault }),
    },
  );
  if ("error" in opened) return session.fail(opened.error);
  if ("diagnostics" in opened) return session.failWith(opened.diagnostics);
  const { sandbox } = opened;
  session.resultWithKeys(`${JSON.stringify({ url: sandbox.url, organizations: sandbox.organizations })}\n`);
  session.say(`People's own steps and the clock, by hand:\n${controlLines(sandbox.url).join("\n")}`);
  await new Promise<void>((resolve) => {
    if (stop.signal.aborted) resolve();
    stop.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await sandbox.close();
  stop.dispose();
  return 0;
}

function controlLines(url: string): string[] {
  return controls.flatMap(([route, does, body]) => {
    const data = body === undefined ? "" : ` -d '${body}'`;
    return [`  # ${does}`, `  curl -s ${url}/sandbox/${route}${data}`];
  });
}

function seedOf({ seed, members }: Options): Seed {
  if (seed !== undefined) return { from: "dump", path: seed };
  return members === undefined ? { from: "files" } : { from: "number", members };
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

function wholeNumber(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value <= most) return value;
    throw new InvalidArgumentError(`It has to be a whole number from 0 to ${most}.`);
  };
}

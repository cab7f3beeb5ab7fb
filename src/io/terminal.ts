/** What is particular to a terminal: colours, progress that never reaches a log, and questions. */
import type { Environment } from "./env.ts";

/**
 * Whether to write colours: `--no-color` and NO_COLOR (set and not empty) forbid them, FORCE_COLOR (set, and
 * neither empty nor "0" nor "false") asks for them, otherwise it is the terminal's nature.
 * See https://no-color.org and https://force-color.org.
 */
export function wantsColor({
  env,
  isTerminal,
  allowed,
}: {
  readonly env: Environment;
  readonly isTerminal: boolean;
  /** False after `--no-color`. */
  readonly allowed: boolean;
}): boolean {
  if (!allowed || (env["NO_COLOR"] ?? "") !== "") return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined && forced !== "") return forced !== "0" && forced !== "false";
  return isTerminal && env["TERM"] !== "dumb";
}

export const stdoutIsTerminal = (): boolean => process.stdout.isTTY === true;

export const stderrIsTerminal = (): boolean => process.stderr.isTTY === true;

/**
 * How many columns there are for text: of the terminal, or as COLUMNS says (`COLUMNS=72 muster plan | less`). Undefined
 * where neither is known: nothing is broken then, so that logs and scripts find whole lines.
 */
export function columnsFor(env: Environment, stream: "stdout" | "stderr"): number | undefined {
  const said = env["COLUMNS"] ?? "";
  const { isTTY, columns } = process[stream];
  const width = /^\d{1,4}$/.test(said) ? Number(said) : isTTY === true ? columns : undefined;
  return width === undefined || width === 0 ? undefined : Math.max(width, fewestColumns);
}

/** No text is made to fit less. */
const fewestColumns = 40;

/** True when somebody can be asked: both a keyboard and a screen. */
export const canAsk = (): boolean => process.stdin.isTTY === true && process.stderr.isTTY === true;

interface Progress {
  /** What is going on now; shown only if it still is after 300 ms. */
  show(text: string): void;
  /** Wipes the line; to be called before anything else is written. */
  clear(): void;
}

const progressDelayMs = 300;

/** Progress on one line of standard error; nothing at all where that is no terminal, or when `quiet`. */
export function terminalProgress({
  env,
  quiet,
}: {
  readonly env: Environment;
  readonly quiet: boolean;
}): Progress {
  const { stderr } = process;
  if (quiet || stderr.isTTY !== true || env["TERM"] === "dumb" || (env["CI"] ?? "") !== "") {
    return { show: () => undefined, clear: () => undefined };
  }
  let timer: NodeJS.Timeout | undefined;
  let shown = false;
  let latest = "";
  const draw = (): void => {
    shown = true;
    stderr.write(`\r\u001b[2K${latest.slice(0, Math.max(10, stderr.columns - 1))}`);
  };
  return {
    show: (text) => {
      // Names from files must not steer the terminal.
      latest = text.replace(/\p{C}/gu, "?");
      if (shown) draw();
      else timer ??= setTimeout(draw, progressDelayMs).unref();
    },
    clear: () => {
      clearTimeout(timer);
      timer = undefined;
      if (shown) stderr.write("\r\u001b[2K");
      shown = false;
    },
  };
}

/** Asks on the terminal. The answer without blanks around it; null when there is none (end of input, Ctrl-C). */
export async function ask(question: string): Promise<string | null> {
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve) => {
    lines.on("close", () => resolve(null));
    lines.on("SIGINT", () => lines.close());
    lines.question(question, (answer) => {
      resolve(answer.trim());
      lines.close();
    });
  });
}

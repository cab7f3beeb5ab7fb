/**
 * Reads a log and command files as GitHub's runner does (actions/runner, `ActionCommandManager` and `FileCommandManager`):
 * which commands it would obey, and which variables a step would set.
 */

export interface Obeyed {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

export interface ReadLog {
  /** In order, `stop-commands` among them, the tokens that end it not. */
  readonly obeyed: readonly Obeyed[];
  /** Lines that are no commands, while commands would be obeyed. */
  readonly loose: readonly string[];
  /** Lines that would be commands, had they not been stopped. */
  readonly ignored: readonly string[];
  /** True when the log ends while commands are stopped. */
  readonly isStopped: boolean;
}

const known = new Set(
  (
    "add-mask add-matcher add-path debug echo endgroup error group internal-set-repo-path notice remove-matcher " +
    "save-state set-env set-output stop-commands warning"
  ).split(" "),
);

/** Lines end as for .NET's `ReadLine`; names of commands are compared without regard to case. */
export function readLog(log: string): ReadLog {
  const obeyed: Obeyed[] = [];
  const loose: string[] = [];
  const ignored: string[] = [];
  const tokens = new Set<string>();
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|\n|\r/)) {
    const command = commandOf(line, new Set([...known, ...tokens]));
    if (command === undefined) {
      if (stopped === undefined && line !== "") loose.push(line);
    } else if (stopped !== undefined) {
      if (command.name === stopped) stopped = undefined;
      else ignored.push(line);
    } else {
      if (command.name === "stop-commands") {
        stopped = command.data.toLowerCase();
        tokens.add(stopped);
      }
      obeyed.push(command);
    }
  }
  return { obeyed, loose, ignored, isStopped: stopped !== undefined };
}

function commandOf(line: string, names: ReadonlySet<string>): Obeyed | undefined {
  return second(line, names) ?? first(line, names);
}

/** `::name key=value,key=value::data`, after leading blanks of any kind. */
function second(line: string, names: ReadonlySet<string>): Obeyed | undefined {
  const text = line.replace(/^[\s\u0085\u200b\ufeff]+/u, "");
  if (!text.startsWith("::")) return undefined;
  const end = text.indexOf("::", 2);
  return end < 0
    ? undefined
    : made({ info: text.slice(2, end), data: text.slice(end + 2), between: ",", names });
}

/** `##[name key=value;key=value]data`, anywhere in the line. */
function first(line: string, names: ReadonlySet<string>): Obeyed | undefined {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return undefined;
  return made({ info: line.slice(start + 3, end), data: line.slice(end + 1), between: ";", names });
}

interface Made {
  readonly info: string;
  readonly data: string;
  readonly between: string;
  readonly names: ReadonlySet<string>;
}

function made({ info, data, between, names }: Made): Obeyed | undefined {
  const [called = "", ...rest] = info.split(" ");
  const name = called.toLowerCase();
  if (!names.has(name)) return undefined;
  const pairs = rest
    .join(" ")
    .trim()
    .split(between)
    .filter((pair) => pair.includes("="));
  const properties = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), decoded(pair.slice(pair.indexOf("=") + 1))]),
  );
  return { name, properties, data: decoded(data) };
}

function decoded(text: string): string {
  return text
    .replaceAll("%0D", "\r")
    .replaceAll("%0A", "\n")
    .replaceAll("%3A", ":")
    .replaceAll("%2C", ",")
    .replaceAll("%25", "%");
}

/** `NAME=value` lines, and `NAME<<END`, lines, `END`; throws where the runner fails the step. */
export function readVariables(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const lines = text.split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      found.set(line.slice(0, equals), line.slice(equals + 1));
    } else if (heredoc > 0) {
      const last = lines.indexOf(line.slice(heredoc + 2), index + 1);
      if (last < 0) throw new Error(`no end of ${line}`);
      found.set(line.slice(0, heredoc), lines.slice(index + 1, last).join("\n"));
      index = last;
    } else throw new Error(`no variable: ${line}`);
  }
  return found;
}

/** The log without the lines that the runner takes for itself: they end where it stops to obey. */
export function withoutMasks(log: string): string {
  let stopped: string | undefined;
  return log
    .split("\n")
    .filter((line) => {
      if (stopped !== undefined) {
        if (line === `::${stopped}::`) stopped = undefined;
        return true;
      }
      stopped = /^::stop-commands::(.+)$/.exec(line)?.[1];
      return !line.startsWith("::add-mask::");
    })
    .join("\n");
}

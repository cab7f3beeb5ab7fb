/** Several git commands one after the other, by one process that starts them: to start one from a large process takes longer than what it does. */
import { execFileSync } from "node:child_process";

export type GitArguments = readonly string[];

/** The last line that they print. The first that fails ends it. */
export function gitCommands(
  place: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
  commands: readonly GitArguments[],
): string {
  const script = commands.map((args) => ["git", ...args.map(quoted)].join(" ")).join("\n");
  const printed = execFileSync("sh", ["-e", "-c", script], { ...place, stdio: "pipe" });
  return printed.toString().trim().split("\n").at(-1) ?? "";
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

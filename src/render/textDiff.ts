/** A unified difference of texts, for a terminal. */
import { terminalText } from "./escape.ts";
import type { Paint } from "./paint.ts";

/** The lines of a patch, made harmless and coloured as git does. */
export function textDiff(patch: string, paint: Paint): string {
  return patch
    .split("\n")
    .filter((line) => !/^(=+|Index: .*)\r?$/.test(line))
    .map((line) => painted(line, terminalText(line.replace(/\r$/, "")), paint))
    .join("\n");
}

function painted(line: string, shown: string, paint: Paint): string {
  if (/^(---|\+\+\+) [ab]\//.test(line)) return paint.bold(shown);
  if (line.startsWith("@@")) return paint.dim(shown);
  if (line.startsWith("+")) return paint.green(shown);
  return line.startsWith("-") ? paint.red(shown) : shown;
}

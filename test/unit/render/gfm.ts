/**
 * A small scanner of GitHub's Markdown, for tests: takes code spans out as the parsers do, then says of every line what
 * in the rest is neither plain words nor one of the constructs that muster writes itself.
 */

/** Code spans of one line, by CommonMark's rule: a run of backticks closes with the next run of the same length. */
export function withoutCode(line: string): string {
  let rest = "";
  let at = 0;
  while (at < line.length) {
    const run = /^`+/.exec(line.slice(at))?.[0];
    if (run === undefined) {
      rest += line[at];
      at += 1;
      continue;
    }
    const after = at + run.length;
    const close = [...line.slice(after).matchAll(/`+/g)].find((match) => match[0].length === run.length);
    rest += close === undefined ? run : "\u2713";
    at = close === undefined ? after : after + close.index + run.length;
  }
  return rest;
}

/** The cells of a row. A pipe after a backslash does not end a cell, except, for some parsers, after two backslashes. */
function cellsOf(row: string): string[] | undefined {
  if (/\\\\\|/.test(row)) return undefined;
  return row.split(/(?<!\\)\|/).slice(1, -1);
}

const constructs: readonly RegExp[] = [
  /^### muster · /,
  /^> \[!(?:CAUTION|WARNING)\]$/,
  /^> \*\*[^*]*\*\*/,
  /^> - \*\*[^*]*\*\*/,
  /^> - and \d+ more$/,
  /^> - and \*\*\d+ more of high risk\*\*$/,
  /^- \[ \] (?:\*\*high risk\*\* )?/,
  /^- /,
  /^\*\*[^*]*\*\*/,
  /^<details><summary>\d+ (?:changes?|lines?)<\/summary>$/,
  /^<\/details>$/,
  /^\| --- \| --- \| --- \| --- \|$/,
];

/** Words, numbers, marks of punctuation that open nothing, our signs, and code spans (as a tick). */
const harmless = /^(?:[\p{L}\p{M}\p{N}\u2713 ,.;:!?"'()%→·\u2019-]|&(?= |$))*$/u;
const opening = [
  /www\./i,
  /:\/\//,
  /\b[0-9a-f]{7,40}\b/i,
  /:[a-z0-9_+-]+:/i,
  /\bGH-\d/i,
  /\S{2,}\.\p{L}/u,
  /^\s*(?:\d+[.)]|-+)(?: |$)/,
];

/** Without our signs for more and less, each escaped and before what is foreign. */
function withoutSigns(rest: string): string {
  return rest.replace(/\\[+-] (?=\u2713|\(empty\))/g, "");
}

/** What is left that could open something: the lines, empty when all is well. */
export function residueOf(markdown: string): string[] {
  return markdown.split("\n").filter((line) => {
    if (
      line.startsWith("|") &&
      !constructs.some((construct) => construct.source.includes("---") && construct.test(line))
    ) {
      const cells = cellsOf(line);
      return (
        cells === undefined ||
        cells.length !== 4 ||
        cells.some((cell) => !isHarmless(withoutSigns(withoutCode(cell).replace(/^ \\[+~>-] /, ""))))
      );
    }
    const plain = withoutSigns(withoutCode(line).replace(/\\$/, ""));
    const construct = constructs.find((item) => item.test(plain));
    return !isHarmless(construct === undefined ? plain : plain.replace(construct, ""));
  });
}

function isHarmless(rest: string): boolean {
  return harmless.test(rest) && !opening.some((pattern) => pattern.test(rest));
}

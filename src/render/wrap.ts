/** Lines made to fit a width: prose breaks between words, and what comes below stays indented below where it began. */

const colour = /\u001b\[[0-9;]*m/g;

/** How many columns a text takes: code points, colours apart. */
export function columnsOf(text: string): number {
  return [...text.replace(colour, "")].length;
}

/** A line is never broken into pieces narrower than this. */
const narrowest = 20;

/**
 * The text with each line broken between words so that it fits, as far as its words do; further lines are indented by
 * `hang` (unless given, two more than the line itself). Without a width, the text as it is.
 */
export function wrapped(text: string, width: number | undefined, hang?: number): string {
  if (width === undefined) return text;
  return text
    .split("\n")
    .flatMap((line) => wrappedLine(line, width, hang))
    .join("\n");
}

function wrappedLine(line: string, width: number, hang?: number): string[] {
  if (columnsOf(line) <= width) return [line];
  const own = /^ */.exec(line)?.[0].length ?? 0;
  const room = Math.max(0, width - narrowest);
  const indent = " ".repeat(Math.min(hang ?? own + 2, room));
  const lines: string[] = [];
  let present = " ".repeat(own);
  let isEmpty = true;
  for (const [, gap = "", word = ""] of line.slice(own).matchAll(/( *)([^ ]+)/g)) {
    const longer = `${present}${isEmpty ? "" : gap}${word}`;
    if (isEmpty || columnsOf(longer) <= width) present = longer;
    else {
      lines.push(present);
      present = `${indent}${word}`;
    }
    isEmpty = false;
  }
  return [...lines, present];
}

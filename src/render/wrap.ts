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

/**
 * A command line made to fit, as a shell reads it: broken before an option or a redirection, with a backslash at the
 * end of each line but the last. What is between quotes stays whole, and so does an option with its value; a comment goes on as a comment.
 */
export function wrappedCommand(line: string, width: number | undefined): string {
  if (width === undefined || columnsOf(line) <= width) return line;
  const own = /^ */.exec(line)?.[0] ?? "";
  const [, comment] = /^ *# (.*)$/.exec(line) ?? [];
  if (comment !== undefined) return wrapped(comment, width - own.length - 2, 0).replace(/^/gm, `${own}# `);
  const lines: string[] = [];
  let present = "";
  for (const part of commandParts(line)) {
    const indent = lines.length === 0 ? own : `${own}    `;
    const longer = present === "" ? `${indent}${part}` : `${present} ${part}`;
    // Two columns for the backslash.
    if (present === "" || columnsOf(longer) + 2 <= width) present = longer;
    else {
      lines.push(`${present} \\`);
      present = `${own}    ${part}`;
    }
  }
  return [...lines, present].join("\n");
}

/** A command's words, those together that are read together: `--org acme`, `> file`. */
function commandParts(line: string): string[] {
  const parts: string[] = [];
  let takesNext = false;
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)) {
    const isLead = /^-/.test(word) || /^[<>|]/.test(word);
    if (takesNext && !isLead) parts[parts.length - 1] = `${parts.at(-1) ?? ""} ${word}`;
    else parts.push(word);
    takesNext = isLead;
  }
  return parts;
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

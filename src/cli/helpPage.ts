/** What help says about one command, and how it is made to fit. */
import { wrapped, wrappedCommand } from "../render/wrap.ts";

/** What help says about one command, however wide it is shown. */
export interface HelpPage {
  readonly usage: string;
  readonly does: string;
  readonly lists: readonly {
    readonly title: string;
    readonly items: readonly (readonly [term: string, does: string])[];
  }[];
  /** What follows: examples, whose lines are indented, and prose. */
  readonly after: string;
}

/** How wide help is where nothing tells. */
export const usualColumns = 80;

/** A description beside its term is not made narrower than this. */
export const narrowestHelp = 20;

/** The text, so wide. */
export function helpText({ usage, does, lists, after }: HelpPage, width: number): string {
  const widest = Math.max(0, ...lists.flatMap(({ items }) => items.map(([term]) => term.length)));
  const beside = (term: string, text: string): string => {
    const lines = fitted(text, width - widest - 4).replaceAll("\n", `\n${" ".repeat(widest + 4)}`);
    return text === "" ? `  ${term}` : `  ${term.padEnd(widest)}  ${lines}`;
  };
  const lines = [
    `Usage: ${usage}`,
    "",
    fitted(does, width),
    "",
    ...lists.flatMap(({ title, items }) => [title, ...items.map(([term, text]) => beside(term, text)), ""]),
  ];
  const following = after
    .split("\n")
    .map((line) => (line.startsWith(" ") ? wrappedCommand(line, width) : wrapped(line, width, 0)))
    .join("\n");
  return `${lines.join("\n")}${following}`;
}

function fitted(text: string, width: number): string {
  return width < narrowestHelp ? text : wrapped(text, width, 0);
}

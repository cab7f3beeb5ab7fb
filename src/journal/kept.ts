/**
 * The journal as a branch keeps it: one text, cut into a file a month, and how what a run brings goes on with it. What is
 * no continuation is kept beside it, whole, and never made a part of it.
 */
import { judgeLine } from "./entry.ts";

/** What the branch is called, in every repository. */
export const keptBranch = "muster-journal";

/** A file of the branch. */
export interface KeptFile {
  /** From the root of the branch, with "/": `journals/2026/11.jsonl`. */
  readonly path: string;
  readonly text: string;
}

/** What is kept, each list by path. */
export interface KeptJournal {
  /** The months of the one journal, in its order. */
  readonly months: readonly KeptFile[];
  /** Whole journals that are no continuation of it. */
  readonly besides: readonly KeptFile[];
}

export const noneKept: KeptJournal = { months: [], besides: [] };

/** What becomes of a run's journal. */
export type Keeping =
  /** All of it is there already. */
  | { readonly is: "held" }
  /** It goes on with what is kept; the files that change, with their whole new text. */
  | { readonly is: "added"; readonly files: readonly KeptFile[]; readonly lines: number }
  /** It is none that could go on, and is kept beside; its file, with the whole new text. */
  | { readonly is: "beside"; readonly file: KeptFile };

const month = /^journals\/(\d{4})\/(0[1-9]|1[0-2])\.jsonl$/;
const beside = /^beside\/[0-9a-f]{16}\.jsonl$/;

/** Which of the two a path of the branch is; undefined for what was never kept there. */
export function placeOfKept(path: string): "month" | "beside" | undefined {
  return month.test(path) ? "month" : beside.test(path) ? "beside" : undefined;
}

/** The text of the one journal. */
export function textOfKept({ months }: Pick<KeptJournal, "months">): string {
  return months.map(({ text }) => text).join("");
}

/** Where a line of the one journal stands: the file, and the line in it, from 1. */
export function whereKept(months: readonly KeptFile[], line: number): { path: string; line: number } {
  let before = 0;
  for (const { path, text } of months) {
    const lines = linesIn(text);
    if (line <= before + lines) return { path, line: line - before };
    before += lines;
  }
  const last = months.at(-1);
  return { path: last?.path ?? "", line: line - before + (last === undefined ? 0 : linesIn(last.text)) };
}

/**
 * How the journal of a run goes on with what is kept. Only whole lines are kept: the next run declares one that was torn.
 * `isSound`: its chain holds, as far as that shows without a key.
 */
export function keeping(
  kept: KeptJournal,
  { text, isSound }: { readonly text: string; readonly isSound: boolean },
): Keeping {
  const run = text.slice(0, text.lastIndexOf("\n") + 1);
  const own = textOfKept(kept);
  if (own.startsWith(run)) return { is: "held" };
  if (isSound && run.startsWith(own)) return added(kept.months, run.slice(own.length));
  if (kept.besides.some((other) => other.text.startsWith(run))) return { is: "held" };
  const same = kept.besides.find((other) => run.startsWith(other.text));
  return { is: "beside", file: { path: same?.path ?? `beside/${nameOf(run)}.jsonl`, text: run } };
}

function added(months: readonly KeptFile[], rest: string): Keeping {
  const lines = rest.split("\n").slice(0, -1);
  const last = months.at(-1);
  let path = last?.path;
  const pieces = new Map<string, string[]>(last === undefined ? [] : [[last.path, [last.text]]]);
  for (const line of lines) {
    path = pathFor(line, path);
    const piece = pieces.get(path);
    if (piece === undefined) pieces.set(path, [`${line}\n`]);
    else piece.push(`${line}\n`);
  }
  const files = [...pieces].map(([of, texts]) => ({ path: of, text: texts.join("") }));
  return { is: "added", lines: lines.length, files: files.filter(({ text }) => text !== last?.text) };
}

/** The file of its month; never one before the file that the journal has come to, whatever a clock says. */
function pathFor(line: string, last: string | undefined): string {
  const judged = judgeLine(line);
  const at = judged.is === "entry" ? judged.entry.at : "";
  const own = `journals/${at.slice(0, 4)}/${at.slice(5, 7)}.jsonl`;
  const fits = month.test(own) && (last === undefined || own > last);
  return fits ? own : (last ?? "journals/1970/01.jsonl");
}

/** The hash of its last entry says which journal it is. */
function nameOf(run: string): string {
  for (const line of run.split("\n").reverse()) {
    const judged = judgeLine(line);
    if (judged.is === "entry") return judged.entry.hash.slice(0, 16);
  }
  return "0".repeat(16);
}

/** How many lines a text has, the last one with or without its newline. */
function linesIn(text: string): number {
  const pieces = text.split("\n").length;
  return text === "" || text.endsWith("\n") ? pieces - 1 : pieces;
}

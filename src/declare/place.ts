/** Places in the text of a file: offsets while reading, line and column only when there is something to say. */
import type { Diagnostic, Source } from "../model/diagnostic.ts";
import { few } from "../model/few.ts";

/** A file that is being read, as the user would name it. */
export interface SourceFile {
  readonly name: string;
  /** Without a byte-order mark. Empty when the file could not be decoded. */
  readonly text: string;
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** Of a file that goes on from version to version: its lines, which later versions have in common with it. */
  readonly rows?: readonly Row[];
}

/** A line of all versions of a file that have it: where it stands by now. */
export interface Row {
  /** From 1. */
  line: number;
}

/** An offset in a file, in UTF-16 code units. */
export interface Place {
  readonly file: SourceFile;
  readonly offset: number;
}

/** A file with its table of lines. A line ends with LF; the CR of CRLF belongs to the line. */
export function sourceFile(name: string, text: string): SourceFile {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  return { name, text, lineStarts };
}

/** Where something stands in a file that goes on: told by the line that it has when somebody asks. */
class RowSource implements Source {
  readonly file: string;
  readonly row: Row;
  readonly column: number;

  constructor(file: string, row: Row, column: number) {
    this.file = file;
    this.row = row;
    this.column = column;
  }

  get line(): number {
    return this.row.line;
  }

  toJSON(): Source {
    return { file: this.file, line: this.line, column: this.column };
  }
}

/** Whether it is one place, in the same version of its file or in another that has the line. */
export function isSameSource(one: Source, other: Source): boolean {
  if (one.file !== other.file || one.column !== other.column) return false;
  const [a, b] = [one, other].map((source) => (source instanceof RowSource ? source.row : undefined));
  return a === b && (a !== undefined || one.line === other.line);
}

/** The how many-th line of its file a place is on, from 0. */
function lineIndex({ file: { lineStarts }, offset }: Place): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The line that a place is on, in a file that goes on. */
export function rowAt(place: Place): Row | undefined {
  return place.file.rows?.[lineIndex(place)];
}

/** Line and column of a place, both from 1. */
export function sourceAt(place: Place): Source {
  const { lineStarts, name, rows } = place.file;
  const line = lineIndex(place);
  const [row, column] = [rows?.[line], place.offset - (lineStarts[line] ?? 0) + 1];
  return row === undefined ? { file: name, line: line + 1, column } : new RowSource(name, row, column);
}

/** As it is now, whatever becomes of the file. */
function settled({ file, line, column }: Source): Source {
  return { file, line, column };
}

/** "access/acme/members.yaml:3:5", for naming a second place inside a message. */
export function placeText(place: Place): string {
  const { file, line, column } = sourceAt(place);
  return `${file}:${line}:${column}`;
}

/** What is wrong with something, before its place is known. */
export interface Remark {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** An error at a place. */
export function errorAt(place: Place, remark: Remark): Diagnostic {
  return diagnostic("error", place, remark);
}

/** Errors in a file, found one after the other: of many of one kind the first. */
export interface FewFaults {
  add(offset: number, remark: Remark): void;
  all(): Diagnostic[];
}

/** None yet. */
export function fewFaults(file: SourceFile): FewFaults {
  const gathered = few();
  return {
    add: (offset, remark) => {
      const { code } = remark;
      gathered.add({ severity: "error", code }, file.name, () => errorAt({ file, offset }, remark));
    },
    all: gathered.all,
  };
}

/** A warning at a place. */
export function warningAt(place: Place, remark: Remark): Diagnostic {
  return diagnostic("warning", place, remark);
}

function diagnostic(severity: "error" | "warning", place: Place, remark: Remark): Diagnostic {
  const { code, message, hint } = remark;
  return {
    code,
    severity,
    message,
    ...(hint === undefined ? {} : { hint }),
    source: settled(sourceAt(place)),
  };
}

const longestShown = 80;

/** Text from a file, quoted for a message: on one line, and cut when long. */
export function quoted(text: string): string {
  const short = text.length > longestShown ? `${text.slice(0, longestShown)}...` : text;
  return JSON.stringify(short);
}

/** Adds items to the end of a list, however many: a spread call would overflow the stack. */
export function append<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item);
}

/** What an entity carries of an id that the files give it, and of where they do. */
export function idGiven(id: { readonly text: string; readonly at: Place } | undefined): {
  readonly declaredId?: string;
  readonly declaredIdAt?: Source;
} {
  return id === undefined ? {} : { declaredId: id.text, declaredIdAt: sourceAt(id.at) };
}

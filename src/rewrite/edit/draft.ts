/** A text and the places in it that will change. Pieces are collected against the text as it is, and put in at the end. */

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Why a text stays as it is, and because of what place. */
export interface Refusal {
  readonly ok: false;
  readonly message: string;
  readonly at: number;
}

/** The changes to one text. A class, because they are collected while the text is walked. */
export class Draft {
  readonly text: string;
  readonly eol: string;
  readonly #splices: Splice[] = [];
  #refusal: Refusal | undefined;

  constructor(text: string) {
    this.text = text;
    this.eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  }

  replace(start: number, end: number, text: string): void {
    this.#splices.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  remove(start: number, end: number): void {
    this.replace(start, end, "");
  }

  /** The text holds something that this code does not know how to change. */
  refuse(message: string, at: number): void {
    this.#refusal ??= { ok: false, message, at };
  }

  /** The text with all changes, or why there is none. */
  result(): { readonly ok: true; readonly text: string } | Refusal {
    if (this.#refusal !== undefined) return this.#refusal;
    // Sorting is stable: of what is put in at one place, what was asked for first comes first, and all of it before what goes.
    const splices = this.#splices.toSorted(
      (one, other) =>
        one.start - other.start || Number(one.end > one.start) - Number(other.end > other.start),
    );
    const parts: string[] = [];
    let done = 0;
    for (const { start, end, text } of splices) {
      // Two neighbours that go may both take the blank line between them along.
      if (start < done && text !== "") {
        return { ok: false, message: "two changes meet here; make them one by one", at: start };
      }
      parts.push(this.text.slice(done, Math.max(done, start)), text);
      done = Math.max(done, end);
    }
    return { ok: true, text: [...parts, this.text.slice(done)].join("") };
  }

  /** Offset of the first character of the line that holds the offset. */
  lineStart(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf("\n", offset - 1) + 1;
  }

  /** Offset after the line's end; an offset that begins a line because a block of text ended before it stays. */
  nextLine(offset: number): number {
    const end = this.text.indexOf("\n", offset);
    return end === -1 ? this.text.length : end + 1;
  }

  /** Offset of the line's end, before what ends it. */
  lineEnd(offset: number): number {
    const next = this.nextLine(offset);
    return next - (/\r?\n$/.exec(this.text.slice(offset, next))?.[0].length ?? 0);
  }

  /** Whether only blanks stand before the offset on its line. */
  opensLine(offset: number): boolean {
    return /^ *$/.test(this.text.slice(this.lineStart(offset), offset));
  }

  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** Blanks at the beginning of the line that holds the offset. */
  indentAt(offset: number): number {
    const start = this.lineStart(offset);
    return /^ */.exec(this.text.slice(start, this.lineEnd(start)))?.[0].length ?? 0;
  }
}

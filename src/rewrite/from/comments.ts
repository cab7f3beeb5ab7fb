/** The comments of a YAML text by line, each handed out once, to what it stands at: what nobody asked for is left to be named. */
import { Lexer } from "yaml";
import type { Node } from "../../declare/node.ts";
import { placeText, sourceAt, type SourceFile } from "../../declare/place.ts";
import type { Note } from "./adopted.ts";

interface Comment {
  readonly start: number;
  /** Without the sign, on one line. */
  readonly text: string;
  /** Nothing else stands on its line. */
  readonly alone: boolean;
}

/** A class, because whatever was handed out is gone. */
export class Comments {
  readonly #file: SourceFile;
  /** By line, from 0. */
  readonly #left: Map<number, Comment>;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#left = new Map(commentsIn(file.text).map((comment) => [lineOf(file, comment.start), comment]));
  }

  /** The comments above a node and behind it; nothing where there is none. */
  at({ start }: Pick<Node, "start">): { readonly note?: Note } {
    if (this.#left.size === 0) return {};
    const line = lineOf(this.#file, start);
    const above: string[] = [];
    for (let at = line - 1; this.#left.get(at)?.alone === true; at--) above.unshift(this.#take(at));
    const own = this.#left.get(line);
    const isLast = own !== undefined && !/[,\n]/.test(this.#file.text.slice(start, own.start));
    if (above.length === 0 && !isLast) return {};
    return { note: { above, ...(isLast ? { behind: this.#take(line) } : {}) } };
  }

  /** The same of the last item of a list, with the comments below it: they are the list's. */
  atLast(node: Pick<Node, "start">): { readonly note?: Note } {
    const { note } = this.at(node);
    const below: string[] = [];
    const line = lineOf(this.#file, node.start);
    for (let at = line + 1; this.#left.get(at)?.alone === true; at++) below.push(this.#take(at));
    return below.length === 0
      ? note === undefined
        ? {}
        : { note }
      : { note: { above: [], ...note, below } };
  }

  /** Those that stand at nothing that was asked for, with their places. */
  left(): { readonly text: string; readonly at: string }[] {
    return [...this.#left.values()].map(({ start, text }) => ({
      text,
      at: placeText({ file: this.#file, offset: start }),
    }));
  }

  #take(line: number): string {
    const text = this.#left.get(line)?.text ?? "";
    this.#left.delete(line);
    return text;
  }
}

function commentsIn(text: string): Comment[] {
  if (!text.includes("#")) return [];
  const comments: Comment[] = [];
  let at = 0;
  // Marks that the lexer puts between the pieces of the text are of one character, and none of it.
  for (const piece of new Lexer().lex(text)) {
    if (/^[\u0002\u0018\u001f]$/.test(piece)) continue;
    if (piece.startsWith("#") && /^[ \t\r\n[{,]?$/.test(text.charAt(at - 1)))
      comments.push({
        start: at,
        text: piece.replace(/^#+/, "").replace(/\s+/g, " ").trim(),
        alone: /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", at - 1) + 1, at)),
      });
    at += piece.length;
  }
  return comments.filter((comment) => comment.text !== "");
}

function lineOf(file: SourceFile, offset: number): number {
  return sourceAt({ file, offset }).line - 1;
}

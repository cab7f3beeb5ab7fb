/**
 * YAML text to nodes that know where they stand. Only the plain part of YAML is let through: no anchors,
 * aliases, merge keys, tags, directives, or second document; each is an error at its place. In files of other tools anchors
 * stand for what they stand for.
 */
import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Entry, MappingNode, Node, ScalarNode, SequenceNode } from "./node.ts";
import { errorAt, fewFaults, placeText, quoted, type FewFaults, type SourceFile } from "./place.ts";
import { plainNodes } from "./plainNodes.ts";

type Event = ReturnType<typeof parseEvents>[number];
type ScalarEvent = Extract<Event, { type: typeof EVENT_ID.SCALAR }>;

/** Collections inside collections, counted from the document's own. */
const deepest = 32;

/** Nodes that the aliases of another tool's file may come to, each counted wherever it stands. */
const mostAliased = 100_000;

/**
 * The one document of the file, or undefined when it cannot be read; with everything that is wrong with it as YAML. A file of
 * another tool may hold anchors, aliases and merge keys.
 */
export function parseNodes(
  file: SourceFile,
  { foreign = false }: { readonly foreign?: boolean } = {},
): {
  readonly root?: Node;
  /** It is of the plainest kind. */
  readonly isPlain?: true;
  readonly diagnostics: readonly Diagnostic[];
} {
  const plain = foreign ? undefined : plainNodes(file.text);
  return plain === undefined ? parseAny(file, foreign) : { root: plain, isPlain: true, diagnostics: [] };
}

function parseAny(
  file: SourceFile,
  foreign: boolean,
): { readonly root?: Node; readonly diagnostics: readonly Diagnostic[] } {
  let events: readonly Event[];
  try {
    // The parser's own limit only keeps its stack small; `deepest` is judged below, with a place.
    events = parseEvents(file.text, { maxDepth: 2 * deepest });
  } catch (error) {
    return { diagnostics: [syntaxError(file, error)] };
  }
  const builder = new NodeBuilder(file, events, foreign);
  const root = builder.document();
  const diagnostics = builder.diagnostics();
  return root === undefined ? { diagnostics } : { root, diagnostics };
}

function syntaxError(file: SourceFile, error: unknown): Diagnostic {
  if (!(error instanceof YAMLException)) throw error;
  const offset = Math.min(error.mark?.position ?? 0, file.text.length);
  const deep = error.reason.startsWith("nesting exceeded");
  return errorAt(
    { file, offset },
    deep
      ? { code: "nesting", message: `Nested deeper than ${deepest} levels.` }
      : {
          code: "yaml-syntax",
          message: `This is not YAML: ${error.reason}.`,
          hint: hintOnSyntax(file.text, offset),
        },
  );
}

/** What a text that is no YAML most probably lacks, or has too much. */
function hintOnSyntax(text: string, offset: number): string {
  const conflict = /^(?:<{7}|>{7})(?: |$)/m.exec(text);
  if (conflict !== null) {
    const line = text.slice(0, conflict.index).split("\n").length;
    return `Line ${line} is the mark of a merge conflict: choose one of the two sides, and take the marks out.`;
  }
  const reserved = text.charAt(offset);
  if (/^[@`%]$/.test(reserved))
    return `In YAML nothing begins with ${reserved}: leave it out, or write the whole in quotes.`;
  return "Look at the lines before it too: often a colon, a quote or a bracket is missing there.";
}

function keyAmong(entries: readonly Entry[], text: string): ScalarNode | undefined {
  for (const { key } of entries) if (key.text === text) return key;
  return undefined;
}

/** What a merge key brings: a mapping's entries, or those of several. */
function entriesOf(node: Node): readonly Entry[] {
  if (node.kind === "mapping") return node.entries;
  return node.kind === "sequence" ? node.items.flatMap(entriesOf) : [];
}

/** Walks the events once. A class, because position and remarks are the walk's own state. */
class NodeBuilder {
  readonly #faults: FewFaults;
  readonly #file: SourceFile;
  readonly #events: readonly Event[];
  #next = 0;
  #depth = 0;
  /** Where the last thing ended that has a place: nothing-at-all values are reported there. */
  #last = 0;
  readonly #foreign: boolean;
  /** What an anchor stands for, and how many nodes that are; none while it is read itself. */
  readonly #anchors = new Map<string, { readonly node: Node; readonly size: number }>();
  #size = 0;
  #isTooMuch = false;

  constructor(file: SourceFile, events: readonly Event[], foreign: boolean) {
    this.#file = file;
    this.#faults = fewFaults(file);
    this.#events = events;
    this.#foreign = foreign;
  }

  /** What is wrong in what was walked so far. */
  diagnostics(): readonly Diagnostic[] {
    return this.#faults.all();
  }

  document(): Node | undefined {
    this.#directives();
    const first = this.#events[0];
    if (first === undefined) return this.#error(0, "empty-file", "This file declares nothing.", emptyHint);
    this.#next = 1;
    const root = this.#node();
    const second = this.#events[this.#next + 1];
    if (second !== undefined) {
      const start = this.#file.text.indexOf("\n", this.#last);
      const at = this.#separatorAfter(start === -1 ? this.#last : start);
      this.#error(
        at,
        "documents",
        "A second document begins here; a file holds one.",
        "Put it in a file of its own.",
      );
    }
    if (root.kind === "scalar" && root.plain && /^(|~|null|Null|NULL)$/.test(root.text)) {
      return this.#error(root.start, "empty-file", "This file declares nothing.", emptyHint);
    }
    return root;
  }

  #node(): Node {
    const event = this.#events[this.#next++];
    if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) {
      throw new Error("The YAML reader gave its events in an order that cannot be.");
    }
    if (event.type === EVENT_ID.ALIAS) {
      const start = event.anchorStart - 1;
      this.#last = event.anchorEnd;
      const meant = this.#foreign ? this.#followed(start, event.anchorEnd) : undefined;
      if (meant !== undefined) return meant;
      this.#error(start, "alias", "Aliases (*name) are not allowed.", "Write the value out.");
      // Quoted, so that nothing complains of its kind on top.
      return { kind: "scalar", start, text: this.#file.text.slice(start, event.anchorEnd), plain: false };
    }
    this.#size += 1;
    const before = this.#size;
    if (event.anchorStart !== -1 && this.#foreign) {
      this.#last = Math.max(this.#last, event.anchorEnd);
      const node = this.#inside(event);
      const name = this.#file.text.slice(event.anchorStart, event.anchorEnd);
      this.#anchors.set(name, { node, size: this.#size - before + 1 });
      return node;
    }
    if (event.anchorStart !== -1) {
      this.#error(event.anchorStart - 1, "anchor", "Anchors (&name) are not allowed.", "Remove it.");
      this.#last = Math.max(this.#last, event.anchorEnd);
    }
    return this.#inside(event);
  }

  /** What an alias stands for, as if it stood there. */
  #followed(start: number, end: number): Node | undefined {
    const found = this.#anchors.get(this.#file.text.slice(start + 1, end));
    if (found === undefined) return undefined;
    this.#size += found.size;
    if (this.#size > mostAliased) {
      if (!this.#isTooMuch)
        this.#error(
          start,
          "alias",
          `Aliases come to more than ${mostAliased} nodes.`,
          "Write the value out.",
        );
      this.#isTooMuch = true;
      return { kind: "scalar", start, text: "", plain: false };
    }
    return found.node.kind === "scalar" ? { ...found.node, start } : found.node;
  }

  #inside(
    event: Exclude<Event, { type: typeof EVENT_ID.DOCUMENT | typeof EVENT_ID.POP | typeof EVENT_ID.ALIAS }>,
  ): Node {
    if (event.tagStart !== -1) {
      this.#error(
        event.tagStart,
        "tag",
        "Tags (!name) are not allowed.",
        "Remove it; quote what is meant as text.",
      );
      this.#last = Math.max(this.#last, event.tagEnd);
    }
    if (event.type === EVENT_ID.SCALAR) return this.#scalar(event);
    this.#last = Math.max(this.#last, event.start);
    if (++this.#depth === deepest + 1) {
      this.#error(event.start, "nesting", `Nested deeper than ${deepest} levels.`);
    }
    const node = event.type === EVENT_ID.MAPPING ? this.#mapping(event.start) : this.#sequence(event.start);
    this.#depth--;
    this.#next++;
    return node;
  }

  #scalar(event: ScalarEvent): ScalarNode {
    const { valueStart, valueEnd, style } = event;
    if (valueStart === -1) return { kind: "scalar", start: this.#last, text: "", plain: true };
    const header = this.#last;
    this.#last = valueEnd;
    const inQuotes = style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED;
    const inBlock = style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK;
    if (style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast && !this.#foreign)
      this.#escapes(valueStart, valueEnd);
    return {
      kind: "scalar",
      start: inBlock ? this.#blockStart(header, valueStart) : inQuotes ? valueStart - 1 : valueStart,
      text: getScalarValue(this.#file.text, event),
      plain: style === SCALAR_STYLE.PLAIN,
    };
  }

  /** Where the "|" or ">" stands; the text itself begins on a later line. */
  #blockStart(from: number, valueStart: number): number {
    const found = /^[^#\n]*?[|>]/m.exec(this.#file.text.slice(from, valueStart));
    return found === null ? valueStart : from + found.index + found[0].length - 1;
  }

  #sequence(start: number): SequenceNode {
    const items: Node[] = [];
    while (!this.#atEnd()) items.push(this.#node());
    return { kind: "sequence", start, items };
  }

  #mapping(start: number): MappingNode {
    const entries: Entry[] = [];
    const merged: Entry[] = [];
    let seen: Map<string, ScalarNode> | undefined;
    while (!this.#atEnd()) {
      const key = this.#node();
      const value = this.#node();
      if (key.kind !== "scalar") {
        this.#error(key.start, "key-kind", "A key must be text on one line.");
        continue;
      }
      if (key.plain && key.text === "<<" && this.#foreign) {
        merged.push(...entriesOf(value));
        continue;
      }
      if (key.plain && key.text === "<<") {
        this.#error(key.start, "merge-key", "Merge keys (<<) are not allowed.", "Write the fields out.");
        continue;
      }
      // Most mappings are small: looking through them is cheaper than an index.
      if (seen === undefined && entries.length === 8)
        seen = new Map(entries.map((entry) => [entry.key.text, entry.key]));
      const first = seen === undefined ? keyAmong(entries, key.text) : seen.get(key.text);
      if (first !== undefined) {
        const place = placeText({ file: this.#file, offset: first.start });
        this.#error(
          key.start,
          "duplicate-key",
          `The key ${quoted(key.text)} stands twice; first at ${place}.`,
        );
        continue;
      }
      seen?.set(key.text, key);
      entries.push({ key, value });
    }
    // What the mapping says itself goes first; of what is merged in, what comes first.
    for (const entry of merged) if (keyAmong(entries, entry.key.text) === undefined) entries.push(entry);
    return { kind: "mapping", start, entries };
  }

  #atEnd(): boolean {
    return this.#events[this.#next]?.type === EVENT_ID.POP;
  }

  #escapes(start: number, end: number): void {
    const raw = this.#file.text.slice(start, end);
    for (const match of raw.matchAll(/\\(\r?\n|[^])/g)) {
      const escape = match[1] ?? "";
      // What may stay: quote, backslash, slash, space, line feed, tab, and a line's continuation.
      if (/^(["\\/ nt]|\r?\n)$/.test(escape)) continue;
      const message = `The escape \\${escape} writes a character that nobody sees in a review.`;
      this.#error(start + match.index, "escape", message, "Write the character itself.");
    }
  }

  /** Directives stand before the first document; js-yaml drops unknown ones without a word. */
  #directives(): void {
    const { text, lineStarts } = this.#file;
    for (const start of lineStarts) {
      const first = text.charAt(start + (/^[ \t]*/.exec(text.slice(start, start + 300))?.[0].length ?? 0));
      if (first === "#" || first === "\n" || first === "\r") continue;
      if (text.charAt(start) !== "%") return;
      this.#error(start, "directive", "Directives (%YAML, %TAG) are not allowed.", "Remove the line.");
    }
  }

  #separatorAfter(offset: number): number {
    const pattern = /^(---|\.\.\.)(?=[ \t\r\n]|$)/gm;
    pattern.lastIndex = offset;
    return pattern.exec(this.#file.text)?.index ?? Math.min(offset, this.#file.text.length);
  }

  #error(offset: number, code: string, message: string, hint?: string): undefined {
    this.#faults.add(offset, { code, message, hint });
    return undefined;
  }
}

const emptyHint = "Delete the file, or write a section into it.";

/** The text of a review's file to its entries, each with its line; what cannot be taken is an error at its place. */
import type { MappingNode, Node } from "../declare/node.ts";
import { isNothing } from "../declare/scalar.ts";
import { parseNodes } from "../declare/nodes.ts";
import { errorAt, placeText, quoted, sourceAt, type SourceFile } from "../declare/place.ts";
import { decode } from "../declare/text.ts";
import { isDay } from "../model/day.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { subjectKinds, type ReviewDecision, type ReviewEntry, type ReviewFile } from "../model/review.ts";
import { fold } from "../model/text.ts";
import { nameOfEntry } from "./entryName.ts";
import { sectionOf } from "./text.ts";
import { given } from "../model/given.ts";

type ReadReview =
  | { readonly ok: true; readonly file: ReviewFile }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** What a file has to say of itself, by where it stands. */
type Stands = Pick<ReviewFile, "name" | "organization">;

/** `name`: what people call the file. `stands`: not asked of what was committed once. */
export function readReview(name: string, bytes: Uint8Array, stands?: Stands): ReadReview {
  const decoded = decode(name, bytes);
  const { file } = decoded;
  if (file === undefined || decoded.diagnostics.length > 0)
    return { ok: false, diagnostics: decoded.diagnostics };
  const { root, diagnostics } = parseNodes(file);
  if (root === undefined || diagnostics.length > 0) return { ok: false, diagnostics };
  const reader = new ReviewReader(file, stands);
  const read = reader.file(root);
  return read === undefined || reader.diagnostics.length > 0
    ? { ok: false, diagnostics: reader.diagnostics }
    : { ok: true, file: read };
}

/** Reads once. A class, because the remarks are its own state. */
class ReviewReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #file: SourceFile;

  readonly #stands: Stands | undefined;
  /** Where each entry stands, by kind and key. */
  readonly #places = new Map<string, number>();

  constructor(file: SourceFile, stands: Stands | undefined) {
    this.#file = file;
    this.#stands = stands;
  }

  file(root: Node): ReviewFile | undefined {
    const top = this.#fields(root, ["review", "organization", "on", "due", "commit", "entries"]);
    if (top === undefined) return undefined;
    const due = this.#text(top.get("due"));
    const on = this.#text(top.get("on")) ?? "";
    for (const [field, day] of [
      ["on", on],
      ["due", due],
    ] as const) {
      if (day !== undefined && !isDay(day)) this.#error(top.get(field) ?? root, `${quoted(day)} is no day.`);
    }
    const entries = top.get("entries");
    const name = this.#text(top.get("review")) ?? "";
    const organization = this.#text(top.get("organization")) ?? "";
    if (this.#stands !== undefined) {
      this.#isAs(top.get("review") ?? root, ["review", name, this.#stands.name]);
      this.#isAs(top.get("organization") ?? root, ["organization", organization, this.#stands.organization]);
      if (entries === undefined) this.#error(root, "The entries are not there (`entries`).");
    }
    return {
      name,
      organization,
      on,
      ...given({ due }),
      entries: entries === undefined ? [] : this.#groups(entries),
    };
  }

  /** What decides whom an entry is about is not for anybody to change. */
  #isAs(node: Node, [field, is, stands]: readonly [string, string, string]): void {
    if (is === stands) return;
    this.#error(node, `By its place, this file has \`${field}: ${stands}\`, not ${quoted(is)}: put it back.`);
  }

  #groups(node: Node): ReviewEntry[] {
    if (node.kind !== "sequence")
      return this.#error(node, "The entries are a list, one item a reviewer.") ?? [];
    return node.items.flatMap((item) => {
      const group = this.#fields(item, ["reviewer", ...subjectKinds.map((kind) => sectionOf[kind])]);
      const reviewer = this.#text(group?.get("reviewer")) ?? "";
      return subjectKinds.flatMap((kind) => {
        const section = group?.get(sectionOf[kind]);
        if (section === undefined || isNothing(section)) return [];
        if (section.kind !== "mapping") return this.#error(section, "Entries stand below their names.") ?? [];
        return section.entries.map(({ key, value }) =>
          this.#entry({ kind, key: fold(key.text), reviewer, at: key.start, value }),
        );
      });
    });
  }

  #entry({
    at,
    value,
    ...who
  }: Pick<ReviewEntry, "kind" | "key" | "reviewer"> & { at: number; value: Node }): ReviewEntry {
    const fields = this.#fields(value, ["has", "decision", "by"]);
    const name = nameOfEntry(who);
    const before = this.#places.get(name);
    if (before !== undefined) {
      const first = placeText({ file: this.#file, offset: before });
      this.#errorAt(at, `${quoted(who.key)} has an entry already, at ${first}: keep one of them.`);
    } else this.#places.set(name, at);
    const decision = this.#decision(fields?.get("decision"));
    const by = this.#text(fields?.get("by"));
    return {
      ...who,
      has: this.#text(fields?.get("has")) ?? "",
      ...given({ decision, by }),
      source: sourceAt({ file: this.#file, offset: at }),
    };
  }

  #decision(node: Node | undefined): ReviewDecision | undefined {
    if (node === undefined) return undefined;
    if (node.kind === "scalar") {
      const text = this.#text(node);
      if (text === undefined) return undefined;
      if (text === "keep" || text === "remove") return { is: text };
      return this.#error(node, `${quoted(text)} is no decision: keep, remove, or { change: ... }.`);
    }
    const change = this.#fields(node, ["change"])?.get("change");
    if (change === undefined) return undefined;
    const said = change.kind === "mapping" ? this.#fields(change, ["role"])?.get("role") : change;
    const text = this.#text(said);
    if (text === undefined) return this.#error(change, "A change says what: { role: ROLE }, or in words.");
    return change.kind === "mapping" ? { is: "change", role: fold(text) } : { is: "change", text };
  }

  /** The fields of a mapping; one that is not known is an error. */
  #fields(node: Node, known: readonly string[]): ReadonlyMap<string, Node> | undefined {
    if (node.kind !== "mapping") return this.#error(node, `This has to be a mapping: ${known.join(", ")}.`);
    for (const { key } of (node satisfies MappingNode).entries) {
      if (!known.includes(key.text))
        this.#error(key, `${quoted(key.text)} is not known here. There are: ${known.join(", ")}.`);
    }
    return new Map(node.entries.map(({ key, value }) => [key.text, value]));
  }

  #text(node: Node | undefined): string | undefined {
    if (node === undefined) return undefined;
    if (node.kind !== "scalar") return this.#error(node, "This has to be text.");
    return isNothing(node) || node.text.trim() === "" ? undefined : node.text;
  }

  #error(node: Node, message: string): undefined {
    this.#errorAt(node.start, message);
    return undefined;
  }

  #errorAt(offset: number, message: string): void {
    this.diagnostics.push(errorAt({ file: this.#file, offset }, { code: "review", message }));
  }
}

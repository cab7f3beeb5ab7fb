/** Pieces of the page. All text goes through here: hidden characters are made visible, and `hono/jsx` escapes the markup. */
import { raw } from "hono/html";
import { jsx } from "hono/jsx";
import type { Piece } from "../../kinds/pieces.ts";
import type { Access, AccessChange, Origin } from "../../model/evidence.ts";
import type { Teller } from "../../kinds/access.ts";
import { accessPieces, originPieces, sincePieces } from "../access.ts";
import { terminalText } from "../escape.ts";
import { saidOf, turnWord } from "../history.ts";

export type Node = ReturnType<typeof jsx> | string;
type Attributes = Readonly<Record<string, string | number | boolean>>;

/** An element. */
export function h(tag: string, attributes: Attributes, ...children: readonly Node[]): Node {
  return jsx(
    tag,
    attributes,
    ...children.map((child) => (typeof child === "string" ? terminalText(child) : child)),
  );
}

/** Text of our own that is no markup to be escaped: the style sheet and the script. */
export function own(tag: "style" | "script", text: string): Node {
  return jsx(tag, {}, raw(text));
}

function piecesText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.piece === "arrow" ? " \u2192 " : piece.text)).join("");
}

export function accessText(access: Access, teller: Teller): string {
  return piecesText(accessPieces(access, teller));
}

/** "began: ...", "... (was ...)", "ended: ...". */
export function changeText(change: AccessChange): string {
  switch (turnWord(change)) {
    case "began":
      return `began: ${saidOf(change, "after")}`;
    case "ended":
      return `ended: ${saidOf(change, "before")}`;
    case "changed":
      return `${saidOf(change, "after")} (was: ${saidOf(change, "before")})`;
  }
}

export function originText(origin: Origin): string {
  return piecesText(originPieces(origin));
}

/** Since when, by whose word. */
export function sinceText(access: Pick<Access, "since" | "given" | "fields">): string {
  return piecesText(sincePieces(access));
}

export function placeText({ source }: Pick<Access, "source">): string {
  return source === undefined ? "" : `${source.file}:${source.line}`;
}

/** The same, broken only between folders. */
export function placeNode(access: Pick<Access, "source">): Node {
  const text = placeText(access);
  if (text === "") return "";
  const parts = text.split(/(?<=\/)/);
  return h(
    "span",
    { class: "path" },
    ...parts.flatMap((part, index) => (index === 0 ? [part] : [h("wbr", {}), part])),
  );
}

export function appliedText(applied: Access["applied"]): string {
  if (applied === undefined) return "";
  return applied === null ? "not seen" : applied.at.slice(0, 16).replace("T", " ");
}

export interface Table {
  readonly id: string;
  readonly title: string;
  /** What is said where there are no rows. */
  readonly none: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Node[])[];
  /** How many there are, where each may take several rows. */
  readonly count?: number;
  /** What it would hold could not be read. */
  readonly isUnread?: true;
}

/** What it is called, and how many it holds, where that is known. */
export function titleOf({ title, rows, count = rows.length, isUnread }: Table): string {
  return `${title} (${isUnread === true ? "not known" : count})`;
}

/** Without the columns that hold nothing, such as what no journal told: they only take the place of others. */
export function withoutEmpty(table: Table): Table {
  const shown = table.head.map((_, index) => table.rows.some((row) => row[index] !== ""));
  const isShown = (_: unknown, index: number): boolean => shown[index] === true;
  return {
    ...table,
    head: table.head.filter(isShown),
    rows: table.rows.map((row) => row.filter(isShown)),
  };
}

/** More rows than this are laid out bit by bit. */
const most = 150;
/** So many rows at a time. */
const bit = 50;

/** Whether it has so many rows that only those on the screen should be laid out. */
export function isLong({ rows }: Pick<Table, "rows">): boolean {
  return rows.length > most;
}

/** All rows in one body, or in many, each of which is laid out when it comes to the screen. */
function bodiesOf(table: Table): Node[] {
  const { rows } = table;
  const made = rows.map((row) =>
    h(
      "tr",
      {},
      ...row.map((cell, index) => (index === 0 ? h("th", { scope: "row" }, cell) : h("td", {}, cell))),
    ),
  );
  if (!isLong(table)) return [h("tbody", {}, ...made)];
  const starts = Array.from({ length: Math.ceil(made.length / bit) }, (_, index) => index * bit);
  return starts.map((start) => h("tbody", {}, ...made.slice(start, start + bit)));
}

/** A section with its table, which scrolls by itself where it is wider than the page. */
export function section(table: Table): Node {
  const { id, none, head, rows } = table;
  const heading = h("h2", { id }, titleOf(table));
  if (rows.length === 0) return h("section", { "aria-labelledby": id }, heading, h("p", {}, none));
  const made = h(
    "table",
    {},
    h("thead", {}, h("tr", {}, ...head.map((cell) => h("th", { scope: "col" }, cell)))),
    ...bodiesOf(table),
  );
  const shape = isLong(table) ? "wide long" : "wide";
  return h(
    "section",
    { "aria-labelledby": id },
    heading,
    h("div", { class: shape, role: "group", tabindex: 0, "aria-labelledby": id }, made),
  );
}

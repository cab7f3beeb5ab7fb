/** The small parts of every Markdown rendering: pieces, places as links, alerts, folds, tables, and how long it may get. */
import type { Source } from "../model/diagnostic.ts";
import { plural } from "../model/text.ts";
import { clipped, markdownCell, markdownCode, markdownText, markdownWord } from "./escape.ts";
import type { Fitted, Limits } from "./fit.ts";
import type { Piece } from "../kinds/pieces.ts";

/** A comment or an issue: GitHub takes 65,536 characters, and 262,144 bytes. */
export const commentLimits: Limits = { characters: 65_536, bytes: 262_144 };

/** A job summary: GitHub drops one above 1 MiB whole. */
export const summaryLimits: Limits = { characters: 1_000_000, bytes: 1_000_000 };

/** A text of Markdown within its limits. */
export type Markdown = Fitted;

/** Tables and lists longer than this are folded, where they may be. */
export const foldAbove = 30;

/** How many names a line that is always kept may hold, and how long each. */
const named = { most: 5, characters: 100 } as const;

/** Foreign text in a line that is always kept: cut to a bounded length. */
export function shortCode(text: string): string {
  return markdownCode(clipped(text, named.characters));
}

/** "`a`, `b` and 3 more": names in a line that is always kept. */
export function shortNames(names: readonly string[]): string {
  const shown = names.slice(0, named.most).map(shortCode).join(", ");
  const left = names.length - named.most;
  return left > 0 ? `${shown} and ${left} more` : shown;
}

/** A commit's id as people know it. */
export function commitCode(id: string): string {
  return markdownCode(id.slice(0, 7));
}

/** Pieces as Markdown, on one line. */
export function markdownPieces(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      // Our signs for more and less could open a list where they come first.
      if (piece.piece === "own") return piece.text.replace(/[+-](?= )/g, "\\$&");
      if (piece.piece === "arrow") return " → ";
      if (piece.piece === "said") return markdownText(piece.text);
      return piece.piece === "role" ? markdownWord(piece.text) : markdownCode(piece.text);
    })
    .join("");
}

/** Our own address made fit for a link, or undefined when it is not plainly one. */
function ownAddress(address: string | undefined): string | undefined {
  return address !== undefined && /^https?:\/\/[\w.:[\]-]+\/[\w.%/-]*$/.test(address) ? address : undefined;
}

/** Our own words as a link; the words alone without an address. */
export function ownLink(words: string, address: string | undefined): string {
  const url = ownAddress(address);
  return url === undefined ? words : `[${words}](${url})`;
}

/**
 * A place in a file: a link to its line where files have addresses (`fileUrl` ends in "/", file paths follow it), else
 * a code span; empty for no place. A link longer than `widest` characters is called by the file's name alone.
 */
export function placeCode(
  { place, source }: { readonly place: string; readonly source: Source | null },
  fileUrl: string | undefined,
  widest = Infinity,
): string {
  if (place === "") return "";
  const base = ownAddress(fileUrl);
  const path = source === null ? undefined : addressPath(source.file);
  if (source === null || base === undefined || !base.endsWith("/") || path === undefined)
    return markdownCode(place);
  const name = place.length > widest ? `…/${place.slice(place.lastIndexOf("/") + 1)}` : place;
  return `[${markdownCode(name)}](${base}${path}#L${Math.trunc(source.line)})`;
}

/** A file's path, each segment encoded; undefined for one that an address would not keep as it is. */
function addressPath(file: string): string | undefined {
  const segments = file.split("/");
  if (/\p{Cs}/u.test(file) || segments.some((segment) => /^(?:\.\.?)?$/.test(segment))) return undefined;
  return segments.map(addressSegment).join("/");
}

/** Also what `encodeURIComponent` leaves and Markdown could take for its own. */
function addressSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*~_]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

type Alert = "NOTE" | "IMPORTANT" | "WARNING" | "CAUTION";

/** The first lines of an alert. `title` is finished Markdown. */
export function alertOpen(alert: Alert, title: string): string[] {
  return [`> [!${alert}]`, `> **${title}**`];
}

/** What stands around something folded. The blank lines let Markdown begin and end inside the HTML; the words are our own. */
export function fold(words: string): { readonly open: string[]; readonly close: string[] } {
  return { open: [`<details><summary>${words}</summary>`, ""], close: ["", "</details>"] };
}

/** As above, above so many lines; else nothing. */
export function foldLong(
  count: number,
  words: string,
): { readonly open: string[]; readonly close: string[] } {
  return count > foldAbove ? fold(words) : { open: [], close: [] };
}

/**
 * The beginning of a table of two columns: a sign, and what is said, which may run over several lines. The title is its
 * head; where the table is folded (`folded` opens the fold), it stands before it.
 */
export function tableOpen(title: string, folded: readonly string[]): string[] {
  const head = (text: string): string[] => [`| | ${text} |`, "| :-: | --- |"];
  return folded.length === 0 ? head(markdownCell(title)) : [`**${title}**`, "", ...folded, ...head("change")];
}

/** A row of such a table. `said` are finished lines of Markdown, empty ones left out. */
export function tableRow(sign: string, said: readonly string[]): string {
  const lines = said.filter((line) => line !== "").map(markdownCell);
  return `| ${sign} | ${lines.join("<br>")} |`;
}

/** The line that ends a list of which not everything is shown. */
export function moreLine(prefix: string, words = "more"): (count: number) => string {
  return (count) => `${prefix}and ${count} ${words}`;
}

/** "**12 left out for length, 3 of them high risk.** `where` has everything." */
export function tailLine(where: string): (leftOut: number, highRisk: number) => string {
  return (leftOut, highRisk) => {
    const risk = highRisk > 0 ? `, **${highRisk} of them of high risk**` : "";
    return `${plural(leftOut, "thing")} left out for length${risk}. ${where}`;
  };
}

/** A line that stands by itself: a job's summary, other than a comment, runs lines that follow each other together. */
export function apart(line: string, index: number): string {
  return index === 0 ? line : `\n${line}`;
}

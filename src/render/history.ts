/** `muster history` as text, JSON and CSV: what changed, a line each, oldest first. */
import type { AccessChange, Basis, History } from "../model/evidence.ts";
import { own, type Piece } from "../kinds/pieces.ts";
import { plural } from "../model/text.ts";
import { accessPieces, originPieces } from "./access.ts";
import { csv, unreadRows } from "./csv.ts";
import { terminalName, terminalText, jsonText } from "./escape.ts";
import { appliedWords, basisLines, neverNamed, unreadSentences } from "./explain.ts";
import type { Paint } from "./paint.ts";
import { approversText, pullText } from "./originCells.ts";
import { terminalPieces } from "./terminalParts.ts";

/** `{ schema_version, who?, organizations?, team?, from?, to?, basis, changes: [...] }` */
export function historyJson(history: History): string {
  return jsonText({ schema_version: 1, ...history });
}

/** Where nothing could be read, a row says so and why: a table without rows would read as if nothing had changed. */
export function historyCsv({ changes, basis }: History): string {
  const head = [
    ...["at", "organization", "change", "kind", "key", "before", "after", "by", "commit", "pull_request"],
    ...["author", "applied_at", "run", "approved_by"],
  ];
  const rows = changes.map((change) => {
    const { organization, kind, key, origin, applied } = change;
    return [
      ...[origin.at, organization, turnWord(change), kind, key],
      ...[saidOf(change, "before"), saidOf(change, "after"), origin.by, origin.commit],
      ...[pullText(origin), origin.author],
      ...[applied === null ? "not seen" : (applied?.at ?? ""), applied?.run ?? "", approversText(origin)],
    ];
  });
  return csv(head, [...unreadRows(unreadSentences(basis), head, { word: "change", why: "after" }), ...rows]);
}

export function turnWord({ before, after }: AccessChange): "began" | "ended" | "changed" {
  return before === null ? "began" : after === null ? "ended" : "changed";
}

/** What a change was from, or is to, as plain text. */
export function saidOf(change: AccessChange, side: "before" | "after"): string {
  return change[side] === null ? "" : plainText(sidePieces(change, side));
}

function sidePieces(change: AccessChange, side: "before" | "after"): Piece[] {
  const { kind, key } = change;
  return accessPieces({ kind, key, fields: change[side] ?? {} }, "anybody");
}

/** The pieces as they are: whoever dresses the text escapes it. */
function plainText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => (piece.piece === "arrow" ? " -> " : piece.text)).join("");
}

export function historyText(history: History, paint: Paint): string {
  const { changes, basis, who } = history;
  const head = [
    paint.bold(who === undefined ? "All changes" : terminalName(who)),
    ...(history.organizations ?? []).map((name) => `in ${terminalName(name)}`),
    ...(history.team === undefined ? [] : [`team ${terminalName(history.team)}`]),
    ...(history.from === undefined ? [] : [`from ${history.from}`]),
    ...(history.to === undefined ? [] : [`to ${history.to}`]),
    `${terminalText(basis.ref)} at ${basis.commit.slice(0, 7)}`,
    ...(changes.length === 0 && isUnread(basis) ? [] : [plural(changes.length, "change")]),
  ].join(" · ");
  const rows = changes.map((change) => rowOf(change, paint));
  const widths = [0, 1].map((column) =>
    Math.min(50, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0))),
  );
  const lines = rows.map(([origin = "", organization = "", what = "", applied = ""]) =>
    `  ${origin.padEnd(widths[0] ?? 0)}  ${organization.padEnd(widths[1] ?? 0)}  ${what}${applied === "" ? "" : paint.dim(`  ${applied}`)}`.trimEnd(),
  );
  const blocks = [
    head,
    lines.length === 0
      ? [
          isUnread(basis) ? "  not known: no files could be read" : "  nothing changed",
          ...unknownLines(history),
        ].join("\n")
      : lines.join("\n"),
    ...basisLines(basis, paint),
  ];
  return blocks.map((block) => `${block}\n`).join("\n");
}

function isUnread(basis: Basis): boolean {
  return unreadSentences(basis).length > 0;
}

function unknownLines({ unknown = [], basis }: History): string[] {
  return unknown.map(
    ({ name, near }) =>
      `  ${neverNamed(basis)}: ${terminalName(name)}${near === undefined ? "" : `. Did you mean ${terminalName(near)}?`}`,
  );
}

function rowOf(change: AccessChange, paint: Paint): string[] {
  return [
    terminalPieces(originPieces(change.origin)),
    terminalName(change.organization),
    changeWords(change, paint),
    appliedWords(change.applied),
  ];
}

function changeWords(change: AccessChange, paint: Paint): string {
  const side = (name: "before" | "after"): string => terminalPieces(sidePieces(change, name));
  switch (turnWord(change)) {
    case "began":
      return `${paint.green("+")} ${side("after")}`;
    case "ended":
      return `${paint.red("-")} ${side("before")}`;
    case "changed": {
      // Of a person, their name is not said again.
      const { organization, kind, key, origin } = change;
      const before = { organization, kind, key, fields: change.before ?? {}, since: origin };
      const was = accessPieces(before, kind === "member" ? "person" : "anybody");
      return `${paint.magenta("~")} ${terminalPieces([...sidePieces(change, "after"), own("; was "), ...was])}`;
    }
  }
}

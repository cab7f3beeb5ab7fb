/** `muster explain` for a terminal: what somebody has, a line each, with since when, by whose word, and where it stands. */
import { foreign, joined, own, said, type Piece } from "../kinds/pieces.ts";
import {
  lastInvalid,
  type Access,
  type Basis,
  type Explained,
  type LiveDifference,
  type Standing,
} from "../model/evidence.ts";
import { plural } from "../model/text.ts";
import type { Teller } from "../kinds/access.ts";
import { accessPieces, originPieces, sincePieces } from "./access.ts";
import { markdownCell, markdownCode, markdownText, terminalName, terminalText, jsonText } from "./escape.ts";
import { commitCode, markdownPieces } from "./markdownParts.ts";
import type { Paint } from "./paint.ts";
import { terminalPieces } from "./terminalParts.ts";

/** `{ schema_version, who, kind, names, basis, standing: [{ organization, access }], ended?, last?, near?, live?, why_not? }` */
export function explainJson(explained: Explained): string {
  return jsonText({ schema_version: 1, ...explained });
}

export function explainText(explained: Explained, paint: Paint): string {
  const { who, standing, basis } = explained;
  const others = explained.names.filter((name) => name !== bareName(explained));
  const head = [
    paint.bold(terminalName(who)),
    ...(others.length === 0 ? [] : [`also ${others.map(terminalName).join(", ")}`]),
    `on ${basis.on}`,
    `${terminalText(basis.ref)} at ${basis.commit.slice(0, 7)}`,
  ].join(" · ");
  const blocks =
    standing.length === 0
      ? indented(nowhere(explained).split("\n"))
      : [...standingBlocks(standing, { teller: explained.kind, paint }), ...indented(goneLines(explained))];
  const rest = [...liveBlocks(explained, paint), ...whyNotBlocks(explained)];
  return [head, ...blocks, ...rest, ...basisLines(basis, paint)].map((block) => `${block}\n`).join("\n");
}

/** What stands before the name of a team or an account is no part of it. */
function bareName({ who, kind }: Explained): string {
  const asked = who.trim().toLowerCase();
  return kind === "person" ? asked : asked.replace(/^.*[:/]/, "");
}

function indented(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [lines.map((line) => `  ${line}`).join("\n")];
}

/** Of what they had in an organization in which they have nothing any more. */
function goneLine(past: Access, teller: Teller): string {
  const since = past.ended === undefined ? "" : terminalPieces(originPieces(past.ended));
  const applied = appliedWords(past.end_applied);
  return `${since} (before: ${terminalPieces(accessPieces(past, teller))} in ${terminalName(past.organization)})${applied === "" ? "" : `, ${applied}`}`;
}

/** A line for each organization that they are no longer in. */
function goneLines({ ended = [], kind }: Explained): string[] {
  return ended.map(
    (past) => `no longer in ${terminalName(past.organization)}, since ${goneLine(past, kind)}`,
  );
}

/** Of whom no valid files ever named. */
export function neverNamed({ invalid }: Basis): string {
  return invalid.length === 0 ? "never named" : "never named by valid files";
}

function nowhere(explained: Explained): string {
  const { ended = [], near, names, basis, kind } = explained;
  const dated =
    basis.since === undefined ? "there are no files" : `the files begin on ${basis.since.slice(0, 10)}`;
  const [only] = ended;
  if (basis.unread !== undefined) return "not known: no files could be read";
  if (only !== undefined)
    return ended.length === 1
      ? `named nowhere, since ${goneLine(only, kind)}`
      : ["named nowhere", ...goneLines(explained)].join("\n");
  if (names.length > 0) return "named nowhere on that day";
  return `${neverNamed(basis)}: ${dated}${near === undefined ? "" : `. Did you mean ${terminalName(near)}?`}`;
}

/** Of each organization that was read, what is not as the files say, and what only the service knows; a line each. */
function liveLines({ live = [], kind }: Explained): (readonly Piece[])[] {
  return live.flatMap(({ organization, differences, owns = [], keys = [], gap }) => {
    const line = (pieces: readonly Piece[]): Piece[] => [foreign(organization), own(": "), ...pieces];
    const state =
      differences.length === 0
        ? [line([own("as the files say")])]
        : differences.map((item) => line(differencePieces(item, kind)));
    const owned = owns.map(({ resource, name }) => [said(resource), own(" "), foreign(name)]);
    return [
      ...state,
      ...(owns.length === 0 ? [] : [line([own("owns "), ...joined(owned)])]),
      ...(keys.length === 0
        ? []
        : [line([own("keys of their own: "), ...joined(keys.map((key) => [foreign(key)]))])]),
      ...(gap === undefined ? [] : [line([own("what they own was not read whole: "), said(gap)])]),
    ];
  });
}

function liveBlocks(explained: Explained, paint: Paint): string[] {
  const lines = liveLines(explained).map((pieces) => `  ${terminalPieces(pieces)}`);
  return lines.length === 0 ? [] : [[paint.bold("live"), ...lines].join("\n")];
}

/** "editor; the files say admin", "not there; the files say in team finance", "in team data, in no file". */
function differencePieces({ kind, key, files, live }: LiveDifference, teller: Teller): Piece[] {
  const said = (fields: NonNullable<LiveDifference["files"]>): Piece[] =>
    accessPieces({ kind, key, fields }, teller);
  if (live === null) return [own("not there; the files say "), ...said(files ?? {})];
  if (files === null) return [...said(live), own(", in no file")];
  return [...said(live), own("; the files say "), ...said(files)];
}

function whyNotBlocks({ why_not: found, who }: Explained): string[] {
  if (found === undefined) return [];
  const { organization, team, reasons } = found;
  const head = `${terminalName(who)} and ${terminalName(`${organization}/${team}`)}: ${verdict(found)}`;
  return [[head, ...reasons.map((reason) => `  ${terminalText(reason)}`)].join("\n")];
}

function verdict({ has, live_read: isRead }: NonNullable<Explained["why_not"]>): string {
  if (isRead) return has ? "nothing stands in the way" : "not there";
  return has ? "there by the files; the service was not asked" : "not there by the files";
}

/** The same for the summary of a job at GitHub. */
export function explainMarkdown(explained: Explained): string {
  const { who, names, standing, basis, kind, why_not: found } = explained;
  const rows = standing.flatMap(({ organization, access }) =>
    access.map((item) =>
      [
        markdownCode(organization),
        markdownPieces(accessPieces(item, kind)),
        markdownPieces(sincePieces(item)),
        item.source === undefined ? "" : markdownCode(placeOf(item.source)),
        appliedWords(item.applied),
      ].map(markdownCell),
    ),
  );
  const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
  const others = names.filter((name) => name !== bareName(explained)).map((name) => markdownCode(name));
  const live = liveLines(explained).map(markdownPieces);
  const notes = basisSentences(basis).map(markdownText);
  const blocks = [
    `### ${markdownCode(who)} on ${basis.on}`,
    [
      ...(others.length === 0 ? [] : [`also ${others.join(", ")}`]),
      `${markdownCode(basis.ref)} at ${commitCode(basis.commit)}`,
    ].join(" · "),
    rows.length === 0
      ? nowhere(explained).split("\n").map(markdownText).join("\n\n")
      : [
          "| organization | what | since | where | applied |",
          "| --- | --- | --- | --- | --- |",
          ...rows.map((cells) => `| ${cells.join(" | ")} |`),
        ].join("\n"),
    ...(rows.length === 0 ? [] : goneLines(explained).map(markdownText)),
    ...(live.length === 0 ? [] : [`Live:\n\n${list(live)}`]),
    ...(found === undefined
      ? []
      : [
          `${markdownCode(`${found.organization}/${found.team}`)}: ${verdict(found)}\n\n${list(found.reasons.map(markdownText))}`,
        ]),
    ...(notes.length === 0 ? [] : [`Notes:\n\n${list(notes)}`]),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function placeOf({ file, line }: NonNullable<Access["source"]>): string {
  return `${file}:${line}`;
}

function standingBlocks(
  standing: readonly Standing[],
  { teller, paint }: { readonly teller: Teller; readonly paint: Paint },
): string[] {
  const rows = standing.map(({ access }) => access.map((item) => rowOf(item, teller)));
  const widths = [0, 1, 2].map((column) =>
    Math.min(60, Math.max(0, ...rows.flat().map((row) => row[column]?.length ?? 0))),
  );
  return standing.map(({ organization }, index) =>
    [
      paint.bold(terminalName(organization)),
      ...(rows[index] ?? []).map((row) =>
        `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : paint.dim(cell.padEnd(widths[column] ?? 0)))).join("  ")}`.trimEnd(),
      ),
    ].join("\n"),
  );
}

function rowOf(access: Access, teller: Teller): string[] {
  const { source, applied } = access;
  return [
    terminalPieces(accessPieces(access, teller)),
    `since ${terminalPieces(sincePieces(access))}`,
    source === undefined ? "" : terminalText(placeOf(source)),
    appliedWords(applied),
  ];
}

/** "applied 2026-03-01 10:02", or that no journal tells of it. */
export function appliedWords(applied: Access["applied"]): string {
  if (applied === undefined) return "";
  return applied === null ? "not seen applied" : `applied ${applied.at.slice(0, 16).replace("T", " ")}`;
}

/** What the answer does not hold, and what was passed over. */
export function basisLines(basis: Basis, paint: Paint): string[] {
  const lines = basisSentences(basis).map((line) => paint.dim(terminalText(line)));
  return lines.length === 0 ? [] : [lines.join("\n")];
}

/** The same as sentences, for where no page and no JSON holds it. */
export function basisSentences({ notes, invalid, ...basis }: Basis): readonly string[] {
  const count = `${plural(invalid.length, "commit")} with invalid files ${invalid.length === 1 ? "counts" : "count"} as no change`;
  const passed =
    invalid.length === 0 || basis.unread !== undefined ? [] : [`${count}, the last ${lastInvalid(invalid)}`];
  return [...notes, ...passed, ...unreadSentences(basis)];
}

/** Of what nothing could be read, and why. */
export function unreadSentences({
  unread,
  unread_period: period,
}: Pick<Basis, "unread" | "unread_period">): readonly string[] {
  return [...new Set([unread, period])].filter((sentence) => sentence !== undefined);
}

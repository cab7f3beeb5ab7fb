/** `muster explain` for a terminal: what somebody has, a line each, with since when, by whose word, and where it stands. */
import { own, type Piece } from "../kinds/pieces.ts";
import type { Access, Basis, Explained, LiveDifference, Standing } from "../model/evidence.ts";
import { plural } from "../model/text.ts";
import type { Teller } from "../kinds/access.ts";
import { accessPieces, originPieces } from "./access.ts";
import {
  markdownCell,
  markdownCode,
  markdownText,
  terminalName,
  terminalText,
  visibleJson,
} from "./escape.ts";
import { markdownPieces } from "./markdownParts.ts";
import type { Paint } from "./paint.ts";
import { terminalPieces } from "./terminalParts.ts";

/** `{ schema_version, who, kind, names, basis, standing: [{ organization, access }], last?, near?, live?, why_not? }` */
export function explainJson(explained: Explained): string {
  return `${visibleJson(JSON.stringify({ schema_version: 1, ...explained }, null, 2))}\n`;
}

export function explainText(explained: Explained, paint: Paint): string {
  const { who, standing, basis } = explained;
  const asked = who.trim().toLowerCase();
  // What stands before the name of a team or an account is no part of it.
  const bare = explained.kind === "person" ? asked : asked.replace(/^.*[:/]/, "");
  const others = explained.names.filter((name) => name !== bare);
  const head = [
    paint.bold(terminalName(who)),
    ...(others.length === 0 ? [] : [`also ${others.map(terminalName).join(", ")}`]),
    `on ${basis.on}`,
    `${terminalText(basis.ref)} at ${basis.commit.slice(0, 7)}`,
  ].join(" · ");
  const blocks =
    standing.length === 0
      ? [nowhere(explained)]
      : standingBlocks(standing, { teller: explained.kind, paint });
  const rest = [...liveBlocks(explained, paint), ...whyNotBlocks(explained)];
  return [head, ...blocks, ...rest, ...basisLines(basis, paint)].map((block) => `${block}\n`).join("\n");
}

function nowhere({ last, near, names, basis }: Explained): string {
  const dated =
    basis.since === undefined ? "there are no files" : `the files begin on ${basis.since.slice(0, 10)}`;
  if (last?.ended !== undefined)
    return `  named nowhere, since ${terminalPieces(originPieces(last.ended))} (before: ${terminalPieces(accessPieces(last, "person"))} in ${terminalName(last.organization)})`;
  if (names.length > 0) return "  named nowhere on that day";
  return `  never named: ${dated}${near === undefined ? "" : `. Did you mean ${terminalName(near)}?`}`;
}

/** Of each organization that was read, what is not as the files say, and what only the service knows. */
function liveBlocks({ live = [], kind }: Explained, paint: Paint): string[] {
  if (live.length === 0) return [];
  const lines = live.flatMap(({ organization, differences, owns = [], keys = [], gap }) => {
    const name = terminalName(organization);
    const state =
      differences.length === 0
        ? [`  ${name}: as the files say`]
        : differences.map((item) => `  ${name}: ${terminalPieces(differencePieces(item, kind))}`);
    return [
      ...state,
      ...(owns.length === 0
        ? []
        : [
            `  ${name}: owns ${owns.map((item) => `${terminalText(item.resource)} ${terminalName(item.name)}`).join(", ")}`,
          ]),
      ...(keys.length === 0 ? [] : [`  ${name}: keys of their own: ${keys.map(terminalName).join(", ")}`]),
      ...(gap === undefined ? [] : [`  ${name}: what they own was not read whole: ${terminalText(gap)}`]),
    ];
  });
  return [[paint.bold("live"), ...lines].join("\n")];
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
  const { organization, team, has, reasons } = found;
  const head = `${terminalName(who)} and ${terminalName(`${organization}/${team}`)}: ${has ? "nothing stands in the way" : "not there"}`;
  return [[head, ...reasons.map((reason) => `  ${terminalText(reason)}`)].join("\n")];
}

/** The same for the summary of a job at GitHub. */
export function explainMarkdown(explained: Explained): string {
  const { who, standing, basis, live = [], kind, why_not: found } = explained;
  const cell = (text: string): string => markdownCell(text);
  const rows = standing.flatMap(({ organization, access }) =>
    access.map((item) => {
      const { source, since, applied } = item;
      const place = source === undefined ? "" : markdownCode(`${source.file}:${source.line}`);
      return `| ${cell(markdownCode(organization))} | ${cell(markdownPieces(accessPieces(item, kind)))} | ${cell(markdownPieces(originPieces(since)))} | ${cell(place)} | ${appliedWords(applied)} |`;
    }),
  );
  const differences = live.flatMap((side) =>
    side.differences.map(
      (item) => `- ${markdownCode(side.organization)}: ${markdownPieces(differencePieces(item, kind))}`,
    ),
  );
  const blocks = [
    `### ${markdownCode(who)} on ${basis.on}`,
    rows.length === 0
      ? markdownText(nowhere(explained).trim())
      : [
          "| organization | what | since | where | applied |",
          "| --- | --- | --- | --- | --- |",
          ...rows,
        ].join("\n"),
    ...(differences.length === 0 ? [] : [["Live it is otherwise:", "", ...differences].join("\n")]),
    ...(found === undefined ? [] : [found.reasons.map((reason) => `- ${markdownText(reason)}`).join("\n")]),
    ...(basis.notes.length === 0 ? [] : [basis.notes.map((note) => `- ${markdownText(note)}`).join("\n")]),
  ];
  return `${blocks.join("\n\n")}\n`;
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
  const { source, applied, since } = access;
  return [
    terminalPieces(accessPieces(access, teller)),
    `since ${terminalPieces(originPieces(since))}`,
    source === undefined ? "" : terminalText(`${source.file}:${source.line}`),
    appliedWords(applied),
  ];
}

/** "applied 2026-03-01 10:02", or that no journal tells of it. */
export function appliedWords(applied: Access["applied"]): string {
  if (applied === undefined) return "";
  return applied === null ? "not seen applied" : `applied ${applied.at.slice(0, 16).replace("T", " ")}`;
}

/** What the answer does not hold, and what was passed over. */
export function basisLines({ notes, invalid }: Basis, paint: Paint): string[] {
  const first = invalid.at(-1);
  const lines = [
    ...notes.map((note) => terminalText(note)),
    ...(first === undefined
      ? []
      : [
          `${plural(invalid.length, "commit")} with invalid files ${invalid.length === 1 ? "counts" : "count"} as no change, the last ${first.commit.slice(0, 7)} of ${first.at.slice(0, 10)}: ${terminalText(`${first.source.file}:${first.source.line}`)}: ${terminalText(first.error)}`,
        ]),
  ];
  return lines.length === 0 ? [] : [lines.map((line) => paint.dim(line)).join("\n")];
}

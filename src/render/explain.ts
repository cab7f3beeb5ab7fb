/** `muster explain` for a terminal: what somebody has, a line each, with since when, by whose word, and where it stands. */
import type { Access, Basis, Explained, Standing } from "../model/evidence.ts";
import { plural } from "../model/text.ts";
import { accessPieces, originPieces, type Teller } from "./access.ts";
import { terminalName, terminalText, visibleJson } from "./escape.ts";
import type { Paint } from "./paint.ts";
import { terminalPieces } from "./text.ts";

/** `{ schema_version, who, kind, names, basis, standing: [{ organization, access }], last?, near? }` */
export function explainJson(explained: Explained): string {
  return `${visibleJson(JSON.stringify({ schema_version: 1, ...explained }, null, 2))}\n`;
}

export function explainText(explained: Explained, paint: Paint): string {
  const { who, standing, basis } = explained;
  const others = explained.names.filter((name) => name !== who.toLowerCase());
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
  return [head, ...blocks, ...basisLines(basis, paint)].map((block) => `${block}\n`).join("\n");
}

function nowhere({ last, near, names, basis }: Explained): string {
  const dated =
    basis.since === undefined ? "there are no files" : `the files begin on ${basis.since.slice(0, 10)}`;
  if (last?.ended !== undefined)
    return `  named nowhere, since ${terminalPieces(originPieces(last.ended))} (before: ${terminalPieces(accessPieces(last, "person"))} in ${terminalName(last.organization)})`;
  if (names.length > 0) return "  named nowhere on that day";
  return `  never named: ${dated}${near === undefined ? "" : `. Did you mean ${terminalName(near)}?`}`;
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

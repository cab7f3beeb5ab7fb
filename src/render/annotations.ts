/** Remarks on the files where GitHub shows them: as annotations at their lines, and what is too many for those as Markdown. */
import { sortDiagnostics } from "../model/diagnostic.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { plural } from "../model/text.ts";
import { markdownCode, markdownText, terminalText, workflowData, workflowProperty } from "./escape.ts";
import type { Block } from "./fit.ts";
import { alertOpen, foldLong, moreLine, placeCode } from "./markdownParts.ts";
import { shownOf } from "./shown.ts";

/** Workflow commands, and the remarks that found no place among them. */
interface Annotations {
  /** One command each, without a line break. */
  readonly lines: readonly string[];
  readonly rest: readonly Diagnostic[];
}

/** Remarks as annotations, sorted by place, at most so many errors and so many warnings: GitHub shows 10 of a type and step. */
export function annotations(
  diagnostics: readonly Diagnostic[],
  { perType }: { readonly perType: number },
): Annotations {
  const lines: string[] = [];
  const rest: Diagnostic[] = [];
  const used = { error: 0, warning: 0 };
  for (const item of sortDiagnostics(diagnostics)) {
    used[item.severity] += 1;
    if (used[item.severity] > perType) rest.push(item);
    else lines.push(annotation(item));
  }
  return { lines, rest };
}

/** One workflow command a line, which GitHub shows at the place in the pull request. Empty for none. */
export function diagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return annotations(shownOf(diagnostics).shown, { perType: Infinity })
    .lines.map((line) => `${line}\n`)
    .join("");
}

function annotation({ source, severity, code, message, hint }: Diagnostic): string {
  const said = hint === undefined ? message : `${message} ${hint}`;
  const place = `file=${property(source.file)},line=${source.line},col=${source.column}`;
  return `::${severity} ${place},title=${property(code)}::${workflowData(terminalText(said))}`;
}

function property(text: string): string {
  return workflowProperty(terminalText(text));
}

/** Remarks as blocks: errors in an alert, warnings below it in a list. */
export function diagnosticBlocks(
  diagnostics: readonly Diagnostic[],
  { fileUrl, tier }: { readonly fileUrl?: string | undefined; readonly tier: number },
): Block[] {
  const { shown, errors: errorCount, warnings: warningCount } = shownOf(diagnostics);
  const linesOf = (severity: Diagnostic["severity"], prefix: string) =>
    shown
      .filter((item) => item.severity === severity)
      .map((item) => ({ text: `${prefix}${diagnosticText(item, fileUrl)}`, tier, group: severity }));
  const errors = linesOf("error", "> - ");
  const warnings = linesOf("warning", "- ");
  const folded = foldLong(warnings.length, plural(warningCount, "warning"));
  return [
    {
      open: alertOpen("CAUTION", `${plural(errorCount, "error")} in the files`),
      lines: errors,
      close: [],
      more: moreLine("> - "),
    },
    {
      open: [`**${plural(warningCount, "warning")} on the files**`, "", ...folded.open],
      lines: warnings,
      close: folded.close,
      more: moreLine("- "),
    },
  ];
}

function diagnosticText({ source, message, hint, code }: Diagnostic, fileUrl: string | undefined): string {
  const place = placeCode({ place: `${source.file}:${source.line}`, source }, fileUrl);
  const said = hint === undefined ? markdownText(message) : `${markdownText(message)} ${markdownText(hint)}`;
  return `${place} ${said} · ${markdownCode(code)}`;
}

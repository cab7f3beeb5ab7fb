/** Remarks on the access files for a terminal, and as JSON. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { plural } from "../model/text.ts";
import { terminalText, jsonText } from "./escape.ts";
import { shownOf, type ShownRemarks } from "./shown.ts";
import type { Paint } from "./paint.ts";

/** `FILE:LINE:COLUMN: error: message [code]`, a hint below it, and a last line with the counts. Empty for none. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  if (diagnostics.length === 0) return "";
  const { shown, ...counts } = shownOf(diagnostics);
  const lines = shown.flatMap((item) => {
    const severity = item.severity === "error" ? paint.red("error") : paint.magenta("warning");
    const place = paint.bold(terminalText(placeOf(item)));
    const hint = item.hint === undefined ? [] : [`  ${paint.bold("hint:")} ${terminalText(item.hint)}`];
    return [
      `${place}: ${severity}: ${terminalText(item.message)} ${paint.dim(`[${terminalText(item.code)}]`)}`,
      ...hint,
    ];
  });
  return `${lines.join("\n")}\n\n${diagnosticCounts(counts)}\n`;
}

/** "2 errors, 1 warning in 3 files." */
function diagnosticCounts({ errors, warnings, files }: Omit<ShownRemarks, "shown">): string {
  const counts = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  return `${counts.join(", ")} in ${plural(files, "file")}.`;
}

/** `{ schema_version, diagnostics: [{ file, line, column, severity, code, message, hint? }] }`, sorted by place. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  const list = shownOf(diagnostics).shown.map(({ source, severity, code, message, hint }) => ({
    file: source.file,
    line: source.line,
    column: source.column,
    severity,
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
  }));
  return jsonText({ schema_version: 1, diagnostics: list });
}

function placeOf({ source }: Diagnostic): string {
  return `${source.file}:${source.line}:${source.column}`;
}

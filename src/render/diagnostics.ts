/** Remarks on the access files for a terminal, as JSON, and as GitHub annotations. */
import { sortDiagnostics } from "../model/diagnostic.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { plural } from "../model/text.ts";
import { annotations } from "./annotations.ts";
import { terminalText, jsonText } from "./escape.ts";
import type { Paint } from "./paint.ts";

/** `FILE:LINE:COLUMN: error: message [code]`, a hint below it, and a last line with the counts. Empty for none. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint): string {
  if (diagnostics.length === 0) return "";
  const lines = sortDiagnostics(diagnostics).flatMap((item) => {
    const severity = item.severity === "error" ? paint.red("error") : paint.magenta("warning");
    const place = paint.bold(terminalText(placeOf(item)));
    const hint = item.hint === undefined ? [] : [`  ${paint.bold("hint:")} ${terminalText(item.hint)}`];
    return [
      `${place}: ${severity}: ${terminalText(item.message)} ${paint.dim(`[${terminalText(item.code)}]`)}`,
      ...hint,
    ];
  });
  return `${lines.join("\n")}\n\n${diagnosticCounts(diagnostics)}\n`;
}

/** "2 errors, 1 warning in 3 files." */
function diagnosticCounts(diagnostics: readonly Diagnostic[]): string {
  const all = sortDiagnostics(diagnostics);
  const count = (severity: Diagnostic["severity"]): number =>
    all.filter((item) => item.severity === severity).length;
  const files = new Set(all.map((item) => item.source.file)).size;
  const [errors, warnings] = [count("error"), count("warning")];
  const counts = [
    ...(errors > 0 ? [plural(errors, "error")] : []),
    ...(warnings > 0 ? [plural(warnings, "warning")] : []),
  ];
  return counts.length === 0 ? "No problems." : `${counts.join(", ")} in ${plural(files, "file")}.`;
}

/** `{ schema_version, diagnostics: [{ file, line, column, severity, code, message, hint? }] }`, sorted by place. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  const list = sortDiagnostics(diagnostics).map(({ source, severity, code, message, hint }) => ({
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

/** One workflow command a line, which GitHub shows at the place in the pull request. Empty for none. */
export function diagnosticsGithub(diagnostics: readonly Diagnostic[]): string {
  return annotations(diagnostics, { perType: Infinity })
    .lines.map((line) => `${line}\n`)
    .join("");
}

function placeOf({ source }: Diagnostic): string {
  return `${source.file}:${source.line}:${source.column}`;
}

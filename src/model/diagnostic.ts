/** A remark on the access files, always with a place in a file. */
import { compareText } from "./text.ts";

/** A place in a file. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Source {
  /** Path with "/" between folders, as the user would name it: `access/acme/members.yaml`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What is wrong (or doubtful) in a file, where, and what to do about it. */
export interface Diagnostic {
  /** Stable name of the rule, kebab-case: `unknown-key`, `duplicate-member`. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** What to do next, when there is more to say than the message says. */
  readonly hint?: string;
  readonly source: Source;
  /** How many it stands for, where it tells of those that are not told one by one. */
  readonly count?: number;
}

/** How many errors there are, told one by one or not. */
export function errorCount(diagnostics: readonly Diagnostic[]): number {
  return diagnostics.reduce((sum, { severity, count = 1 }) => (severity === "error" ? sum + count : sum), 0);
}

/** Whether anything is wrong, and not doubtful alone. */
export function hasErrors(diagnostics: readonly Pick<Diagnostic, "severity">[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

/** Sorted by file, line, column, then code and message; equal ones once. */
export function sortDiagnostics(diagnostics: Iterable<Diagnostic>): Diagnostic[] {
  const sorted = [...diagnostics].sort(
    (a, b) =>
      compareText(a.source.file, b.source.file) ||
      a.source.line - b.source.line ||
      a.source.column - b.source.column ||
      compareText(a.code, b.code) ||
      compareText(a.message, b.message),
  );
  return sorted.filter((item, index) => {
    const before = sorted[index - 1];
    return (
      before === undefined ||
      before.code !== item.code ||
      before.message !== item.message ||
      before.source.file !== item.source.file ||
      before.source.line !== item.source.line ||
      before.source.column !== item.source.column
    );
  });
}

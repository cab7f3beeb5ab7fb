/** What is wrong with the files as they stand, in a sentence for who asked something else. */
import { errorCount, type Diagnostic } from "../../model/diagnostic.ts";
import { plural } from "../../model/text.ts";

/** How many errors the files as they stand have, and where to begin. */
export function faultsIn(diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics.find(({ severity }) => severity === "error");
  const where =
    first === undefined ? "" : `, the first in ${first.source.file}:${first.source.line}: ${first.message}`;
  return `the files as they stand have ${plural(errorCount(diagnostics), "error")}${where}`;
}

/** Remarks as they are shown: sorted, and few of each kind in each file. */
import { sortDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import { few } from "../model/few.ts";

/** Equal remarks count once. */
export interface ShownRemarks {
  /** Sorted by place. */
  readonly shown: readonly Diagnostic[];
  /** How many there are, shown or not. */
  readonly errors: number;
  readonly warnings: number;
  readonly files: number;
}

/** What is shown of remarks. */
export function shownOf(diagnostics: readonly Diagnostic[]): ShownRemarks {
  const gathered = few();
  const counts = { error: 0, warning: 0 };
  const files = new Set<string>();
  for (const item of sortDiagnostics(diagnostics)) {
    const { file } = item.source;
    counts[item.severity] += item.count ?? 1;
    files.add(file);
    gathered.add(item, file, () => item);
  }
  return { shown: gathered.all(), errors: counts.error, warnings: counts.warning, files: files.size };
}

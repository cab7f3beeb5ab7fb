/**
 * Access files to organizations as they should be. Total: whatever the bytes are, the answer is organizations
 * or remarks with a place, never an exception and never an organization that was only half read.
 */
import { sortDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { organizationOf } from "./desired.ts";
import { layOut } from "./layout.ts";
import { readFolder } from "./merge.ts";
import { judge } from "./rules/all.ts";

/** What the files declare, and every remark on them, sorted by place. */
export interface Declared {
  /** By key; without those that have an error. */
  readonly organizations: readonly Organization[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a tree of access files. `label` is what the user calls the access folder: places name it. `today` is the
 * day (UTC) that dates in the files are held against, as YYYY-MM-DD; passing time brings warnings only.
 */
export function declare(input: {
  readonly tree: Tree;
  readonly label: string;
  readonly today: string;
}): Declared {
  const layout = layOut(input.tree, input.label);
  const read = sortedBy(layout.folders, (folder) => folder.key).map((folder) =>
    readFolder(folder, input.label),
  );
  const judged = judge(
    read.map((folder) => folder.facts),
    input.today,
  );
  const diagnostics = [...layout.diagnostics, ...read.flatMap((folder) => folder.diagnostics), ...judged];
  const faulty = new Set(
    diagnostics
      .filter((item) => item.severity === "error")
      .map((item) => folderOf(item.source.file, input.label)),
  );
  const organizations = read.flatMap(({ facts }) =>
    facts.settings === undefined || !facts.readable || faulty.has(facts.key)
      ? []
      : [organizationOf(facts, facts.settings)],
  );
  return { organizations, diagnostics: sortDiagnostics(diagnostics) };
}

function folderOf(file: string, label: string): string | undefined {
  return file.slice(label.length + 1).split("/")[0];
}

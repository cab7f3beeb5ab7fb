/**
 * Access files to organizations as they should be. Total: whatever the bytes are, the answer is organizations
 * or remarks with a place, never an exception and never an organization that was only half read.
 */
import { sortDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Organization } from "../model/organization.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { endingOn } from "./dates.ts";
import { factsOn } from "./day.ts";
import { desiredBy, organizationOf } from "./desired.ts";
import type { Facts, Settings } from "./facts.ts";
import { layOut, peopleFile } from "./layout.ts";
import { readFolder, readPeopleFile } from "./merge.ts";
import { judge } from "./rules/all.ts";
import { checkPeople } from "./rules/persons.ts";

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
  const { people, diagnostics: onPeople } = readPeopleFile(layout.people, layout.peopleReadable);
  const read = sortedBy(layout.folders, (folder) => folder.key).map((folder) =>
    readFolder(folder, { label: input.label, people }),
  );
  const organizationFacts = read.map((folder) => folder.facts);
  const diagnostics = [
    ...layout.diagnostics,
    ...onPeople,
    ...read.flatMap((folder) => folder.diagnostics),
    ...judge(organizationFacts, input.today),
    ...checkPeople(people, organizationFacts),
  ];
  const faulty = new Set(
    diagnostics
      .filter((item) => item.severity === "error")
      .map((item) => folderOf(item.source.file, input.label)),
  );
  const organizations = read.flatMap(({ facts }) =>
    // People are in every organization: an error in their file is one in each.
    facts.settings === undefined || !facts.readable || faulty.has(facts.key) || faulty.has(peopleFile)
      ? []
      : [onDay(facts, facts.settings, input.today)],
  );
  return { organizations, diagnostics: sortDiagnostics(diagnostics) };
}

/** The organization as it should be on a day, and, when some date of its files has come, as it should be otherwise. */
function onDay(facts: Facts, settings: Settings, today: string): Organization {
  const dated = factsOn(facts, today);
  const ending = endingOn(dated, today);
  const organization = {
    ...organizationOf(dated, settings),
    ...(ending.length === 0 ? {} : { ending }),
  };
  return dated === facts ? organization : { ...organization, undated: desiredBy(facts) };
}

function folderOf(file: string, label: string): string | undefined {
  return file.slice(label.length + 1).split("/")[0];
}

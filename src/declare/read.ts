/**
 * Access files to organizations as they should be. Total: whatever the bytes are, the answer is organizations
 * or remarks with a place, never an exception and never an organization that was only half read.
 */
import { sortDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Limit } from "../model/limit.ts";
import type { Organization } from "../model/organization.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { endingOn } from "./dates.ts";
import { factsOn } from "./day.ts";
import { desiredBy, organizationOf } from "./desired.ts";
import type { Facts, People, Settings } from "./facts.ts";
import { layOut, peopleFile, type AccessFile } from "./layout.ts";
import { readFolder, readPeopleFile } from "./merge.ts";
import { limitedFacts, withEnded } from "./limits.ts";
import { judge } from "./rules/all.ts";
import { checkPeople } from "./rules/persons.ts";

/** What the files declare, and every remark on them, sorted by place. */
export interface Declared {
  /** By key; without those that have an error. */
  readonly organizations: readonly Organization[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A tree of access files. */
export interface DeclareInput {
  readonly tree: Tree;
  /** What the user calls the access folder: places name it. */
  readonly label: string;
  /** The day (UTC) that dates in the files are held against, as YYYY-MM-DD; passing time brings warnings only. */
  readonly today: string;
  /** Keys of organizations that stand in the same folder and are not read: whoever names one names something. */
  readonly others?: readonly string[];
}

/** What the files say, before it comes to organizations. */
export interface Said {
  readonly peopleFile: AccessFile | undefined;
  readonly people: People;
  /** By key of the organization. */
  readonly folders: readonly { readonly files: readonly AccessFile[]; readonly facts: Facts }[];
  /** Every remark, sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a tree of access files, and judges what they say. */
export function readAccess({ tree, label, today, others = [] }: DeclareInput): Said {
  const layout = layOut(tree, label, others);
  const { people, diagnostics: onPeople } = readPeopleFile(layout.people, layout.peopleReadable);
  const read = sortedBy(layout.folders, (folder) => folder.key).map((folder) => ({
    files: folder.files,
    ...readFolder(folder, { label, people }),
  }));
  const facts = read.map((folder) => folder.facts);
  const diagnostics = [
    ...layout.diagnostics,
    ...onPeople,
    ...read.flatMap((folder) => folder.diagnostics),
    ...judge(facts, { today, others }),
    ...checkPeople(people, facts, others),
  ];
  return { peopleFile: layout.people, people, folders: read, diagnostics: sortDiagnostics(diagnostics) };
}

/** Reads a tree of access files: the organizations that they declare, and every remark. */
export function declare(input: DeclareInput): Declared {
  const { sound, diagnostics } = soundIn(input);
  const organizations = sound.map(({ facts, settings }) => onDay(facts, settings, input.today));
  return { organizations, diagnostics };
}

/** One organization of a tree, with these terms in place of those that its files give; undefined where none is declared. */
export function declareLimited(
  input: DeclareInput,
  { key, limits }: { readonly key: string; readonly limits: readonly Limit[] },
): Organization | undefined {
  const found = soundIn(input).sound.find(({ facts }) => facts.key === key);
  return found === undefined
    ? undefined
    : withEnded(onDay(limitedFacts(found.facts, limits), found.settings, input.today), limits);
}

/** What every rule finds no error in, and what the rules find. */
export function soundIn(input: DeclareInput) {
  const { folders, diagnostics } = readAccess(input);
  const faulty = new Set(
    diagnostics
      .filter((item) => item.severity === "error")
      .map((item) => folderOf(item.source.file, input.label)),
  );
  const sound = folders.flatMap(({ facts }) =>
    // People are in every organization: an error in their file is one in each.
    facts.settings === undefined || !facts.readable || faulty.has(facts.key) || faulty.has(peopleFile)
      ? []
      : [{ facts, settings: facts.settings }],
  );
  return { sound, diagnostics };
}

/** The people of the file of all people, as far as it can be read. */
export function peopleIn(tree: Tree, label: string): People {
  const { people, peopleReadable } = layOut(tree, label);
  return readPeopleFile(people, peopleReadable).people;
}

/** What the files of one organization say, whatever is wrong with them; nothing where it has none. */
export function factsIn(tree: Tree, { label, key }: { readonly label: string; readonly key: string }): Facts {
  const { folders, people: file, peopleReadable } = layOut(tree, label);
  const { people } = readPeopleFile(file, peopleReadable);
  const folder = folders.find((it) => it.key === key) ?? { key, files: [], complete: true };
  return readFolder(folder, { label, people }).facts;
}

/** The organization as it should be on a day, and, when some date of its files has come, as it should be otherwise. */
export function onDay(facts: Facts, settings: Settings, today: string): Organization {
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

/**
 * Access files to organizations as they should be. Total: whatever the bytes are, the answer is organizations
 * or remarks with a place, never an exception and never an organization that was only half read.
 */
import { hasErrors, sortDiagnostics, type Diagnostic } from "../model/diagnostic.ts";
import type { Limit } from "../model/limit.ts";
import type { Organization } from "../model/organization.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { endingOn } from "./dates.ts";
import { factsOn } from "./factsOn.ts";
import { desiredBy, namedBy, organizationOf } from "./desired.ts";
import type { Facts, People } from "./facts.ts";
import type { Settings } from "./settings.ts";
import { layOut, peopleFile, type AccessFile, type Folder as LaidFolder } from "./layout.ts";
import { readFolder, readPeopleFile } from "./merge.ts";
import { limitedFacts, withEnded } from "./limits.ts";
import { append } from "./place.ts";
import { judgeOne, judgeTogether, judgeValid } from "./rules/all.ts";
import { outlineOf, type Outline } from "./rules/outline.ts";
import { checkPeople, crowdIn, successorsAsked, type Crowd } from "./rules/persons.ts";

/** What the files declare, and every remark on them, sorted by place. */
export interface Declared {
  /** By key; without those that have an error. */
  readonly organizations: readonly Organization[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A tree of access files. */
export interface DeclareInput {
  /** Where trees are read one after the other that have most of their folders in common; not with `others`. */
  readonly known?: KnownFolders;
  readonly tree: Tree;
  /** What the user calls the access folder: places name it. */
  readonly label: string;
  /** The day (UTC) that dates in the files are held against, as YYYY-MM-DD; passing time brings warnings only. */
  readonly today: string;
  /** Keys of organizations that stand in the same folder and are not read: whoever names one names something. */
  readonly others?: readonly string[];
  /** Nobody asks for warnings. */
  readonly errorsOnly?: boolean;
  /**
   * Keys of the organizations that are read; all without it. Of the others only the settings count, since no two may
   * speak of one organization.
   */
  readonly only?: ReadonlySet<string> | undefined;
  /** Its files go on to other versions, which are told from them. */
  readonly goesOn?: boolean;
  /** The tree is read this once: what its files say need not be remembered for another that shares them. */
  readonly once?: boolean;
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

/** One organization's folder, read and judged by itself. */
interface Folder {
  readonly files: readonly AccessFile[];
  readonly facts: Facts;
  /** False when its own files have an error. */
  readonly sound: boolean;
}

/** What was made of an organization's folder, and of which bytes: of many trees, most folders are the same. */
export interface KnownFolder {
  readonly of: {
    readonly files: readonly AccessFile[];
    readonly complete: boolean;
    readonly people: Uint8Array | undefined;
  };
  readonly facts: Facts;
  /** Warnings are those of the day on which it was read first; errors are of no day. */
  readonly found: readonly Diagnostic[];
  readonly crowd: Crowd;
  readonly outline: Outline;
}

/** By key: what is to be remembered from one tree to the next. */
export type KnownFolders = Map<string, KnownFolder>;

function isOf(
  { files, complete, people }: KnownFolder["of"],
  folder: LaidFolder,
  bytesOfPeople: Uint8Array | undefined,
): boolean {
  return (
    complete === folder.complete &&
    people === bytesOfPeople &&
    files.length === folder.files.length &&
    files.every((file, index) => {
      const other = folder.files[index];
      return file.bytes === other?.bytes && file.name === other.name;
    })
  );
}

/**
 * Reads a tree of access files, one organization after the other, and judges what they say. Of each only what is kept
 * stays, and what the rules on all need.
 */
function readEach<T>(input: DeclareInput, keep: (folder: Folder) => T) {
  const { tree, label, today, only, once = false, goesOn = false, errorsOnly = false } = input;
  const layout = layOut(tree, label, input.others);
  const isAsked = ({ key }: LaidFolder): boolean => only?.has(key) !== false;
  const others = [
    ...(input.others ?? []),
    ...layout.folders.flatMap((folder) => (isAsked(folder) ? [] : [folder.key])),
  ];
  const { people, diagnostics: onPeople } = readPeopleFile(layout.people, layout.peopleReadable);
  const diagnostics: Diagnostic[] = [...layout.diagnostics, ...onPeople];
  const outlines: Outline[] = [];
  const crowds: Crowd[] = [];
  const asked = successorsAsked(people);
  const known = input.known;
  const bytesOfPeople = layout.people?.bytes;
  const readOne = (folder: LaidFolder): KnownFolder => {
    const same = known?.get(folder.key);
    if (same !== undefined && isOf(same.of, folder, bytesOfPeople)) return same;
    const { facts, diagnostics: onFiles } = readFolder(folder, { label, people, once, goesOn });
    const crowd = crowdIn(facts, asked);
    const judged = errorsOnly ? judgeValid(facts, today) : judgeOne(facts, today);
    const found = [...onFiles, ...judged, ...crowd.diagnostics];
    const { files, complete } = folder;
    const made = {
      of: { files, complete, people: bytesOfPeople },
      facts,
      found,
      crowd,
      outline: outlineOf(facts),
    };
    known?.set(folder.key, made);
    return made;
  };
  const kept = sortedBy(layout.folders, ({ key }) => key).flatMap((folder) => {
    if (!isAsked(folder)) {
      const glanced = glancedAt(folder, { label, people });
      append(diagnostics, glanced.diagnostics);
      outlines.push(glanced.outline);
      return [];
    }
    const { facts, found, crowd, outline } = readOne(folder);
    append(diagnostics, found);
    crowds.push(crowd);
    outlines.push(outline);
    return [keep({ files: folder.files, facts, sound: !hasErrors(found) })];
  });
  append(diagnostics, judgeTogether(outlines, input.others ?? []));
  append(diagnostics, checkPeople(people, crowds, others));
  return { peopleFile: layout.people, people, kept, outlines, diagnostics: sortDiagnostics(diagnostics) };
}

/** The settings of an organization that nobody asked for, and what keeps them from being known. */
function glancedAt(
  { key, files, complete }: LaidFolder,
  { label, people }: { readonly label: string; readonly people: People },
): { readonly outline: Outline; readonly diagnostics: readonly Diagnostic[] } {
  const settings = { key, files: files.filter(({ position }) => position === "organization"), complete };
  const { facts, diagnostics } = readFolder(settings, { label, people, once: true });
  return {
    outline: outlineOf({ ...facts, service_accounts: new Map() }),
    diagnostics: diagnostics.filter(({ severity }) => severity === "error"),
  };
}

/** An organization as its settings name it. */
export type Named = Pick<Organization, "key" | "name" | "connection">;

/** Which organizations the files declare, and what is wrong with their settings: nothing else of them is read. */
export function declareNames(input: Omit<DeclareInput, "only" | "once" | "known">): {
  readonly organizations: readonly Named[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const { outlines, diagnostics } = readEach({ ...input, only: new Set() }, () => undefined);
  const organizations = outlines.flatMap(({ key, settings }) =>
    settings === undefined ? [] : [{ key, ...namedBy(settings) }],
  );
  return { organizations, diagnostics };
}

/** Reads a tree of access files, and judges what they say. */
export function readAccess(input: DeclareInput): Said {
  const {
    peopleFile: file,
    people,
    kept,
    diagnostics,
  } = readEach(input, ({ files, facts }) => ({ files, facts }));
  return { peopleFile: file, people, folders: kept, diagnostics };
}

/** Reads a tree of access files: the organizations that they declare, and every remark. */
export function declare(input: DeclareInput): Declared {
  const { kept, diagnostics } = soundIn(input, ({ facts, settings }) => onDay(facts, settings, input.today));
  return { organizations: kept, diagnostics };
}

/** How much the files declare, and every remark on them. */
export interface Surveyed {
  /** By key; without those that have an error. */
  readonly organizations: readonly {
    readonly key: string;
    readonly members: number;
    readonly teams: number;
  }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The same remarks, where nobody asks for the organizations: of each only its size stays. */
export function survey(input: DeclareInput): Surveyed {
  const { kept, diagnostics } = soundIn({ ...input, once: true }, ({ facts }) => {
    // As many as the organization has of them, which nobody asked for.
    const { key, members, teams } = factsOn(facts, input.today);
    return { key, members: members.size, teams: teams.size };
  });
  return { organizations: kept, diagnostics };
}

/** One organization of a tree that has no errors, with these terms in place of those that its files give. */
export function declareLimited(
  input: DeclareInput,
  { key, limits }: { readonly key: string; readonly limits: readonly Limit[] },
): Organization | undefined {
  const { people, folders } = layOut(input.tree, input.label);
  const folder = folders.find((each) => each.key === key);
  if (folder === undefined) return undefined;
  const { facts } = readFolder(folder, {
    label: input.label,
    people: readPeopleFile(people, true).people,
    once: input.once ?? false,
  });
  return facts.settings === undefined
    ? undefined
    : withEnded(onDay(limitedFacts(facts, limits), facts.settings, input.today), limits);
}

/** What is kept of those organizations that every rule finds no error in, and what the rules find. */
export function soundIn<T>(
  input: DeclareInput,
  keep: (organization: { readonly facts: Facts; readonly settings: Settings }) => T,
): { readonly kept: readonly T[]; readonly diagnostics: readonly Diagnostic[] } {
  const { kept, diagnostics } = readEach(input, ({ facts, sound }) => {
    const { key, settings } = facts;
    return settings === undefined || !facts.readable || !sound
      ? []
      : [{ key, it: keep({ facts, settings }) }];
  });
  const faulty = new Set(
    diagnostics
      .filter((item) => item.severity === "error")
      .map((item) => folderOf(item.source.file, input.label)),
  );
  // People are in every organization: an error in their file is one in each.
  const sound = kept.flat().filter(({ key }) => !faulty.has(key) && !faulty.has(peopleFile));
  return { kept: sound.map(({ it }) => it), diagnostics };
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
  return readFolder(folder, { label, people, once: false }).facts;
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

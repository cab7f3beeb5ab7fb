/** Reads the files of one organization and merges their sections; a name may stand once in all of them. */
import { hasErrors, type Diagnostic } from "../model/diagnostic.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import { providerNames, vocabularyOf } from "../model/vocabularies/all.ts";
import { addToTeams } from "./additions.ts";
import type { Facts, People } from "./facts.ts";
import type { Settings } from "./settings.ts";
import type { DeclaredTeam, Items, ListedId, OnceName } from "./items.ts";
import { withIds } from "./knownIds.ts";
import { withIncludes } from "./includes.ts";
import type { AccessFile, Folder } from "./layout.ts";
import { addOnce } from "./named.ts";
import type { Node } from "./node.ts";
import { parseNodes } from "./nodes.ts";
import { firstVersion, type Version } from "./versions/version.ts";
import type { ParsedFile } from "./versions/words.ts";
import { append, errorAt, sourceFile, type Place } from "./place.ts";
import { accountOwners, peopleAt, peopleOf } from "./persons.ts";
import { emptyMaps, onceOf, onceNames, type Lists, type OnceMaps } from "./sections/all.ts";
import { readSections, withPeople, type Sections } from "./sections/read.ts";
import { entryOf } from "./shape.ts";
import { decode } from "./text.ts";
import { given } from "../model/given.ts";

/** What the file of all people says, and what is wrong in it by itself. `readable` is false when there is one that was left out. */
export function readPeopleFile(
  file: AccessFile | undefined,
  readable: boolean,
): { readonly people: People; readonly diagnostics: readonly Diagnostic[] } {
  // Of people nothing depends on the service.
  const read = file === undefined ? undefined : readFile(file, firstService, parseFile);
  const diagnostics = [...(read?.diagnostics ?? [])];
  const legible = readable && (read === undefined || read.sections !== undefined);
  return { people: peopleOf(read?.sections?.people ?? [], { readable: legible, diagnostics }), diagnostics };
}

interface Reading {
  /** What the user calls the access folder. */
  readonly label: string;
  readonly people: People;
  /** The files are not remembered. */
  readonly once: boolean;
  /** They go on from version to version, and the facts hold these versions. */
  readonly goesOn?: boolean;
}

/** What the folder's files say together, and what is wrong in them so far. */
export function readFolder(
  folder: Folder,
  { label, people: all, once, goesOn = false }: Reading,
): { readonly facts: Facts; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const versions = new Map<string, Version>();
  const parse = parsingEachOnce(goesOn ? firstVersions(versions) : parseFile);
  const service = serviceOf(folder, parse);
  const { vocabulary } = service;
  const people = peopleAt(all, { key: folder.key, vocabulary });
  const merged = emptyMaps();
  const ids: ListedId[] = [];
  const additions: DeclaredTeam[] = [];
  const own = `${label}/${folder.key}/`;
  let settings: Settings | undefined;
  let at: Place | undefined;
  let readable = folder.complete;
  for (const file of folder.files) {
    const read = once || goesOn ? sectionsOf(file, service, parse) : readFile(file, service, parse);
    append(diagnostics, read.diagnostics);
    if (read.sections === undefined) {
      readable = false;
      continue;
    }
    const sections = withPeople(read.sections, people);
    settings ??= sections.settings;
    at ??= sections.organizationAt;
    append(ids, sections.ids);
    append(
      additions,
      sections.teams.filter(({ addsTo }) => addsTo !== undefined),
    );
    const declared = sections.teams.filter(({ addsTo }) => addsTo === undefined);
    for (const name of onceNames)
      addSection(merged, name, { lists: { ...sections, teams: declared }, diagnostics, own });
  }
  addToTeams({ teams: merged.teams, additions, folder: own, diagnostics });
  const expected = sourceFile(`${label}/${folder.key}/organization.yaml`, "");
  if (at === undefined && readable) diagnostics.push(missingOrganization({ file: expected, offset: 0 }));
  const known = withIds(merged, ids, diagnostics);
  const facts = {
    key: folder.key,
    vocabulary,
    ...known,
    ids,
    service_accounts: accountOwners(known.service_accounts, { people, teams: merged.teams }),
    people,
    readable,
    sound: readable && people.sound && diagnostics.length === 0,
    at: at ?? { file: expected, offset: 0 },
  };
  const said: Facts = { ...facts, ...given({ settings }), ...(goesOn ? { versions } : {}) };
  const teams = withIncludes(said);
  return { facts: teams === said.teams ? said : { ...said, teams }, diagnostics };
}

/** What a file of the folder, or a part of it, says with people under their addresses; undefined where something is wrong in it. */
export function sectionsIn(
  folder: Folder,
  { name, parsed, people }: { readonly name: string; readonly parsed: ParsedFile; readonly people: People },
): Sections | undefined {
  const { source, root, diagnostics } = parsed;
  const position = folder.files.find((file) => file.name === name)?.position;
  if (position === undefined || source === undefined || root === undefined) return undefined;
  const { vocabulary } = serviceOf(folder, parseFile);
  const sections = readSections({ ...source, vocabulary }, root, position);
  const isWrong = hasErrors([...diagnostics, ...sections.diagnostics]);
  return isWrong ? undefined : withPeople(sections, people);
}

interface ReadFile {
  readonly sections?: Sections;
  readonly diagnostics: readonly Diagnostic[];
}

type Parse = (file: AccessFile) => ParsedFile;

/** Of one folder: the settings are looked at before all else, and are not parsed again for it. */
function parsingEachOnce(parse: Parse): Parse {
  const known = new Map<AccessFile, ParsedFile>();
  return (file) => {
    const parsed = known.get(file) ?? parse(file);
    if (file.position === "organization") known.set(file, parsed);
    return parsed;
  };
}

/** What was read of a file's bytes, by its name: of two versions of a folder, most files are the same. */
const readAlready = remembered<ReadFile>();
const namedAlready = remembered<SaidService>();

function remembered<T>() {
  const all = new WeakMap<Uint8Array, Map<string, T>>();
  return (bytes: Uint8Array, name: string, make: () => T): T => {
    const known = all.get(bytes) ?? new Map<string, T>();
    all.set(bytes, known);
    const result = known.get(name) ?? make();
    known.set(name, result);
    return result;
  };
}

/** What a file says depends on its name, its place, its service and its bytes alone, so that it is read once for all trees that share them. */
function readFile(file: AccessFile, service: SaidService, parse: Parse): ReadFile {
  const name = `${file.position} ${service.name} ${file.name}`;
  return readAlready(file.bytes, name, () => sectionsOf(file, service, parse));
}

function sectionsOf(file: AccessFile, service: SaidService, parse: Parse): ReadFile {
  const { source, root, diagnostics } = parse(file);
  if (source === undefined || root === undefined) return { diagnostics };
  const { vocabulary } = service;
  const sections = readSections({ ...source, vocabulary }, root, file.position);
  return { sections, diagnostics: [...diagnostics, ...sections.diagnostics] };
}

/** Nodes do not know in which version of a file they stand. */
const parsedAlready = remembered<ParsedFile>();

/** Files from which others go on; each time they are read they are new ones, with lines of their own. */
function firstVersions(versions: Map<string, Version>): Parse {
  return (file) => {
    const parsed = parsedAlready(file.bytes, file.name, () => parseFile(file));
    const version = firstVersion(file.bytes, () => parsed);
    versions.set(file.name, version);
    return version.whole();
  };
}

/** A file's text and nodes, as far as it can be read. */
export function parseFile(file: AccessFile): ParsedFile {
  const decoded = decode(file.name, file.bytes);
  if (decoded.file === undefined) return { diagnostics: decoded.diagnostics };
  const { root, isPlain, diagnostics } = parseNodes(decoded.file);
  if (isPlain === true && decoded.diagnostics.length === 0)
    return { source: decoded.file, ...given({ root }), isPlain, diagnostics };
  return root === undefined
    ? { source: decoded.file, diagnostics: withoutEchoes(decoded.diagnostics, diagnostics) }
    : { source: decoded.file, root, diagnostics: [...decoded.diagnostics, ...diagnostics] };
}

/** A service as an organization's settings name it: with its words as they leave them. */
interface SaidService {
  readonly name: string;
  readonly vocabulary: Vocabulary;
}

const firstService: SaidService = { name: providerNames[0], vocabulary: vocabularyOf(providerNames[0]) };

/** The service that the folder's settings name; where they name none that there is, an error says so, and one will do for the rest. */
function serviceOf({ files }: Folder, parse: Parse): SaidService {
  const settings = files.find(({ position }) => position === "organization");
  if (settings === undefined) return firstService;
  return namedAlready(settings.bytes, "", () => {
    const { root } = parse(settings);
    const said = (...path: readonly string[]): string | undefined =>
      root === undefined ? undefined : scalarAt(root, ["organization", ...path]);
    const provider = providerNames.find((name) => name === said("provider"));
    if (provider === undefined) return firstService;
    const roles = (said("scim", "role", "from") ?? "none") !== "none";
    return {
      name: roles ? `${provider} with roles` : provider,
      vocabulary: vocabularyOf(provider, { roles }),
    };
  });
}

function scalarAt(node: Node, path: readonly string[]): string | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return node.kind === "scalar" ? node.text : undefined;
  const value = node.kind === "mapping" ? entryOf(node, first)?.value : undefined;
  return value === undefined ? undefined : scalarAt(value, rest);
}

/** A character that may not stand there is often what the YAML reader stumbles over as well: one remark will do. */
function withoutEchoes(onText: readonly Diagnostic[], onYaml: readonly Diagnostic[]): Diagnostic[] {
  const lines = new Set(
    onText.filter(({ code }) => code === "tab" || code === "character").map(({ source }) => source.line),
  );
  return [
    ...onText,
    ...onYaml.filter(({ code, source }) => code !== "yaml-syntax" || !lines.has(source.line)),
  ];
}

function missingOrganization(at: Place): Diagnostic {
  return errorAt(at, {
    code: "missing-organization",
    message: "The section `organization` is missing: nothing says which organization this folder speaks of.",
    hint: "Write it into organization.yaml, with `provider` and `id`.",
  });
}

function addSection<N extends OnceName>(
  merged: OnceMaps,
  name: N,
  {
    lists,
    diagnostics,
    own,
  }: { readonly lists: Readonly<Lists>; readonly diagnostics: Diagnostic[]; readonly own: string },
): void {
  const { code, nameOf, hint } = onceOf(name);
  addOnce<Items[N]>({
    map: merged[name],
    items: lists[name],
    code,
    diagnostics,
    name: nameOf,
    ...(hint === undefined ? {} : { hint: (item, first) => hint(item, first, own) }),
  });
}

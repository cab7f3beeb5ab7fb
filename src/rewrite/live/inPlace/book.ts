/** The files of one organization as plain data, with the edits that are to be made to them. A class, because edits gather. */
import { compareText, fold } from "../../../model/text.ts";
import { grouped } from "../../../model/grouped.ts";
import { editText, type TextEdit } from "../../edit/edit.ts";
import { isList, isMapping, mappingFrom, plainOf, type Plain } from "../../edit/plain.ts";
import { parseNodes } from "../../../declare/nodes.ts";
import { sectionNames, shapeOf, type OwnSectionName } from "../../../declare/sections/all.ts";
import { pathElsewhere, teamFile } from "../../../declare/fileNames.ts";
import { decode } from "../../../declare/text.ts";
import type { People } from "../../../declare/facts.ts";
import { sectionText } from "../freshFiles.ts";
import { emailNamed, mapped } from "../names.ts";

/** A file that there is: its path below the organization's folder, and its text. */
export interface OldFile {
  readonly path: string;
  readonly text: string;
}

/** An entry of a section, as it is written. */
export interface Written {
  readonly file: string;
  readonly section: OwnSectionName;
  readonly name: string;
  /** Folded; of a member, the e-mail. */
  readonly key: string;
  readonly value: Plain;
}

type Path = readonly (string | number)[];

/** Whether there is a mapping below an entry, and not a short form. */
export function isLong({ value }: Written, path: Path): boolean {
  let at: Plain | undefined = value;
  for (const step of path)
    at = isMapping(at) ? at[step] : isList(at) && typeof step === "number" ? at[step] : undefined;
  return isMapping(at);
}

/** Entries of a new file's sections; what stands below an entry may come one by one. */
type Added = Map<OwnSectionName, Map<string, Plain | Map<string, Plain>>>;

/** The files of an organization whose files have no error. */
export class Book {
  readonly #people: People;
  readonly #texts: ReadonlyMap<string, string>;
  /** Paths by what they are elsewhere, the first of each. */
  readonly #paths = new Map<string, string>();
  readonly #sections: ReadonlyMap<OwnSectionName, readonly Written[]>;
  readonly #keyed = new Map<OwnSectionName, ReadonlyMap<string, Written>>();
  readonly #homes = new Map<OwnSectionName, Home>();
  readonly #edits = new Map<string, TextEdit[]>();
  readonly #added = new Map<string, Added>();

  constructor(files: readonly OldFile[], people: People) {
    this.#people = people;
    this.#texts = new Map(files.map(({ path, text }) => [path, text]));
    for (const { path } of files) {
      const place = pathElsewhere(path);
      if (!this.#paths.has(place)) this.#paths.set(place, path);
    }
    const all = files.flatMap((file) => entriesIn(file, people));
    this.#sections = grouped(all, ({ section }) => section);
  }

  /** What stands under a section, in all files. */
  entries(section: OwnSectionName): readonly Written[] {
    return this.#sections.get(section) ?? [];
  }

  /** The same by key. */
  byKey(section: OwnSectionName): ReadonlyMap<string, Written> {
    const known = this.#keyed.get(section);
    if (known !== undefined) return known;
    const keyed = new Map(this.entries(section).map((entry) => [entry.key, entry]));
    this.#keyed.set(section, keyed);
    return keyed;
  }

  /** The same, each with what was read of it. */
  said<T>(section: OwnSectionName, facts: ReadonlyMap<string, T>): (readonly [Written, T])[] {
    return this.entries(section).flatMap((entry) => {
      const said = facts.get(entry.key);
      return said === undefined ? [] : [[entry, said] as const];
    });
  }

  /** The folded e-mail of whom a name stands for. */
  who(name: string): string {
    return emailNamed(this.#people, name);
  }

  set(entry: Written, path: Path, value: Plain): void {
    this.#edit(entry.file, { op: "set", path: [entry.section, entry.name, ...path], value });
  }

  delete(entry: Written, path: Path = []): void {
    this.#edit(entry.file, { op: "delete", path: [entry.section, entry.name, ...path] });
  }

  append(entry: Written, path: Path, value: Plain): void {
    this.#edit(entry.file, { op: "append", path: [entry.section, entry.name, ...path], value });
  }

  /** Adds an entry where most of its section stands; a team to a file of its own where teams have such files. */
  add(section: OwnSectionName, path: readonly string[], value: Plain): void {
    const [name = "", ...below] = path;
    const file = this.#homeOf(section, name);
    if (this.#texts.has(file)) return this.#edit(file, { op: "set", path: [section, name, ...below], value });
    const sections: Added = this.#added.get(file) ?? new Map();
    this.#added.set(file, sections);
    const entries = sections.get(section) ?? new Map<string, Plain | Map<string, Plain>>();
    sections.set(section, entries);
    const [inner] = below;
    if (inner === undefined) return void entries.set(name, value);
    const before = entries.get(name);
    if (before instanceof Map) before.set(inner, value);
    else entries.set(name, new Map([[inner, value]]));
  }

  /** What has to be written, by path: files that change, and new ones. Or why a file cannot be edited. */
  result(): ReadonlyMap<string, string> | { readonly error: string } {
    const texts = new Map<string, string>();
    for (const [path, edits] of this.#edits) {
      const before = this.#texts.get(path) ?? "";
      const edited = editText({ name: path, text: before, edits });
      if (!edited.ok) return { error: edited.message };
      if (edited.text !== before) texts.set(path, edited.text);
    }
    for (const [path, sections] of this.#added) texts.set(path, sectionText(whole(sections)));
    return texts;
  }

  #edit(file: string, edit: TextEdit): void {
    const edits = this.#edits.get(file);
    if (edits === undefined) this.#edits.set(file, [edit]);
    else edits.push(edit);
  }

  #homeOf(section: OwnSectionName, name: string): string {
    const { fullest, apart } = this.#homes.get(section) ?? this.#findHome(section);
    const own = teamFile(fold(name), () => false);
    if (section === "teams" && apart && this.#oldFile(own) === undefined) return own;
    const home = section === "teams" ? own : shapeOf(section).home;
    return fullest ?? this.#oldFile(home) ?? home;
  }

  #findHome(section: OwnSectionName): Home {
    const counts = new Map<string, number>();
    for (const { file } of this.entries(section)) counts.set(file, (counts.get(file) ?? 0) + 1);
    const [most] = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
    const apart = counts.size === 0 || [...counts.keys()].some((file) => file.startsWith("teams/"));
    const home = { fullest: most?.[0], apart };
    this.#homes.set(section, home);
    return home;
  }

  /** The file that has that path, or one that is the same elsewhere. */
  #oldFile(path: string): string | undefined {
    return this.#paths.get(pathElsewhere(path));
  }
}

/** Where a section stands so far. */
interface Home {
  /** The file with most of its entries. */
  readonly fullest: string | undefined;
  /** Whether there is none yet, or any in the folder of teams. */
  readonly apart: boolean;
}

function entriesIn({ path, text }: OldFile, people: People): Written[] {
  const { file } = decode(path, new TextEncoder().encode(text));
  const root = file === undefined ? undefined : parseNodes(file).root;
  const plain = root === undefined ? undefined : plainOf(root);
  if (!isMapping(plain)) return [];
  return sectionNames.flatMap((section) => {
    const value = plain[section];
    if (section === "people" || !isMapping(value)) return [];
    return Object.entries(value).map(([name, item]) => ({
      file: path,
      section,
      name,
      key: section === "members" ? emailNamed(people, name) : fold(name),
      value: item,
    }));
  });
}

function whole(sections: Added): ReadonlyMap<OwnSectionName, ReadonlyMap<string, Plain>> {
  return mapped(sections, (entries) =>
    mapped(entries, (value) => (value instanceof Map ? mappingFrom(value) : value)),
  );
}

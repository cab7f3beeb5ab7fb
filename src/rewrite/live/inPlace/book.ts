/** The files of one organization as plain data, with the edits that are to be made to them. A class, because edits gather. */
import { compareText, fold } from "../../../model/text.ts";
import { editText, type TextEdit } from "../../edit/edit.ts";
import { isMapping, mappingFrom, plainOf, type Plain, type PlainMapping } from "../../edit/plain.ts";
import { parseNodes } from "../../../declare/nodes.ts";
import type { OwnSectionName } from "../../../declare/schema.ts";
import { idsFile } from "../../../declare/ids.ts";
import { pathElsewhere, teamFile } from "../../../declare/fileNames.ts";
import { decode } from "../../../declare/text.ts";
import type { People } from "../../../declare/facts.ts";
import { sectionText } from "../freshFiles.ts";
import { emailNamed } from "../names.ts";

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

/** The file in which a section begins where no file has it yet. */
const homes: Readonly<Record<OwnSectionName, string>> = {
  organization: "organization.yaml",
  members: "members.yaml",
  teams: "teams.yaml",
  roles: "automation.yaml",
  service_accounts: "automation.yaml",
  ownership: "automation.yaml",
  ids: idsFile,
};

/** The files of an organization whose files have no error. */
export class Book {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #plain = new Map<string, PlainMapping>();
  readonly #edits = new Map<string, TextEdit[]>();
  readonly #added = new Map<string, Map<OwnSectionName, Map<string, Plain>>>();

  readonly #people: People;

  constructor(files: readonly OldFile[], people: People) {
    this.#people = people;
    this.#texts = new Map(files.map(({ path, text }) => [path, text]));
    for (const { path, text } of files) {
      const { file } = decode(path, new TextEncoder().encode(text));
      const root = file === undefined ? undefined : parseNodes(file).root;
      const plain = root === undefined ? mappingFrom([]) : plainOf(root);
      this.#plain.set(path, isMapping(plain) ? plain : mappingFrom([]));
    }
  }

  /** What stands under a section, in all files. */
  entries(section: OwnSectionName): readonly Written[] {
    return [...this.#plain].flatMap(([file, plain]) => {
      const value = plain[section];
      if (!isMapping(value)) return [];
      return Object.entries(value).map(([name, item]) => ({
        file,
        section,
        name,
        key: section === "members" ? emailNamed(this.#people, name) : fold(name),
        value: item,
      }));
    });
  }

  /** The folded e-mail of whom a name, or an item of a team's list, stands for; empty for none. */
  who(item: Plain | undefined): string {
    const name = isMapping(item) ? item["member"] : item;
    return typeof name === "string" ? emailNamed(this.#people, name) : "";
  }

  /** What leaving means. */
  get onLeave(): string {
    const value = this.entries("organization").find(({ name }) => name === "on_leave")?.value;
    return typeof value === "string" ? value : "deactivate";
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
    const sections = this.#added.get(file) ?? new Map<OwnSectionName, Map<string, Plain>>();
    this.#added.set(file, sections);
    const entries = sections.get(section) ?? new Map<string, Plain>();
    sections.set(section, entries);
    const [inner] = below;
    const before = entries.get(name);
    const known = isMapping(before) ? Object.entries(before) : [];
    entries.set(name, inner === undefined ? value : mappingFrom([...known, [inner, value]]));
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
    for (const [path, sections] of this.#added) texts.set(path, sectionText(sections));
    return texts;
  }

  #edit(file: string, edit: TextEdit): void {
    const edits = this.#edits.get(file);
    if (edits === undefined) this.#edits.set(file, [edit]);
    else edits.push(edit);
  }

  #homeOf(section: OwnSectionName, name: string): string {
    const counts = new Map<string, number>();
    for (const { file } of this.entries(section)) counts.set(file, (counts.get(file) ?? 0) + 1);
    const own = teamFile(fold(name), () => false);
    const apart = counts.size === 0 || [...counts.keys()].some((file) => file.startsWith("teams/"));
    if (section === "teams" && apart && this.#oldFile(own) === undefined) return own;
    const [most] = [...counts].sort((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
    const home = section === "teams" ? own : homes[section];
    return most?.[0] ?? this.#oldFile(home) ?? home;
  }

  /** The file that has that path, or one that is the same elsewhere. */
  #oldFile(path: string): string | undefined {
    return [...this.#texts.keys()].find((old) => pathElsewhere(old) === pathElsewhere(path));
  }
}

/** One file's sections: whether they may stand where they do, and what they say. */
import { given } from "../../model/given.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { People } from "../facts.ts";
import type { Settings } from "../settings.ts";
import type { Items, ListedName, OnceName } from "../items.ts";
import type { Entry, MappingNode, Node } from "../node.ts";
import { append, errorAt, type Place } from "../place.ts";
import { personalSettings, resolved } from "../persons.ts";
import { kindInWords } from "../scalar.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { unknownKey, wrongKind } from "../shape.ts";
import {
  emptyLists,
  onceOf,
  perOnce,
  sectionNames,
  sectionOf,
  shapeOf,
  type Lists,
  type SectionName,
} from "./all.ts";
import { readOrganization } from "./organization.ts";
import { refusedSection, withoutRefused } from "./refused.ts";

/** What one file declares. Names whose entry has errors are here too, without fields, so that references to them hold. */
export interface Sections extends Readonly<Lists> {
  readonly settings?: Settings;
  /** Where `organization` stands, even when it has errors. */
  readonly organizationAt?: Place;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a file stands: the file of all people, or a place in an organization's folder. */
export type Position = "people" | "organization" | "teams" | "ids" | "elsewhere";

interface Collected extends Lists {
  settings?: Settings;
  organizationAt?: Place;
  readonly diagnostics: Diagnostic[];
}

/** Reads the sections of a file's document. */
export function readSections(file: ServiceFile, root: Node, position: Position): Sections {
  const collected: Collected = { ...emptyLists(), diagnostics: [] };
  if (root.kind !== "mapping") {
    const message = `A file is a mapping of sections; this is ${kindInWords(root)}.`;
    const hint = `The sections are: ${sectionsIn(position).join(", ")}.`;
    collected.diagnostics.push(errorAt({ file, offset: root.start }, { code: "wrong-kind", message, hint }));
    return collected;
  }
  for (const entry of root.entries) readSection(collected, { file, entry, position });
  return collected;
}

/** The sections that files at a position are for; below teams/ the others have a remark of their own. */
function sectionsIn(position: Position): readonly SectionName[] {
  const alone = sectionNames.find((name) => name === position && shapeOf(name).isAlone === true);
  return alone === undefined ? sectionNames.filter((name) => shapeOf(name).isAlone !== true) : [alone];
}

function readSection(
  collected: Collected,
  at: { readonly file: ServiceFile; readonly entry: Entry; readonly position: Position },
): void {
  const { file, entry, position } = at;
  const { key } = entry;
  const place = { file, offset: key.start };
  const name = sectionNames.find((section) => section === key.text);
  if (name === undefined) {
    collected.diagnostics.push(errorAt(place, unknownKey(key.text, "a file", sectionsIn(position))));
    return;
  }
  const misplaced = misplacement(name, position);
  if (misplaced !== undefined) {
    collected.diagnostics.push(errorAt(place, { code: "section-place", ...misplaced }));
  }
  const refused = refusedSection(file, name, place);
  if (refused !== undefined) {
    collected.diagnostics.push(refused);
    return;
  }
  const { node: value, diagnostics: onFields } = withoutRefused(file, name, entry.value);
  append(collected.diagnostics, onFields);
  if (name === "organization") {
    collected.organizationAt = place;
    const read = readOrganization({ file, node: value, at: place, what: () => "`organization`" });
    if (read.ok) collected.settings = read.value;
    else append(collected.diagnostics, read.diagnostics);
    return;
  }
  if (value.kind !== "mapping") {
    const remark = wrongKind(value, `\`${name}\``, "a mapping");
    const hint = remark.hint?.replace("`{}`", `\`${name}: {}\``);
    collected.diagnostics.push(errorAt({ file, offset: value.start }, { ...remark, ...given({ hint }) }));
    return;
  }
  append(collected.diagnostics, readEntries(collected, name, { file, section: value }));
}

function readEntries<N extends ListedName>(
  lists: Lists,
  name: N,
  { file, section }: { readonly file: ServiceFile; readonly section: MappingNode },
): readonly Diagnostic[] {
  const { items, diagnostics } = sectionOf(name).read(file, section);
  append(lists[name], items);
  return diagnostics;
}

/** A file's sections with people under their addresses. Owners of service accounts wait for the teams (see `accountOwners`). */
export function withPeople(sections: Sections, people: People): Sections {
  if (people.byKey.size === 0) return sections;
  const { settings } = sections;
  return {
    ...sections,
    ...(settings === undefined ? {} : { settings: personalSettings(settings, people) }),
    // Each list is of the entries of its section.
    ...(perOnce((name) => personalItems(sections, name, people)) as Pick<Lists, OnceName>),
    ids: sections.ids.map((line) =>
      line.kind === "member" ? { ...line, name: resolved(line.name, people) } : line,
    ),
  };
}

function personalItems<N extends OnceName>(lists: Readonly<Lists>, name: N, people: People): Items[N][] {
  const items: Items[N][] = lists[name];
  const { withPeople: personal } = onceOf(name);
  return personal === undefined ? items : items.map((item) => personal(item, people));
}

function misplacement(name: SectionName, position: Position): { message: string; hint: string } | undefined {
  if ((name === "people") !== (position === "people")) {
    return name === "people"
      ? {
          message: "`people` stands only in people.yaml, directly in the access folder.",
          hint: "Move it there: people are one and the same in every organization.",
        }
      : {
          message: "people.yaml holds `people` only: it speaks of every organization.",
          hint: `Move \`${name}\` to a file in the folder of its organization.`,
        };
  }
  if ((name === "ids") !== (position === "ids")) {
    return name === "ids"
      ? {
          message: "`ids` stands only in ids.yaml, directly in the organization's folder.",
          hint: "Move it there: who is known by which id is told apart from who may do what.",
        }
      : { message: "ids.yaml holds `ids` only.", hint: `Move \`${name}\` to another file of the folder.` };
  }
  if (name === "organization" && position !== "organization") {
    return {
      message: "`organization` stands only in organization.yaml, directly in the organization's folder.",
      hint: "Move it there.",
    };
  }
  if (name !== "teams" && position === "teams") {
    return {
      message: "A file below teams/ holds `teams` only: its owner may not grant organization roles.",
      hint: `Move \`${name}\` to a file outside teams/.`,
    };
  }
  return undefined;
}

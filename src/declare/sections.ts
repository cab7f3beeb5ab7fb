/** One file's sections: whether they may stand where they do, and what they say. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { fold } from "../model/text.ts";
import { readRoles } from "./roleEntries.ts";
import { readServiceAccounts } from "./accountEntries.ts";
import { readOrganization } from "./entries.ts";
import { addsTo, readTeam } from "./teamEntries.ts";
import type {
  DeclaredMember,
  DeclaredOwnership,
  DeclaredPerson,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
  ListedId,
  Settings,
} from "./facts.ts";
import { readIds } from "./ids.ts";
import { readMembers } from "./memberEntries.ts";
import { readPeople } from "./peopleEntries.ts";
import { readNamed } from "./named.ts";
import type { Entry, MappingNode, Node } from "./nodes.ts";
import { append, errorAt, quoted, type Place } from "./place.ts";
import { kindInWords } from "./scalar.ts";
import { sectionNames, type SectionName, type ServiceFile } from "./schema.ts";
import { refusedSection, withoutRefused } from "./refused.ts";
import { slug } from "./schemaWords.ts";
import { unknownKey, wrongKind } from "./shape.ts";
import { readOwnership } from "./shares.ts";

/** What one file declares. Names whose entry has errors are here too, without fields, so that references to them hold. */
export interface Sections {
  readonly settings?: Settings;
  /** Where `organization` stands, even when it has errors. */
  readonly organizationAt?: Place;
  readonly people: readonly DeclaredPerson[];
  readonly members: readonly DeclaredMember[];
  readonly teams: readonly DeclaredTeam[];
  readonly roles: readonly DeclaredRole[];
  readonly serviceAccounts: readonly DeclaredServiceAccount[];
  readonly ownerships: readonly DeclaredOwnership[];
  readonly ids: readonly ListedId[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where a file stands: the file of all people, or a place in an organization's folder. */
export type Position = "people" | "organization" | "teams" | "ids" | "elsewhere";

interface Collected {
  settings?: Settings;
  organizationAt?: Place;
  readonly people: DeclaredPerson[];
  readonly members: DeclaredMember[];
  readonly teams: DeclaredTeam[];
  readonly roles: DeclaredRole[];
  readonly serviceAccounts: DeclaredServiceAccount[];
  readonly ownerships: DeclaredOwnership[];
  readonly ids: ListedId[];
  readonly diagnostics: Diagnostic[];
}

/** Reads the sections of a file's document. */
export function readSections(file: ServiceFile, root: Node, position: Position): Sections {
  const collected: Collected = {
    people: [],
    members: [],
    teams: [],
    roles: [],
    serviceAccounts: [],
    ownerships: [],
    ids: [],
    diagnostics: [],
  };
  if (root.kind !== "mapping") {
    const message = `A file is a mapping of sections; this is ${kindInWords(root)}.`;
    const hint = `The sections are: ${sectionsIn(position).join(", ")}.`;
    collected.diagnostics.push(errorAt({ file, offset: root.start }, { code: "wrong-kind", message, hint }));
    return collected;
  }
  for (const entry of root.entries) readSection(collected, { file, entry, position });
  return collected;
}

/** Sections that stand in a file of their own, which holds nothing else. */
const lonely = ["people", "ids"] as const;

/** The sections that files at a position are for; below teams/ the others have a remark of their own. */
function sectionsIn(position: Position): readonly SectionName[] {
  return sectionNames.filter((name) => lonely.every((lone) => (name === lone) === (position === lone)));
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
    const hint = `Write \`${name}: {}\` if nothing is meant.`;
    const remark = wrongKind(value, `\`${name}\``, "a mapping");
    const place = { file, offset: value.start };
    collected.diagnostics.push(errorAt(place, remark.hint === undefined ? remark : { ...remark, hint }));
    return;
  }
  readEntries(collected, file, { name, section: value });
}

function readEntries(
  collected: Collected,
  file: ServiceFile,
  { name, section }: { readonly name: Exclude<SectionName, "organization">; readonly section: MappingNode },
): void {
  const take = <T>(list: T[], read: { items: readonly T[]; diagnostics: readonly Diagnostic[] }): void => {
    append(list, read.items);
    append(collected.diagnostics, read.diagnostics);
  };
  switch (name) {
    case "people":
      return take(collected.people, readPeople(file, section));
    case "members":
      return take(collected.members, readMembers(file, section));
    case "teams":
      return take(collected.teams, readTeams(file, section));
    case "roles":
      return take(collected.roles, readRoles(file, section));
    case "service_accounts":
      return take(collected.serviceAccounts, readServiceAccounts(file, section));
    case "ownership":
      return take(collected.ownerships, readOwnership(file, section));
    case "ids":
      return take(collected.ids, readIds(file, section));
  }
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

function readTeams(
  file: ServiceFile,
  mapping: MappingNode,
): { readonly items: readonly DeclaredTeam[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const good = readNamed({ file, mapping, schema: slug, noun: "team's slug", diagnostics });
  const items = good.map(({ name: slug, at, value }): DeclaredTeam => {
    const read = readTeam({ file, node: value, at, what: () => `the team ${quoted(slug)}` });
    if (!read.ok) append(diagnostics, read.diagnostics);
    return { key: fold(slug), slug, previously: [], at, ...(read.ok ? read.value : addsTo(file, value)) };
  });
  return { items, diagnostics };
}

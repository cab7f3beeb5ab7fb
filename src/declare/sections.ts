/** One file's sections: whether they may stand where they do, and what they say. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { builtInRoles } from "../model/role.ts";
import { fold } from "../model/text.ts";
import type { DeclaredMember, DeclaredTeam, Settings } from "./facts.ts";
import type { Entry, MappingNode, Node } from "./nodes.ts";
import { append, errorAt, quoted, type Place, type SourceFile } from "./place.ts";
import { readOrganization, readTeam } from "./entries.ts";
import { kindInWords, plainKind } from "./scalar.ts";
import { memberSchema, sectionNames, teamKeySchema, type MemberEntry, type SectionName } from "./schema.ts";
import { checkShape, unknownKey, wrongKind } from "./shape.ts";

/** What one file declares. Names whose entry has errors are here too, without fields, so that references to them hold. */
export interface Sections {
  readonly settings?: Settings;
  /** Where `organization` stands, even when it has errors. */
  readonly organizationAt?: Place;
  readonly members: readonly DeclaredMember[];
  readonly teams: readonly DeclaredTeam[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Where in an organization's folder a file stands. */
export type Position = "organization" | "teams" | "elsewhere";

interface Collected {
  settings?: Settings;
  organizationAt?: Place;
  readonly members: DeclaredMember[];
  readonly teams: DeclaredTeam[];
  readonly diagnostics: Diagnostic[];
}

/** Reads the sections of a file's document. */
export function readSections(file: SourceFile, root: Node, position: Position): Sections {
  const collected: Collected = { members: [], teams: [], diagnostics: [] };
  if (root.kind !== "mapping") {
    const message = `A file is a mapping of sections; this is ${kindInWords(root)}.`;
    const hint = `The sections are: ${sectionNames.join(", ")}.`;
    collected.diagnostics.push(errorAt({ file, offset: root.start }, { code: "wrong-kind", message, hint }));
    return collected;
  }
  for (const entry of root.entries) readSection(collected, { file, entry, position });
  return collected;
}

function readSection(
  collected: Collected,
  at: { readonly file: SourceFile; readonly entry: Entry; readonly position: Position },
): void {
  const { file, entry, position } = at;
  const { key, value } = entry;
  const place = { file, offset: key.start };
  const name = sectionNames.find((section) => section === key.text);
  if (name === undefined) {
    collected.diagnostics.push(errorAt(place, unknownKey(key.text, "a file", sectionNames)));
    return;
  }
  const misplaced = misplacement(name, position);
  if (misplaced !== undefined) {
    collected.diagnostics.push(errorAt(place, { code: "section-place", ...misplaced }));
  }
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
  if (name === "members") readMembers(collected, file, value);
  else readTeams(collected, file, value);
}

function misplacement(name: SectionName, position: Position): { message: string; hint: string } | undefined {
  if (name === "organization" && position !== "organization") {
    return {
      message: "`organization` stands only in organization.yaml, directly in the organization's folder.",
      hint: "Move it there.",
    };
  }
  if (name === "members" && position === "teams") {
    return {
      message: "A file below teams/ holds `teams` only: its owner may not grant organization roles.",
      hint: "Move `members` to a file outside teams/.",
    };
  }
  return undefined;
}

const roles: ReadonlySet<string> = new Set(builtInRoles);

function readMembers(collected: Collected, file: SourceFile, section: MappingNode): void {
  for (const { key, value } of section.entries) {
    const email = key.text;
    const at = { file, offset: key.start };
    if (key.plain && plainKind(email) !== "text") {
      collected.diagnostics.push(errorAt(at, wrongKind(key, "a member's e-mail", "text")));
      continue;
    }
    const role = plainRole(value);
    if (role !== undefined) {
      collected.members.push({ key: fold(email), email, role, state: "active", at });
      continue;
    }
    const checked = checkShape(memberSchema, {
      file,
      node: value,
      at,
      what: () => `the member ${quoted(email)}`,
    });
    if (!checked.ok) append(collected.diagnostics, checked.diagnostics);
    const fields = checked.ok ? fieldsOf(checked.value) : ({ state: "active" } as const);
    collected.members.push({ key: fold(email), email, ...fields, at });
  }
}

/** The role of an active member whose entry says nothing else. Nearly every entry is one, and there the definition has nothing to add. */
function plainRole(value: Node): string | undefined {
  if (value.kind === "scalar") return roles.has(value.text) ? value.text : undefined;
  if (value.kind !== "mapping" || value.entries.length > 2) return undefined;
  let role: string | undefined;
  for (const { key, value: field } of value.entries) {
    if (field.kind !== "scalar") return undefined;
    if (key.text === "role" && roles.has(field.text)) role = field.text;
    else if (key.text !== "state" || field.text !== "active") return undefined;
  }
  return role;
}

function fieldsOf(entry: MemberEntry): Pick<DeclaredMember, "role" | "state"> {
  if (typeof entry === "string") return { role: entry, state: "active" };
  const { role, state = "active" } = entry;
  return role === undefined ? { state } : { role, state };
}

function readTeams(collected: Collected, file: SourceFile, section: MappingNode): void {
  for (const { key, value } of section.entries) {
    const slug = key.text;
    const at = { file, offset: key.start };
    if (key.plain && plainKind(slug) !== "text") {
      collected.diagnostics.push(errorAt(at, wrongKind(key, "a team's slug", "text")));
      continue;
    }
    const good = teamKeySchema.safeParse(slug);
    if (!good.success) {
      const message = `The team's slug ${quoted(slug)} ${good.error.issues[0]?.message ?? "is not valid"}.`;
      collected.diagnostics.push(errorAt(at, { code: "bad-value", message }));
      continue;
    }
    const read = readTeam({ file, node: value, at, what: () => `the team ${quoted(slug)}` });
    if (!read.ok) append(collected.diagnostics, read.diagnostics);
    collected.teams.push({ key: fold(slug), slug, previously: [], at, ...(read.ok ? read.value : {}) });
  }
}

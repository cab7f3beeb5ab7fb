/** The two sections' entries that name other things: an organization's settings, and a team. */
import { defaultGuards, defaultUnlisted } from "../model/organization.ts";
import { fold } from "../model/text.ts";
import type { DeclaredPlace, DeclaredTeam, Reference, Settings } from "./facts.ts";
import type { MappingNode, Node } from "./nodes.ts";
import type { SourceFile } from "./place.ts";
import { organizationSchema, teamSchema, type OrganizationSection, type TeamEntry } from "./schema.ts";
import { checkShape, entryOf, type Checked, type Subject } from "./shape.ts";

/** An organization's settings, with the defaults filled in. */
export function readOrganization(subject: Subject): Checked<Settings> {
  const checked = checkShape(organizationSchema, subject);
  return checked.ok
    ? { ok: true, value: settingsOf(checked.value, mappingOf(subject.node), subject) }
    : checked;
}

function settingsOf(section: OrganizationSection, node: MappingNode, subject: Subject): Settings {
  const { file, at } = subject;
  const guards = section.guards ?? {};
  const guardsNode = entryOf(node, "guards")?.value;
  const name = reference(file, node, "name");
  const successor = reference(file, node, "successor");
  const unlisted = section.unlisted ?? {};
  return {
    ...(name === undefined ? {} : { name }),
    provider: section.provider,
    id: reference(file, node, "id") ?? { text: section.id, key: fold(section.id), at },
    ...(section.api === undefined ? {} : { api: section.api }),
    policy: {
      unlisted: {
        members: unlisted.members ?? defaultUnlisted.members,
        invitations: unlisted.invitations ?? defaultUnlisted.invitations,
        teams: unlisted.teams ?? defaultUnlisted.teams,
      },
      onLeave: section.on_leave ?? "deactivate",
      drift: section.drift ?? "report",
    },
    guards: {
      minAdmins: guards.min_admins ?? defaultGuards.minAdmins,
      maxLoss:
        guards.max_loss === undefined ? defaultGuards.maxLoss : Number(guards.max_loss.slice(0, -1)) / 100,
      maxChanges: guards.max_changes ?? defaultGuards.maxChanges,
    },
    ...(successor === undefined ? {} : { successor }),
    protected: guardsNode?.kind === "mapping" ? references(file, guardsNode, "protected") : [],
    at,
  };
}

type TeamFields = Omit<DeclaredTeam, "key" | "slug" | "at">;

/** A team's fields. */
export function readTeam(subject: Subject): Checked<TeamFields> {
  const { file, node } = subject;
  // Lists of names are the bulk of the data: they are read off the nodes, and only the rest is held against the definition.
  const short = shortMembers(file, mappingOf(node));
  const checked = checkShape(teamSchema, {
    ...subject,
    node: short === undefined ? node : without(node, "members"),
  });
  if (!checked.ok) return checked;
  return { ok: true, value: teamOf({ file, node: mappingOf(node), entry: checked.value, members: short }) };
}

function teamOf(read: {
  readonly file: SourceFile;
  readonly node: MappingNode;
  readonly entry: TeamEntry;
  readonly members: readonly DeclaredPlace[] | undefined;
}): TeamFields {
  const { file, node, entry } = read;
  const name = reference(file, node, "name");
  const members =
    read.members ?? (entry.members === undefined ? undefined : longMembers(file, node, entry.members));
  const parent = entry.parent === null ? null : reference(file, node, "parent");
  const manager = entry.manager === null ? null : reference(file, node, "manager");
  return {
    ...(name === undefined ? {} : { name }),
    ...(entry.description === undefined ? {} : { description: entry.description }),
    ...(parent === undefined ? {} : { parent }),
    ...(manager === undefined ? {} : { manager }),
    previously: references(file, node, "previously"),
    ...(members === undefined ? {} : { members }),
  };
}

/** The team's members when every one is an e-mail, with or without a role, and nothing else; otherwise undefined. */
function shortMembers(file: SourceFile, node: MappingNode): DeclaredPlace[] | undefined {
  const list = entryOf(node, "members")?.value;
  if (list?.kind !== "sequence") return undefined;
  const places: DeclaredPlace[] = [];
  for (const item of list.items) {
    const place = shortPlace(file, item);
    if (place === undefined) return undefined;
    places.push(place);
  }
  return places;
}

function shortPlace(file: SourceFile, item: Node): DeclaredPlace | undefined {
  const [member, role, more] = item.kind === "mapping" ? item.entries : [];
  const named = item.kind === "mapping" ? member?.value : item;
  // Anything that has an "@" after its first character is text in every YAML.
  if (named?.kind !== "scalar" || named.text.length > 254 || named.text.indexOf("@") < 1) return undefined;
  const place = { member: referenceTo(file, named.text, named), role: "member" } as const;
  if (item.kind === "scalar") return place;
  if (member?.key.text !== "member" || more !== undefined) return undefined;
  if (role === undefined) return place;
  if (role.key.text !== "role" || role.value.kind !== "scalar") return undefined;
  const word = role.value.text;
  return word === "member" || word === "lead" ? { ...place, role: word } : undefined;
}

function longMembers(
  file: SourceFile,
  node: MappingNode,
  members: NonNullable<TeamEntry["members"]>,
): DeclaredPlace[] {
  const list = entryOf(node, "members")?.value;
  if (list?.kind !== "sequence") return [];
  return members.map((item, index) => {
    const place = list.items[index] ?? list;
    if (typeof item === "string") return { member: referenceTo(file, item, place), role: "member" };
    const named = place.kind === "mapping" ? (entryOf(place, "member")?.value ?? place) : place;
    return { member: referenceTo(file, item.member, named), role: item.role ?? "member" };
  });
}

/** The node when it is a mapping, else one without entries. What is checked already is one. */
function mappingOf(node: Node): MappingNode {
  return node.kind === "mapping" ? node : { kind: "mapping", start: node.start, entries: [] };
}

function without(node: Node, key: string): MappingNode {
  const mapping = mappingOf(node);
  return { ...mapping, entries: mapping.entries.filter((entry) => entry.key.text !== key) };
}

function reference(file: SourceFile, node: MappingNode, key: string): Reference | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" ? referenceTo(file, value.text, value) : undefined;
}

function references(file: SourceFile, node: MappingNode, key: string): Reference[] {
  const list = entryOf(node, key)?.value;
  if (list?.kind !== "sequence") return [];
  return list.items.flatMap((item) => (item.kind === "scalar" ? [referenceTo(file, item.text, item)] : []));
}

function referenceTo(file: SourceFile, text: string, node: Node): Reference {
  return { text, key: fold(text), at: { file, offset: node.start } };
}

/** Entries of `teams`: lists of names straight off the nodes, the rest held against the definition. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { additionFaults } from "./additions.ts";
import type { EntrySubject } from "./entries.ts";
import type { DeclaredPlace, DeclaredTeam, Reference } from "./facts.ts";
import {
  datesAsText,
  dayField,
  isPerson,
  mappingOf,
  reference,
  references,
  referenceTo,
  without,
} from "./fields.ts";
import type { MappingNode, Node } from "./nodes.ts";
import { append, errorAt, type SourceFile } from "./place.ts";
import type { TeamEntry } from "./schema.ts";
import { checkShape, entryOf, type Checked } from "./shape.ts";
import { readShares } from "./shares.ts";
import { given } from "../model/given.ts";

type TeamFields = Omit<DeclaredTeam, "key" | "slug" | "at">;

/** A team's fields. */
export function readTeam(subject: EntrySubject): Checked<TeamFields> {
  const { file } = subject;
  const node = mappingOf(subject.node);
  const included = includedIn(subject, node);
  // Lists of names are the bulk of the data: they are read off the nodes, and only the rest is held against the definition.
  const short = included === undefined ? shortMembers(file, node) : undefined;
  const whole = included?.node ?? subject.node;
  const checked = checkShape(file.schemas.team, {
    ...subject,
    node: datedPlaces(without(whole, short === undefined ? ["shares"] : ["shares", "members"])),
  });
  const diagnostics = checked.ok ? [] : [...checked.diagnostics];
  append(diagnostics, included?.diagnostics ?? []);
  const listed = entryOf(node, "shares")?.value;
  const shares = listed === undefined ? undefined : readShares(file, listed, subject.what);
  append(diagnostics, shares?.diagnostics ?? []);
  append(diagnostics, twoSources(file, node));
  if (!checked.ok || diagnostics.length > 0) return { ok: false, diagnostics };
  const team = teamOf({ file, node: mappingOf(whole), entry: checked.value, members: short, included });
  if (team.addsTo !== undefined) {
    const faults = additionFaults(file, node, { members: team.members ?? [], include: team.include });
    if (faults.length > 0) return { ok: false, diagnostics: faults };
  }
  return { ok: true, value: shares === undefined ? team : { ...team, shares: shares.items } };
}

/** Items of a team's list that name other teams. */
interface Included {
  readonly teams: readonly Reference[];
  /** The team's entry without them. */
  readonly node: Node;
  /** Where the others stand in the list as it is written. */
  readonly indices: readonly number[];
  readonly diagnostics: readonly Diagnostic[];
}

function includedIn(subject: EntrySubject, node: MappingNode): Included | undefined {
  const { file } = subject;
  const list = entryOf(node, "members")?.value;
  if (list?.kind !== "sequence") return undefined;
  const isIncluding = (item: Node): boolean =>
    item.kind === "mapping" &&
    entryOf(item, "include") !== undefined &&
    entryOf(item, "member") === undefined;
  const including = list.items.filter(isIncluding);
  if (including.length === 0) return undefined;
  const diagnostics: Diagnostic[] = [];
  for (const item of including) {
    const checked = checkShape(file.schemas.include, {
      file,
      node: item,
      at: { file, offset: item.start },
      what: () => `an entry of \`members\` of ${subject.what()}`,
    });
    if (!checked.ok) append(diagnostics, checked.diagnostics);
  }
  const kept = [...list.items.entries()].filter(([, item]) => !isIncluding(item));
  const entries = node.entries.map(({ key, value }) =>
    value === list ? { key, value: { ...list, items: kept.map(([, item]) => item) } } : { key, value },
  );
  return {
    teams: including.flatMap((item) => references(file, mappingOf(item), "include")),
    node: { ...node, entries },
    indices: kept.map(([index]) => index),
    diagnostics,
  };
}

function twoSources(file: SourceFile, node: MappingNode): Diagnostic[] {
  const from = entryOf(node, "members_from");
  if (from === undefined || entryOf(node, "members") === undefined) return [];
  const message = "`members_from` cannot stand beside `members`: one of them says who is in the team.";
  const hint = "Keep `members_from` if the identity provider decides, else `members`.";
  return [errorAt({ file, offset: from.key.start }, { code: "members-from", message, hint })];
}

function teamOf(read: {
  readonly file: SourceFile;
  readonly node: MappingNode;
  readonly entry: TeamEntry;
  readonly members: readonly DeclaredPlace[] | undefined;
  readonly included: Included | undefined;
}): TeamFields {
  const { file, node, entry, included } = read;
  const name = reference(file, node, "name");
  const listed =
    read.members ?? (entry.members === undefined ? undefined : longMembers(file, node, entry.members));
  const members = listed?.map((place, at) => {
    const index = included?.indices[at];
    return index === undefined ? place : { ...place, index };
  });
  const parent = entry.parent === null ? null : reference(file, node, "parent");
  const manager = entry.manager === null ? null : reference(file, node, "manager");
  return {
    ...given({ name, description: entry.description, parent, manager, privacy: entry.privacy }),
    ...(entry.notifications === undefined
      ? {}
      : { notifications: entry.notifications ? ("on" as const) : ("off" as const) }),
    previously: references(file, node, "previously"),
    ...given({ members }),
    ...(included === undefined ? {} : { include: included.teams }),
    ...given({ managed: entry.members_managed }),
    ...(entry.ignore === undefined ? {} : { ignore: references(file, node, "ignore") }),
    ...given({ membersFrom: entry.members_from }),
    ...(entry.open_to === undefined ? {} : { openTo: references(file, node, "open_to") }),
    ...addsTo(file, node),
  };
}

/** The file to whose team an entry adds, whatever else is right or wrong with it. */
export function addsTo(file: SourceFile, node: Node): Pick<DeclaredTeam, "addsTo"> {
  const named = reference(file, mappingOf(node), "adds_to");
  return named === undefined ? {} : { addsTo: named };
}

/** The team's members when every one is a name, with or without a role, and nothing else; otherwise undefined. */
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
  if (named?.kind !== "scalar" || !isPerson(named)) return undefined;
  const place = { member: referenceTo(file, named.text, named), role: "member" } as const;
  if (item.kind === "scalar") return place;
  if (member?.key.text !== "member" || more !== undefined) return undefined;
  if (role === undefined) return place;
  if (role.key.text !== "role" || role.value.kind !== "scalar") return undefined;
  const word = role.value.text;
  return word === "member" || word === "lead" ? { ...place, role: word } : undefined;
}

/** The team with the dates of its members as text. */
function datedPlaces(node: Node): Node {
  if (node.kind !== "mapping") return node;
  const entries = node.entries.map(({ key, value }) =>
    key.text === "members" && value.kind === "sequence"
      ? {
          key,
          value: { ...value, items: value.items.map((item) => datesAsText(item, ["expires", "until"])) },
        }
      : { key, value },
  );
  return { ...node, entries };
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
    // Those that stand for teams were taken out before.
    if ("include" in item) return { member: referenceTo(file, "", place), role: "member" };
    const named = place.kind === "mapping" ? (entryOf(place, "member")?.value ?? place) : place;
    const expires = dayField(file, mappingOf(place), "expires");
    const leadsUntil = dayField(file, mappingOf(place), "until");
    return {
      member: referenceTo(file, item.member, named),
      role: item.role ?? "member",
      ...given({ expires, leadsUntil }),
    };
  });
}

/** The entries of two sections: an organization's settings, and a team. */
import type { Diagnostic } from "../model/diagnostic.ts";
import { defaultGuards, defaultUnlisted, type Policy, type Unlisted } from "../model/organization.ts";
import { defaultScim, type ScimSettings } from "../model/scim.ts";
import { spanOf } from "../model/duration.ts";
import { fold } from "../model/text.ts";
import type { DeclaredPlace, DeclaredTeam, Settings } from "./facts.ts";
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
import { readProfiles, readSettled, readWaivers } from "./policyEntries.ts";
import type { OrganizationSection } from "./policySchema.ts";
import type { ServiceFile, TeamEntry } from "./schema.ts";
import { checkShape, entryOf, type Checked, type Subject } from "./shape.ts";
import { readShares } from "./shares.ts";

/** An entry in a file of an organization. */
type EntrySubject = Subject & { readonly file: ServiceFile };

/** An organization's settings, with the defaults filled in. */
export function readOrganization(subject: EntrySubject): Checked<Settings> {
  const { file } = subject;
  const node = mappingOf(subject.node);
  const checked = checkShape(file.schemas.organization, {
    ...subject,
    node: without(subject.node, ["waivers", "profiles", "settled"]),
  });
  const waivers = readWaivers(file, node);
  const profiles = readProfiles(file, node);
  const settled = readSettled(file, node);
  const diagnostics = [...waivers.diagnostics, ...profiles.diagnostics, ...settled.diagnostics];
  if (!checked.ok) return { ok: false, diagnostics: [...checked.diagnostics, ...diagnostics] };
  if (checked.value.scim !== undefined && checked.value.provider !== "scim") {
    const message = "`scim` stands only in an organization with `provider: scim`.";
    diagnostics.push(errorAt(subject.at, { code: "not-at-service", message, hint: "Leave it out." }));
  }
  if (checked.value.account !== undefined && file.schemas.vocabulary.account === undefined) {
    const message = "`account` stands only where an organization's id can pass on to another.";
    diagnostics.push(errorAt(subject.at, { code: "not-at-service", message, hint: "Leave it out." }));
  }
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const settings = settingsOf(checked.value, node, subject);
  const lists = { waivers: waivers.items, profiles: profiles.items, settled: settled.items };
  return { ok: true, value: { ...settings, ...lists } };
}

function settingsOf(
  section: OrganizationSection,
  node: MappingNode,
  subject: EntrySubject,
): Omit<Settings, "waivers" | "profiles" | "settled"> {
  const { file, at } = subject;
  const guards = section.guards ?? {};
  const guardsNode = entryOf(node, "guards")?.value;
  const guestsNode = entryOf(node, "guests")?.value;
  const name = reference(file, node, "name");
  const successor = reference(file, node, "successor");
  return {
    ...(name === undefined ? {} : { name }),
    provider: section.provider,
    id: reference(file, node, "id") ?? { text: section.id, key: fold(section.id), at },
    ...(section.api === undefined ? {} : { api: section.api }),
    ...(section.account === undefined ? {} : { account: String(section.account) }),
    ...(section.provider === "scim" ? { scim: scimOf(section.scim ?? {}) } : {}),
    policy: {
      unlisted: unlistedOf(section.unlisted ?? {}),
      onLeave: section.on_leave ?? file.schemas.vocabulary.onLeave,
      drift: section.drift ?? "report",
      ...peopleFrom(section),
    },
    guards: {
      minAdmins: guards.min_admins ?? defaultGuards.minAdmins,
      maxLoss:
        guards.max_loss === undefined ? defaultGuards.maxLoss : Number(guards.max_loss.slice(0, -1)) / 100,
      maxChanges: guards.max_changes ?? defaultGuards.maxChanges,
    },
    ...(successor === undefined ? {} : { successor }),
    protected: guardsNode?.kind === "mapping" ? references(file, guardsNode, "protected") : [],
    approvers: guestsNode?.kind === "mapping" ? references(file, guestsNode, "approvers") : [],
    at,
  };
}

/** How an organization is reached by SCIM, with the defaults filled in. */
function scimOf(section: NonNullable<OrganizationSection["scim"]>): ScimSettings {
  const { expects, role } = section;
  return {
    profile: section.profile ?? defaultScim.profile,
    ...(expects === undefined ? {} : { expects: expects.user }),
    userName: section.user_name ?? defaultScim.userName,
    manages: section.manages ?? defaultScim.manages,
    remove: section.remove ?? defaultScim.remove,
    role:
      role === undefined
        ? defaultScim.role
        : {
            from: role.from,
            ...(role.admin === undefined ? {} : { admin: role.admin }),
            ...(role.member === undefined || role.member === "" ? {} : { member: role.member }),
          },
  };
}

/** Whom the organization lets in, and how. */
function peopleFrom({ sso, guests }: OrganizationSection): Pick<Policy, "sso" | "guests"> {
  const domains = (listed: readonly string[] = []): string[] => [...new Set(listed.map(fold))].sort();
  return {
    ...(sso === undefined ? {} : { sso: { enforced: sso.enforced ?? false, domains: domains(sso.domains) } }),
    ...(guests === undefined
      ? {}
      : {
          guests: {
            domains: domains(guests.domains),
            ...(guests.max_days === undefined ? {} : { maxDays: guests.max_days }),
          },
        }),
  };
}

/** Files say `delete` of everything that goes; keys are revoked and shares ended. */
function unlistedOf(section: NonNullable<OrganizationSection["unlisted"]>): Unlisted {
  return {
    members: section.members ?? defaultUnlisted.members,
    invitations: section.invitations ?? defaultUnlisted.invitations,
    teams: section.teams ?? defaultUnlisted.teams,
    roles: section.roles ?? defaultUnlisted.roles,
    service_accounts: section.service_accounts ?? defaultUnlisted.service_accounts,
    keys: section.keys === "delete" ? "revoke" : defaultUnlisted.keys,
    shares: section.shares === "delete" ? "unshare" : defaultUnlisted.shares,
    ...(section.grace === undefined ? {} : { grace: spanOf(String(section.grace)) ?? 0 }),
  };
}

type TeamFields = Omit<DeclaredTeam, "key" | "slug" | "at">;

/** A team's fields. */
export function readTeam(subject: EntrySubject): Checked<TeamFields> {
  const { file } = subject;
  const node = mappingOf(subject.node);
  // Lists of names are the bulk of the data: they are read off the nodes, and only the rest is held against the definition.
  const short = shortMembers(file, node);
  const checked = checkShape(file.schemas.team, {
    ...subject,
    node: datedPlaces(without(subject.node, short === undefined ? ["shares"] : ["shares", "members"])),
  });
  const diagnostics = checked.ok ? [] : [...checked.diagnostics];
  const listed = entryOf(node, "shares")?.value;
  const shares = listed === undefined ? undefined : readShares(file, listed, subject.what);
  append(diagnostics, shares?.diagnostics ?? []);
  append(diagnostics, twoSources(file, node));
  if (!checked.ok || diagnostics.length > 0) return { ok: false, diagnostics };
  const team = teamOf({ file, node, entry: checked.value, members: short });
  return { ok: true, value: shares === undefined ? team : { ...team, shares: shares.items } };
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
    ...(entry.members_from === undefined ? {} : { membersFrom: entry.members_from }),
  };
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
      ? { key, value: { ...value, items: value.items.map((item) => datesAsText(item, ["expires"])) } }
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
    const named = place.kind === "mapping" ? (entryOf(place, "member")?.value ?? place) : place;
    const expires = dayField(file, mappingOf(place), "expires");
    return {
      member: referenceTo(file, item.member, named),
      role: item.role ?? "member",
      ...(expires === undefined ? {} : { expires }),
    };
  });
}

/** The section `organization`: the settings, with the defaults filled in. */
import { defaultGuards, defaultUnlisted, type Policy, type Unlisted } from "../../model/organization.ts";
import { defaultScim, type ScimSettings } from "../../model/scim.ts";
import { spanOf } from "../../model/duration.ts";
import { fold } from "../../model/text.ts";
import type { Settings } from "../settings.ts";
import { datesAsText, mappingOf, reference, references, without } from "../fields.ts";
import type { MappingNode, Node } from "../node.ts";
import { errorAt, type Place, type SourceFile } from "../place.ts";
import { readProfiles, readSettled, readWaivers } from "./organizationLists.ts";
import { organizationSchema, type OrganizationSection } from "./organizationSchema.ts";
import type { EntrySubject, SectionShape } from "./section.ts";
import { checkShape, entryOf, type Checked } from "../shape.ts";

export const organizationSection: SectionShape = {
  schema: (vocabulary) => organizationSchema(vocabulary).optional(),
  home: "organization.yaml",
  blocks: 1,
};

/** An organization's settings, with the defaults filled in. */
export function readOrganization(subject: EntrySubject): Checked<Settings> {
  const { file } = subject;
  const node = mappingOf(subject.node);
  const checked = checkShape(organizationSchema(file.vocabulary), {
    ...subject,
    node: dayOfProofAsText(without(subject.node, ["waivers", "profiles", "settled"])),
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
  if (checked.value.account !== undefined && file.vocabulary.account === undefined) {
    const message = "`account` stands only where an organization's id can pass on to another.";
    diagnostics.push(errorAt(subject.at, { code: "not-at-service", message, hint: "Leave it out." }));
  }
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const settings = settingsOf(checked.value, node, subject);
  const lists = { waivers: waivers.items, profiles: profiles.items, settled: settled.items };
  return { ok: true, value: { ...settings, ...lists, places: new Map(placesIn(node, file)) } };
}

/** No setting stands deeper: `scim.role.admin`. */
const deepest = 3;

/** Where each setting stands, by its path. */
function placesIn(
  { entries }: MappingNode,
  file: SourceFile,
  above: readonly string[] = [],
): [string, Place][] {
  return entries.flatMap(({ key, value }): [string, Place][] => {
    const path = [...above, key.text];
    const own: [string, Place] = [path.join("."), { file, offset: key.start }];
    return value.kind === "mapping" && path.length < deepest ? [own, ...placesIn(value, file, path)] : [own];
  });
}

function dayOfProofAsText(node: Node): Node {
  if (node.kind !== "mapping") return node;
  const entries = node.entries.map((entry) =>
    entry.key.text === "scim" ? { ...entry, value: datesAsText(entry.value, ["proven"]) } : entry,
  );
  return { ...node, entries };
}

function settingsOf(
  section: OrganizationSection,
  node: MappingNode,
  subject: EntrySubject,
): Omit<Settings, "waivers" | "profiles" | "settled" | "places"> {
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
      onLeave: section.on_leave ?? file.vocabulary.onLeave,
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
  const { expects, role, proven } = section;
  return {
    profile: section.profile ?? defaultScim.profile,
    ...(expects === undefined ? {} : { expects: expects.user }),
    userName: section.user_name ?? defaultScim.userName,
    manages: section.manages ?? defaultScim.manages,
    remove: section.remove ?? defaultScim.remove,
    ...(proven === undefined ? {} : { proven }),
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

/** What access files say of one member, team, role or service account, as plain data: the short form wherever it says it all. */
import type { ResourceKind } from "../../model/entities/resource.ts";
import { anyVocabulary } from "../../model/vocabularies/all.ts";
import { mappingFrom, type Plain, type PlainMapping } from "../edit/plain.ts";
import type {
  ImportedAccount,
  ImportedGrants,
  ImportedKey,
  ImportedMember,
  ImportedOwnership,
  ImportedPlace,
  ImportedRole,
  ImportedShare,
  ImportedTeam,
} from "./imported.ts";

/** Why a key manages users, where nobody has said it yet. */
export const importedReason = "imported; say why it must manage users";

/** The section in which a kind of resource is named. */
export function sectionOf(kind: ResourceKind): string {
  return (
    [...anyVocabulary.shared, ...anyVocabulary.owned].find((word) => word.kind === kind)?.section ?? kind
  );
}

/** A member's entry: the role alone where that is all there is to say. */
export function memberEntry({ state, role, shares }: ImportedMember): Plain {
  if (state === "deactivated") return { state };
  if (shares === null || shares.length === 0) return role ?? "";
  return { role: role ?? "", shares: sharesEntry(shares) };
}

/** A team's entry. What decides access is said even where there is none of it, since what an entry leaves out is not managed. */
export function teamEntry({
  name,
  description,
  parent,
  manager,
  privacy,
  notifications,
  members,
  membersFrom,
  shares,
}: ImportedTeam): PlainMapping {
  return said([
    ["name", name],
    ["description", description],
    ["parent", parent],
    ["manager", manager],
    ["privacy", privacy],
    ["notifications", notifications],
    ["members", members?.map(placeEntry)],
    ["members_from", membersFrom],
    ["shares", shares === null ? null : sharesEntry(shares)],
  ]);
}

/** A place in a team's list. */
export function placeEntry({ member, role }: ImportedPlace): Plain {
  return role === "member" ? member : { member, role };
}

/** A role's entry. */
export function roleEntry({ base, permissions }: ImportedRole): PlainMapping {
  return { base, permissions };
}

/** The entry of a role that the service makes: who holds it. A list without anybody is left out. */
export function grantsEntry({ teams, members }: ImportedGrants): PlainMapping {
  return {
    granted_to: mappingFrom([
      ...(teams.length === 0 ? [] : [["teams", teams] as const]),
      ...(members.length === 0 ? [] : [["members", members] as const]),
    ]),
  };
}

/** A service account's entry, as complete as a team's. */
export function accountEntry({ description, role, owner, shares, keys }: ImportedAccount): PlainMapping {
  return said([
    ["description", description],
    ["role", role],
    ["owner", owner],
    ["shares", shares === null ? null : sharesEntry(shares)],
    ["keys", keys === null ? null : mappingFrom(keys.map((key) => [key.name, keyEntry(key)]))],
  ]);
}

/** A key's entry; one that manages users has to say why. */
export function keyEntry({ scopes, managesUsers }: ImportedKey): PlainMapping {
  return managesUsers === true ? { scopes, reason: importedReason } : { scopes };
}

/** Shares by the kind of what is shared. */
function sharesEntry(shares: readonly ImportedShare[]): PlainMapping {
  return bySection(shares.map(({ resource, name, level }) => [resource, name, level]));
}

/** Owners by the kind of what is owned. */
export function ownershipEntries(ownerships: readonly ImportedOwnership[]): PlainMapping {
  return bySection(ownerships.map(({ resource, name, owner }) => [resource, name, owner]));
}

function bySection(
  items: readonly (readonly [kind: ResourceKind, name: string, value: string])[],
): PlainMapping {
  const kinds = [...new Set(items.map(([kind]) => kind))];
  return mappingFrom(
    kinds.map((kind) => [
      sectionOf(kind),
      mappingFrom(items.filter((item) => item[0] === kind).map(([, name, value]) => [name, value])),
    ]),
  );
}

/** Without what is absent, nobody's, or no text at all. */
function said(fields: readonly (readonly [string, Plain | undefined])[]): PlainMapping {
  return mappingFrom(
    fields.flatMap(([name, value]) =>
      value === undefined || value === null || value === "" ? [] : [[name, value] as const],
    ),
  );
}

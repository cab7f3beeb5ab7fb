/** One live organization in memory: its collections, its counters and its audit log. */
import { hashJson } from "../model/json.ts";
import { managesUsers, normalRole } from "../model/role.ts";
import { fold } from "../model/text.ts";
import type {
  ApiInvitation,
  ApiMember,
  ApiTeam,
  ApiTeamMembership,
} from "../providers/planasonix/contract.ts";
import { Collection } from "./collection.ts";
import { defaultKey, type AuditEvent, type SandboxKey, type SandboxOrganization } from "./state.ts";

/** An organization as the server holds it. */
export interface LiveOrganization {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly members: Collection<ApiMember, "email" | "access">;
  readonly invitations: Collection<ApiInvitation, "email" | "state">;
  readonly teams: Collection<ApiTeam, "slug" | "parent" | "manager">;
  readonly memberships: Collection<ApiTeamMembership, "team" | "member">;
  readonly keys: SandboxKey[];
  readonly audit: AuditEvent[];
  revision: number;
  serial: number;
  /** No pending invitation runs out before this, in milliseconds since the epoch. */
  nextExpiry: number;
}

/** Who does something, and when, by the sandbox's clock in milliseconds. */
export interface Doing {
  readonly actor: string;
  readonly now: number;
}

/** The id of a membership in its collection and in the audit log. */
export function placeId(teamId: string, memberId: string): string {
  return `${teamId}/${memberId}`;
}

/** Milliseconds since the epoch as RFC 3339 in UTC. */
export function timeText(now: number): string {
  return new Date(now).toISOString();
}

/** Makes the live organization of its JSON; objects without a version or a time get one. */
export function loadOrganization(seed: SandboxOrganization, now: number): LiveOrganization {
  const organization: LiveOrganization = {
    key: seed.key,
    id: seed.id,
    name: seed.name,
    members: new Collection(
      (item) => item.id,
      (item) => ({ email: fold(item.email), access: isActiveAdmin(item) ? "admin" : "other" }),
    ),
    invitations: new Collection(
      (item) => item.id,
      (item) => ({ email: fold(item.email), state: item.state }),
    ),
    teams: new Collection(
      (item) => item.id,
      (item) => ({ slug: fold(item.slug), parent: item.parent_id ?? "", manager: item.manager_id ?? "" }),
    ),
    memberships: new Collection(
      (item) => placeId(item.team_id, item.member_id),
      (item) => ({ team: item.team_id, member: item.member_id }),
    ),
    keys: seed.keys === undefined || seed.keys.length === 0 ? [defaultKey(seed.key)] : [...seed.keys],
    audit: [...(seed.audit ?? [])],
    revision: seed.revision ?? 1,
    serial: seed.serial ?? 0,
    nextExpiry: 0,
  };
  const versioned = { updated_at: timeText(now), etag: etagOf(organization.revision) };
  for (const item of seed.members) organization.members.set({ ...versioned, ...item });
  for (const item of seed.invitations) organization.invitations.set({ ...versioned, ...item });
  for (const item of seed.teams) organization.teams.set({ ...versioned, ...item });
  for (const item of seed.memberships) organization.memberships.set({ ...versioned, ...item });
  return organization;
}

/** The organization as JSON, such that loading it again gives the same organization. */
export function dumpOrganization(organization: LiveOrganization): SandboxOrganization {
  const { key, id, name, revision, serial } = organization;
  return {
    key,
    id,
    name,
    revision,
    serial,
    members: organization.members.values(),
    invitations: organization.invitations.values(),
    teams: organization.teams.values(),
    memberships: organization.memberships.values(),
    keys: [...organization.keys],
    audit: [...organization.audit],
  };
}

/** True for the members of whom one must remain. */
export function isActiveAdmin(member: ApiMember): boolean {
  return member.state === "active" && managesUsers(normalRole(member.role));
}

/** How many members could still manage users. */
export function activeAdmins(organization: LiveOrganization): number {
  return organization.members.count("access", "admin");
}

/** A version of an object, in the form that headers and bodies carry. */
export function etagOf(revision: number): string {
  return `"r${revision}"`;
}

/** The record with a new version and time. A version is never given twice. */
export function stamped<T extends object>(organization: LiveOrganization, doing: Doing, record: T): T {
  organization.revision += 1;
  return { ...record, updated_at: timeText(doing.now), etag: etagOf(organization.revision) };
}

/** A new id: it depends on the organization and on how many it gave out before, on nothing else. */
export function newId(organization: LiveOrganization, prefix: "usr" | "inv" | "team"): string {
  organization.serial += 1;
  return `${prefix}_${hashJson([organization.id, organization.serial]).slice(0, 12)}`;
}

/** Writes one effect into the audit log; call it after the effect. */
export function record(
  organization: LiveOrganization,
  doing: Doing,
  event: Pick<AuditEvent, "action" | "target" | "target_id" | "before" | "after">,
): void {
  organization.audit.push({
    id: `evt_${String(organization.audit.length + 1).padStart(8, "0")}`,
    at: timeText(doing.now),
    actor: doing.actor,
    ...event,
    active_admins: activeAdmins(organization),
  });
}

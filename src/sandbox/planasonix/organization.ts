/** One live organization in memory: its collections, its counters and its audit log. */
import { planasonix } from "../../model/vocabularies/planasonix.ts";
import { hashJson } from "../../model/json.ts";
import { builtInRoles, managesUsers, normalRole, type Roles } from "../../model/role.ts";
import type { ApiMember } from "../../providers/planasonix/contract.ts";
import type { Collection } from "./collection.ts";
import { accessOf, createCollections, type Collections } from "./collections.ts";
import type { IdPrefix } from "./ids.ts";
import { defaultKey, type AuditEvent, type SandboxKey, type SandboxOrganization } from "./state.ts";
import { given } from "../../model/given.ts";

/** An organization as the server holds it. */
export interface LiveOrganization extends Collections {
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** null: no limit. */
  readonly seats: number | null;
  readonly sso?: SandboxOrganization["sso"];
  /** Another one can be set by hand while it runs. */
  guests?: SandboxOrganization["guests"];
  readonly keys: SandboxKey[];
  /** Digests of the secrets of service accounts' keys, by the key's id. */
  readonly secrets: Map<string, string>;
  readonly audit: AuditEvent[];
  /** Counts uses of such keys. */
  uses: number;
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

/** Milliseconds since the epoch as RFC 3339 in UTC. */
export function timeText(now: number): string {
  return new Date(now).toISOString();
}

/** Makes the live organization of its JSON; objects without a version or a time get one. */
export function loadOrganization(seed: SandboxOrganization, now: number): LiveOrganization {
  const revision = seed.revision ?? 1;
  const organization: LiveOrganization = {
    ...createCollections(),
    key: seed.key,
    id: seed.id,
    name: seed.name,
    seats: seed.seats?.total ?? null,
    ...given({ sso: seed.sso, guests: seed.guests }),
    keys: seed.keys === undefined || seed.keys.length === 0 ? [defaultKey(seed.key)] : [...seed.keys],
    secrets: new Map(Object.entries(seed.secret_digests ?? {})),
    audit: [...(seed.audit ?? [])],
    uses: 0,
    revision,
    serial: seed.serial ?? 0,
    nextExpiry: 0,
  };
  const fill = <T extends object, Index extends string>(
    collection: Collection<T, Index>,
    items: readonly T[] = [],
  ): void => {
    for (const item of items) {
      collection.set({ updated_at: timeText(now), etag: etagOf(revision), ...item });
    }
  };
  fill(organization.members, seed.members);
  fill(organization.invitations, seed.invitations);
  fill(organization.teams, seed.teams);
  fill(organization.memberships, seed.memberships);
  fill(
    organization.roles,
    builtInRoles(planasonix).map((name) => ({
      id: `role_${name}`,
      name,
      built_in: true,
      base: null,
      permissions: [],
    })),
  );
  fill(organization.roles, seed.roles);
  fill(organization.shares, seed.shares);
  fill(organization.serviceAccounts, seed.service_accounts);
  fill(organization.serviceAccountKeys, seed.service_account_keys);
  fill(organization.personalKeys, seed.personal_keys);
  fill(organization.pipelines, seed.pipelines);
  fill(organization.connections, seed.connections);
  fill(organization.schedules, seed.schedules);
  fill(organization.projects, seed.projects);
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
    ...given({ sso: organization.sso, guests: organization.guests }),
    ...(organization.seats === null ? {} : { seats: { total: organization.seats } }),
    members: organization.members.values(),
    invitations: organization.invitations.values(),
    teams: organization.teams.values(),
    memberships: organization.memberships.values(),
    roles: organization.roles.find("origin", "custom"),
    shares: organization.shares.values(),
    service_accounts: organization.serviceAccounts.values(),
    service_account_keys: organization.serviceAccountKeys.values(),
    personal_keys: organization.personalKeys.values(),
    pipelines: organization.pipelines.values(),
    connections: organization.connections.values(),
    schedules: organization.schedules.values(),
    projects: organization.projects.values(),
    keys: [...organization.keys],
    ...(organization.secrets.size === 0 ? {} : { secret_digests: Object.fromEntries(organization.secrets) }),
    audit: [...organization.audit],
  };
}

/** The custom roles, as the model judges them. */
export function rolesOf(organization: LiveOrganization): Roles {
  const custom = organization.roles.find("origin", "custom");
  return {
    vocabulary: planasonix,
    custom: new Map(
      custom.map(({ name, base, permissions }) => [normalRole(name), { base: base ?? "", permissions }]),
    ),
  };
}

/** True for the members of whom one must remain. */
export function isActiveAdmin(organization: LiveOrganization, member: ApiMember): boolean {
  return member.state === "active" && managesUsers(normalRole(member.role), rolesOf(organization));
}

/** How many members could still manage users, with the roles as they are or as they would be. */
export function activeAdmins(organization: LiveOrganization, roles: Roles = rolesOf(organization)): number {
  return [...builtInRoles(planasonix), ...roles.custom.keys()]
    .filter((role) => managesUsers(role, roles))
    .reduce((sum, role) => sum + organization.members.count("access", accessOf("active", role)), 0);
}

/** Seats in use: active members and open invitations. */
export function seatsUsed(organization: LiveOrganization): number {
  return organization.members.count("state", "active") + openInvitations(organization);
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
export function newId(organization: LiveOrganization, prefix: IdPrefix): string {
  organization.serial += 1;
  return `${prefix}_${hashJson([organization.id, organization.serial]).slice(0, 12)}`;
}

/** What an action makes of an object: there is a new one, another state of it, or none any more. */
export type Effected<T> = { readonly action: string } & (
  { readonly before: T | null; readonly after: T } | { readonly before: T; readonly after: null }
);

type Told = Pick<AuditEvent, "target" | "owned">;

/** Writes one effect into the audit log; call it after the effect. */
export function record(
  organization: LiveOrganization,
  doing: Doing,
  event: Told & (Effected<{ readonly id: string }> | (Effected<object> & { readonly target_id: string })),
): void {
  const { action, target, before, after, ...owned } = event;
  organization.audit.push({
    id: `evt_${String(organization.audit.length + 1).padStart(8, "0")}`,
    at: timeText(doing.now),
    actor: doing.actor,
    ...{ action, target },
    target_id: "target_id" in event ? event.target_id : (event.after ?? event.before).id,
    ...{ before, after },
    ...owned,
    active_admins: activeAdmins(organization),
  });
}

function openInvitations({ invitations }: LiveOrganization): number {
  return invitations.count("state", "pending") + invitations.count("state", "awaiting_approval");
}

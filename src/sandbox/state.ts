/** The sandbox's state as JSON: what `GET /sandbox/dump` answers, `--seed` reads and `--state` keeps. */
import { builtInRoles, normalRole, rankOf } from "../model/role.ts";
import {
  invitationSchema,
  memberSchema,
  scopes,
  teamMembershipSchema,
  teamSchema,
  type ApiInvitation,
  type ApiMember,
  type ApiTeam,
  type ApiTeamMembership,
} from "../providers/planasonix/contract.ts";

/** One thing that happened, in order; a replay of all of them gives the state. */
export interface AuditEvent {
  readonly id: string;
  /** RFC 3339, by the sandbox's clock. */
  readonly at: string;
  /** Who did it: a principal's name, an e-mail address, or `system`. */
  readonly actor: string;
  /** `member.role_changed`, `invitation.created`, `team.deleted` ... */
  readonly action: string;
  /** The e-mail address, the slug, or `SLUG/E-MAIL`. */
  readonly target: string;
  readonly target_id: string;
  /** The whole object before, null where there was none. */
  readonly before: object | null;
  /** The whole object after, null where there is none left. */
  readonly after: object | null;
  /** How many active admins the organization has after this event. */
  readonly active_admins: number;
}

/** A key to one organization: it acts as a member, or as a service principal. */
export interface SandboxKey {
  readonly token: string;
  /** Id of the member it acts as; absent for a service principal. */
  readonly member_id?: string;
  /** Name of the service principal, for showing. */
  readonly name?: string;
  /** null: the profile lists none, and the key may do what its principal may. */
  readonly scopes: readonly string[] | null;
}

/** One organization as JSON. Objects without `etag` and `updated_at` get them when they are loaded. */
export interface SandboxOrganization {
  /** Short name, as the access folder would be called. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  readonly members: readonly ApiMember[];
  readonly invitations: readonly ApiInvitation[];
  readonly teams: readonly ApiTeam[];
  readonly memberships: readonly ApiTeamMembership[];
  readonly audit?: readonly AuditEvent[];
  /** Left out or empty: one key `plnx_sandbox_KEY` for the service principal `muster-bot` with both scopes. */
  readonly keys?: readonly SandboxKey[];
  /** Counts changes; versions of objects come from it. */
  readonly revision?: number;
  /** Counts ids given out. */
  readonly serial?: number;
}

/** The whole server as JSON. Fields may be added within a version, never renamed. */
export interface SandboxState {
  readonly version: 1;
  readonly organizations: readonly SandboxOrganization[];
}

/** The key that every organization has unless its seed says otherwise: deterministic and obviously no secret. */
export function defaultKey(organizationKey: string): SandboxKey {
  return {
    token: `plnx_sandbox_${organizationKey}`,
    name: "muster-bot",
    scopes: [scopes.read, scopes.write],
  };
}

/** What reading a state came to; the message names the first thing that is wrong and where. */
export type StateRead =
  { readonly ok: true; readonly state: SandboxState } | { readonly ok: false; readonly message: string };

/** Reads the JSON text of a state, checking every object against the contract. */
export function parseSandboxState(text: string): StateRead {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, message: "It is not JSON." };
  }
  if (!isObject(value) || value["version"] !== 1) {
    return { ok: false, message: 'It is not a sandbox state: "version": 1 is missing.' };
  }
  const organizations = value["organizations"];
  if (!Array.isArray(organizations) || organizations.length === 0) {
    return { ok: false, message: 'It holds no list "organizations" with at least one organization.' };
  }
  const found = organizations.map((item: unknown, index) =>
    organizationFault(item, `organizations[${index}]`),
  );
  const message =
    found.find((item) => item !== undefined) ?? repeatedFault(organizations as SandboxOrganization[]);
  if (message !== undefined) return { ok: false, message };
  return { ok: true, state: value as unknown as SandboxState };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const collections = {
  members: memberSchema.array(),
  invitations: invitationSchema.array(),
  teams: teamSchema.array(),
  memberships: teamMembershipSchema.array(),
};

function organizationFault(value: unknown, where: string): string | undefined {
  if (!isObject(value)) return `${where} is not an object.`;
  for (const field of ["key", "id", "name"]) {
    if (typeof value[field] !== "string") return `${where}.${field} is missing or no text.`;
  }
  if (!/^org_[A-Za-z0-9_-]+$/.test(String(value["id"]))) return `${where}.id does not look like org_...`;
  for (const [name, schema] of Object.entries(collections)) {
    const result = schema.safeParse(value[name]);
    const issue = result.error?.issues[0];
    if (issue !== undefined) return `${where}.${[name, ...issue.path].join(".")}: ${issue.message}.`;
  }
  if (value["keys"] !== undefined && !isListOf(value["keys"], isKey))
    return `${where}.keys is not a list of keys.`;
  if (value["audit"] !== undefined && !isListOf(value["audit"], isObject))
    return `${where}.audit is not a list.`;
  for (const field of ["revision", "serial"]) {
    if (value[field] !== undefined && !Number.isSafeInteger(value[field]))
      return `${where}.${field} is not a whole number.`;
  }
  return danglingFault(value as unknown as SandboxOrganization, where);
}

function isListOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}

function isKey(value: unknown): boolean {
  return (
    isObject(value) &&
    typeof value["token"] === "string" &&
    (value["scopes"] === null || isListOf(value["scopes"], (scope) => typeof scope === "string"))
  );
}

function danglingFault(organization: SandboxOrganization, where: string): string | undefined {
  const members = new Set(organization.members.map((item) => item.id));
  const teams = new Set(organization.teams.map((item) => item.id));
  const lone = organization.memberships.find(
    (item) => !members.has(item.member_id) || !teams.has(item.team_id),
  );
  if (lone !== undefined) {
    return `${where}.memberships: ${lone.team_id}/${lone.member_id} names a team or member that is not there.`;
  }
  const odd = [...organization.members, ...organization.invitations].find(
    (item) => rankOf(normalRole(item.role)) === undefined,
  );
  if (odd !== undefined)
    return `${where}: ${odd.id} has the role ${odd.role}; the roles are ${builtInRoles.join(", ")}.`;
  return undefined;
}

function repeatedFault(organizations: readonly SandboxOrganization[]): string | undefined {
  for (const field of ["key", "id"] as const) {
    const seen = new Set<string>();
    for (const organization of organizations) {
      if (seen.has(organization[field])) return `Two organizations have the ${field} ${organization[field]}.`;
      seen.add(organization[field]);
    }
  }
  return undefined;
}

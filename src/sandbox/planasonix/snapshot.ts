/** The shape of the sandbox's state as JSON, whole and for each organization. */
import {
  scopes,
  type ApiConnection,
  type ApiInvitation,
  type ApiMember,
  type ApiOwned,
  type ApiPersonalKey,
  type ApiProject,
  type ApiRole,
  type ApiServiceAccount,
  type ApiServiceAccountKey,
  type ApiShare,
  type ApiTeam,
  type ApiTeamMembership,
} from "../../providers/planasonix/contract.ts";

/** One thing that happened, in order; a replay of all of them gives the state. */
export interface AuditEvent {
  readonly id: string;
  /** RFC 3339, by the sandbox's clock. */
  readonly at: string;
  /** Who did it: a principal's name, an e-mail address, or `system`. */
  readonly actor: string;
  /** `member.role_changed`, `invitation.created`, `team.deleted` ... */
  readonly action: string;
  /** The e-mail address, slug or name, `SLUG/E-MAIL`, `pipeline:NAME`, `pipeline:NAME/team:SLUG`, `ACCOUNT/NAME` ... */
  readonly target: string;
  readonly target_id: string;
  /** The whole object before, null where there was none. */
  readonly before: object | null;
  /** The whole object after, null where there is none left. */
  readonly after: object | null;
  /** How many active admins the organization has after this event. */
  readonly active_admins: number;
  /** Of `member.deactivated` and `member.removed` only: how many things the person owned at that moment. */
  readonly owned?: number;
}

/** A key to one organization: it acts as a member, or as a service principal. */
export interface SandboxKey {
  readonly token: string;
  /** Id of the member it acts as; absent for a service principal. */
  readonly member_id?: string;
  /** Id of the service account that it acts as, when the service principal is one of the organization's. */
  readonly service_account_id?: string;
  /** Id of the service account's key that it is. With it a use is noted; a revoked one lets nobody in. */
  readonly key_id?: string;
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
  /** Custom ones only: the built-in ones are always there. */
  readonly roles?: readonly ApiRole[];
  readonly shares?: readonly ApiShare[];
  readonly service_accounts?: readonly ApiServiceAccount[];
  readonly service_account_keys?: readonly ApiServiceAccountKey[];
  /** SHA-256 of the secrets of service accounts' keys, by the key's id. */
  readonly secret_digests?: Readonly<Record<string, string>>;
  readonly personal_keys?: readonly ApiPersonalKey[];
  readonly pipelines?: readonly ApiOwned[];
  readonly connections?: readonly ApiConnection[];
  readonly schedules?: readonly ApiOwned[];
  readonly projects?: readonly ApiProject[];
  /** Who signs in by single sign-on: with `jit` whoever has an address of these domains becomes a member by their first login. */
  readonly sso?: { readonly domains: readonly string[]; readonly jit?: boolean; readonly role?: string };
  /** Whoever is invited from these domains waits until one of `approvers` (unless given, any active admin) approves. */
  readonly guests?: { readonly domains: readonly string[]; readonly approvers?: readonly string[] };
  /** Absent, or a total of null: no limit. */
  readonly seats?: { readonly total: number | null };
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

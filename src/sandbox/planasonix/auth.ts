/** Who a request acts as, and whether it may do what it asks. */
import { normalRole, managesUsers } from "../../model/role.ts";
import { scopes, type ApiMember } from "../../providers/planasonix/contract.ts";
import { rolesOf, type LiveOrganization } from "./organization.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { SandboxKey } from "./state.ts";
import { findKey, type World } from "./world.ts";

/** The holder of a key: a member, or a service principal. */
export interface Principal {
  readonly ok: true;
  readonly organization: LiveOrganization;
  readonly key: SandboxKey;
  /** Absent for a service principal. */
  readonly member?: ApiMember;
  /** As the audit log names them. */
  readonly actor: string;
}

/** The id of whoever acts. */
export function principalId({ key, member }: Principal): string {
  const service = `svc_${(key.name ?? "service").replace(/[^A-Za-z0-9_-]/g, "-")}`;
  return member?.id ?? key.service_account_id ?? service;
}

/** Finds the principal of an `Authorization` header; a 401 when there is none. */
export function authenticate(world: World, authorization: string | undefined): Principal | Refusal {
  const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (token === undefined)
    return refuse(401, "unauthorized", "An API key is missing: Authorization: Bearer <key>.");
  const found = findKey(world, token);
  if (found === undefined) return refuse(401, "unauthorized", "The API key is unknown or was revoked.");
  const { organization, key } = found;
  if (key.member_id === undefined) return { ok: true, organization, key, actor: key.name ?? "service" };
  const member = organization.members.get(key.member_id);
  if (member?.state !== "active")
    return refuse(401, "unauthorized", "The API key's owner is no active member.");
  return { ok: true, organization, key, member, actor: member.email };
}

/** What a request is about to do, as far as rights go. */
interface Intent {
  /** A principal may always ask who it is. */
  readonly asks: "own profile" | "to read" | "to write";
  /** Organization id in the path, where it holds one; resources are those of the key's organization. */
  readonly organization?: string | undefined;
  /** `X-Organization-ID`, if it was sent. */
  readonly named?: string | undefined;
}

/** The 403 for a principal that may not do this, or nothing. */
export function authorize(principal: Principal, intent: Intent): Refusal | undefined {
  const own = principal.organization.id;
  if (intent.named !== undefined && intent.named !== own) {
    return refuse(
      403,
      "wrong_organization",
      "The API key does not belong to the organization that X-Organization-ID names.",
    );
  }
  if (intent.asks === "own profile") return undefined;
  if (intent.organization !== undefined && intent.organization !== own) {
    return refuse(403, "wrong_organization", "The API key does not belong to this organization.");
  }
  const writes = intent.asks === "to write";
  const needed = writes ? scopes.write : scopes.read;
  if (principal.key.scopes !== null && !principal.key.scopes.includes(needed)) {
    return refuse(403, "missing_scope", `The API key lacks the scope ${needed}.`);
  }
  if (!writes || principal.member === undefined) return undefined;
  if (!managesUsers(normalRole(principal.member.role), rolesOf(principal.organization))) {
    return refuse(403, "forbidden", "Only admins manage users.");
  }
  return undefined;
}

/** Service accounts and their keys: unique names, an owner who is there, no account gone while a key still works. */
import { normalRole } from "../../model/role.ts";
import { fold } from "../../model/text.ts";
import type { ApiServiceAccount } from "../../providers/planasonix/contract.ts";
import { newId, record, stamped, timeText, type Doing, type LiveOrganization } from "./organization.ts";
import { done, notFound, refuse, type Effect, type Refusal } from "./refusal.ts";
import { unknownRole } from "./role.ts";
import { endShares } from "./share.ts";

interface AccountFields {
  readonly description?: string | undefined;
  readonly role?: string | undefined;
  readonly owner_type?: "team" | "member" | undefined;
  readonly owner_id?: string | undefined;
}

/** Creates a service account without keys. */
export function createServiceAccount(
  organization: LiveOrganization,
  doing: Doing,
  fields: AccountFields & {
    readonly name: string;
    readonly role: string;
    readonly owner_type: "team" | "member";
    readonly owner_id: string;
  },
): Effect<ApiServiceAccount> {
  if (organization.serviceAccounts.find("name", fold(fields.name)).length > 0)
    return refuse(409, "name_taken", `There is already a service account ${fields.name}.`);
  const refusal = unknownRole(organization, fields.role) ?? checkOwner(organization, fields);
  if (refusal !== undefined) return refusal;
  const after = stamped(organization, doing, {
    id: newId(organization, "sa"),
    name: fields.name,
    description: fields.description ?? null,
    role: normalRole(fields.role),
    owner_type: fields.owner_type,
    owner_id: fields.owner_id,
    created_at: timeText(doing.now),
  });
  save(organization, doing, { action: "service_account.created", before: null, after });
  return done(after);
}

/** Changes the fields that are given; another owner is a transfer. Name, keys and shares stay. */
export function changeServiceAccount(
  organization: LiveOrganization,
  doing: Doing,
  request: AccountFields & { readonly id: string },
): Effect<ApiServiceAccount> {
  const before = organization.serviceAccounts.get(request.id);
  if (before === undefined) return notFound("service account", request.id);
  const { role = before.role, description = before.description } = request;
  const owner_type = request.owner_type ?? before.owner_type ?? null;
  const owner_id = request.owner_id ?? before.owner_id ?? null;
  const moves = owner_type !== (before.owner_type ?? null) || owner_id !== (before.owner_id ?? null);
  const refusal =
    (role === before.role ? undefined : unknownRole(organization, role)) ??
    (moves ? checkOwner(organization, { owner_type, owner_id }) : undefined);
  if (refusal !== undefined) return refusal;
  const wanted = {
    ...before,
    description,
    role: role === before.role ? role : normalRole(role),
    ...(moves ? { owner_type, owner_id } : {}),
  };
  if (!moves && wanted.role === before.role && (description ?? null) === (before.description ?? null))
    return done(before);
  const after = stamped(organization, doing, wanted);
  save(organization, doing, {
    action: moves ? "resource.transferred" : "service_account.changed",
    before,
    after,
  });
  return done(after);
}

/** Deletes a service account with its shares. Refused while it has keys. */
export function deleteServiceAccount(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const before = organization.serviceAccounts.get(id);
  if (before === undefined) return notFound("service account", id);
  const key = organization.serviceAccountKeys.find("account", id)[0];
  if (key !== undefined)
    return refuse(409, "has_keys", `${before.name} still has the key ${key.name}; revoke it first.`);
  endShares(organization, doing, { type: "service_account", id });
  organization.serviceAccounts.delete(id);
  record(organization, doing, {
    action: "service_account.deleted",
    target: before.name,
    before,
    after: null,
  });
  return done(null);
}

function checkOwner(
  organization: LiveOrganization,
  owner: { readonly owner_type?: string | null | undefined; readonly owner_id?: string | null | undefined },
): Refusal | undefined {
  const { owner_type: type, owner_id: id } = owner;
  if (type === "team" && organization.teams.get(id ?? "") !== undefined) return undefined;
  if (type === "member" && organization.members.get(id ?? "")?.state === "active") return undefined;
  return refuse(
    422,
    "cannot_own",
    `A team or an active member owns a service account; ${type ?? "nothing"} ${id ?? ""} is neither.`,
  );
}

function save(
  organization: LiveOrganization,
  doing: Doing,
  event: {
    readonly action: string;
    readonly before: ApiServiceAccount | null;
    readonly after: ApiServiceAccount;
  },
): void {
  const { name } = event.after;
  organization.serviceAccounts.set(event.after);
  const target = event.action === "resource.transferred" ? `service_account:${name}` : name;
  record(organization, doing, { ...event, target });
}

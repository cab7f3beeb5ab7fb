/** Keys, of service accounts and of people: made, with a secret or without, delivered, used and revoked. */
import { randomBytes } from "node:crypto";
import type {
  ApiNewServiceAccountKey,
  ApiPersonalKey,
  ApiServiceAccountKey,
} from "../../providers/planasonix/contract.ts";
import {
  newId,
  record,
  stamped,
  timeText,
  type Doing,
  type LiveOrganization,
  type Effected,
} from "./organization.ts";
import { done, notFound, type Effect } from "./refusal.ts";
import { hashText } from "../../model/json.ts";

/** Gives a service account one more key, under a name that another one may have too. */
export function addServiceAccountKey(
  organization: LiveOrganization,
  doing: Doing,
  wanted: Pick<ApiServiceAccountKey, "service_account_id" | "name" | "scopes" | "created_by">,
): ApiServiceAccountKey {
  const after = stamped(organization, doing, {
    id: newId(organization, "key"),
    ...wanted,
    created_at: timeText(doing.now),
  });
  organization.serviceAccountKeys.set(after);
  recordKey(organization, doing, { action: "key.created", before: null, after });
  return after;
}

/** A new key of a service account together with its secret, of which only a digest is kept. */
export function createServiceAccountKey(
  organization: LiveOrganization,
  doing: Doing,
  wanted: Pick<ApiServiceAccountKey, "service_account_id" | "name" | "scopes" | "created_by">,
): Effect<ApiNewServiceAccountKey> {
  if (!organization.serviceAccounts.get(wanted.service_account_id))
    return notFound("service account", wanted.service_account_id);
  const secret = `plnx_sandbox_${randomBytes(24).toString("hex")}`;
  const key = addServiceAccountKey(organization, doing, wanted);
  organization.secrets.set(key.id, hashText(secret));
  return done({ ...key, secret });
}

/** Notes when the secret of a key of that service account was delivered. */
export function changeServiceAccountKey(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly account: string; readonly key: string; readonly delivered_at: string },
): Effect<ApiServiceAccountKey> {
  const before = organization.serviceAccountKeys.get(request.key);
  if (before?.service_account_id !== request.account) return notFound("key", request.key);
  const after = stamped(organization, doing, { ...before, delivered_at: request.delivered_at });
  organization.serviceAccountKeys.set(after);
  recordKey(organization, doing, { action: "key.delivered", before, after });
  return done(after);
}

/** Gives a member one more key of their own. */
export function addPersonalKey(
  organization: LiveOrganization,
  doing: Doing,
  wanted: Pick<ApiPersonalKey, "created_by" | "name" | "scopes">,
): ApiPersonalKey {
  const after = stamped(organization, doing, {
    id: newId(organization, "key"),
    ...wanted,
    created_at: timeText(doing.now),
  });
  organization.personalKeys.set(after);
  recordPersonal(organization, doing, { action: "personal_key.created", before: null, after });
  return after;
}

/** Revokes a key of that service account. */
export function revokeServiceAccountKey(
  organization: LiveOrganization,
  doing: Doing,
  request: { readonly account: string; readonly key: string },
): Effect<null> {
  const key = organization.serviceAccountKeys.get(request.key);
  if (key?.service_account_id !== request.account) return notFound("key", request.key);
  organization.serviceAccountKeys.delete(key.id);
  organization.secrets.delete(key.id);
  recordKey(organization, doing, { action: "key.revoked", before: key, after: null });
  return done(null);
}

/** Revokes a person's key. */
export function revokePersonalKey(organization: LiveOrganization, doing: Doing, id: string): Effect<null> {
  const key = organization.personalKeys.get(id);
  if (key === undefined) return notFound("key", id);
  organization.personalKeys.delete(id);
  recordPersonal(organization, doing, { action: "personal_key.revoked", before: key, after: null });
  return done(null);
}

function recordKey(
  organization: LiveOrganization,
  doing: Doing,
  event: Effected<ApiServiceAccountKey>,
): void {
  const key = event.after ?? event.before;
  const account = organization.serviceAccounts.get(key.service_account_id)?.name ?? key.service_account_id;
  record(organization, doing, { ...event, target: `${account}/${key.name}` });
}

function recordPersonal(organization: LiveOrganization, doing: Doing, event: Effected<ApiPersonalKey>): void {
  const key = event.after ?? event.before;
  const email = organization.members.get(key.created_by)?.email ?? key.created_by;
  record(organization, doing, { ...event, target: `${email}/${key.name}` });
}

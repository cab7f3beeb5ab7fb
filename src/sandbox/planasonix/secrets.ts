/** Secrets of service accounts' keys: only their digests are kept, and whoever holds one acts as its service account. */
import { hashText } from "../../model/json.ts";
import type { LiveOrganization } from "./organization.ts";
import type { SandboxKey } from "./snapshot.ts";

/** The key whose secret this is, as what a request may act as; undefined for any other text. */
export function keyWithSecret(organization: LiveOrganization, secret: string): SandboxKey | undefined {
  if (organization.secrets.size === 0) return undefined;
  const digest = hashText(secret);
  const id = [...organization.secrets].find(([, kept]) => kept === digest)?.[0];
  const key = id === undefined ? undefined : organization.serviceAccountKeys.get(id);
  if (key === undefined) return undefined;
  const account = organization.serviceAccounts.get(key.service_account_id);
  if (account === undefined) return undefined;
  return {
    token: secret,
    service_account_id: account.id,
    key_id: key.id,
    name: account.name,
    scopes: key.scopes,
  };
}

/** Notes that a key was used. Its version stays: nobody changed it. */
export function noteUse(organization: LiveOrganization, { key_id: id }: SandboxKey, at: string): void {
  const key = id === undefined ? undefined : organization.serviceAccountKeys.get(id);
  if (key === undefined || key.last_used_at === at) return;
  organization.serviceAccountKeys.set({ ...key, last_used_at: at });
  organization.uses += 1;
}

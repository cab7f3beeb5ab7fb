/** What the routes of roles, shares, service accounts and keys do. */
import { normalRole } from "../../../model/role.ts";
import { fold } from "../../../model/text.ts";
import { found, list, listBy, type HandlersOf } from "../call.ts";
import { principalId } from "../auth.ts";
import {
  changeServiceAccountKey,
  createServiceAccountKey,
  revokePersonalKey,
  revokeServiceAccountKey,
} from "../key.ts";
import { changeRole, createRole, deleteRole } from "../role.ts";
import { changeServiceAccount, createServiceAccount, deleteServiceAccount } from "../account.ts";
import { changeShare, share, unshare } from "../share.ts";
import { noneOf, one, oneOf } from "../respond.ts";

type Names =
  | "roles"
  | "role"
  | "createRole"
  | "changeRole"
  | "deleteRole"
  | "shares"
  | "oneShare"
  | "share"
  | "changeShare"
  | "unshare"
  | "serviceAccounts"
  | "serviceAccount"
  | "createServiceAccount"
  | "changeServiceAccount"
  | "deleteServiceAccount"
  | "serviceAccountKeys"
  | "createServiceAccountKey"
  | "changeServiceAccountKey"
  | "revokeServiceAccountKey"
  | "personalKeys"
  | "revokePersonalKey";

/** One handler for each of these routes. */
export const accessHandlers: HandlersOf<Names> = {
  roles: (call) =>
    listBy(call, call.organization.roles, { name: "roles", filter: "name", index: "name", as: normalRole }),
  role: ({ organization, id }) => found("role", id, organization.roles.get(id)),
  createRole: ({ organization, doing, body }) => oneOf(createRole(organization, doing, body), 201),
  changeRole: ({ organization, doing, id, body }) => oneOf(changeRole(organization, doing, { id, ...body })),
  deleteRole: ({ organization, doing, id }) => noneOf(deleteRole(organization, doing, id)),
  shares: (call) =>
    listBy(call, call.organization.shares, { name: "shares", filter: "resource_id", index: "resource" }),
  oneShare: ({ organization, id }) => found("share", id, organization.shares.get(id)),
  share: ({ organization, doing, body }) => oneOf(share(organization, doing, body), 201),
  changeShare: ({ organization, doing, id, body }) =>
    oneOf(changeShare(organization, doing, { id, level: body.level })),
  unshare: ({ organization, doing, id }) => noneOf(unshare(organization, doing, id)),
  serviceAccounts: (call) =>
    listBy(call, call.organization.serviceAccounts, {
      ...{ name: "service-accounts", filter: "name", index: "name", as: fold },
    }),
  serviceAccount: ({ organization, id }) =>
    found("service account", id, organization.serviceAccounts.get(id)),
  createServiceAccount: ({ organization, doing, body }) =>
    oneOf(createServiceAccount(organization, doing, body), 201),
  changeServiceAccount: ({ organization, doing, id, body }) =>
    oneOf(changeServiceAccount(organization, doing, { id, ...body })),
  deleteServiceAccount: ({ organization, doing, id }) =>
    noneOf(deleteServiceAccount(organization, doing, id)),
  serviceAccountKeys: (call) => list(call, "service-account-keys", call.organization.serviceAccountKeys),
  createServiceAccountKey: ({ organization, doing, principal, id, body }) => {
    const wanted = { service_account_id: id, created_by: principalId(principal), ...body };
    const made = createServiceAccountKey(organization, doing, wanted);
    if (!made.ok) return made;
    const { secret: _, ...shown } = made.value;
    return { ...one(made.value, 201), repeatedBody: { data: shown } };
  },
  changeServiceAccountKey: ({ organization, doing, id, key, body }) =>
    oneOf(changeServiceAccountKey(organization, doing, { account: id, key, ...body })),
  revokeServiceAccountKey: ({ organization, doing, id, key }) =>
    noneOf(revokeServiceAccountKey(organization, doing, { account: id, key })),
  personalKeys: (call) =>
    listBy(call, call.organization.personalKeys, { name: "api-keys", filter: "created_by", index: "owner" }),
  revokePersonalKey: ({ organization, doing, id }) => noneOf(revokePersonalKey(organization, doing, id)),
};

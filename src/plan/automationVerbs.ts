/** Changes of roles, service accounts, keys, shares and ownership as verbs. */
import type { Change } from "../model/change.ts";
import type { Holder, Ownership, Role, ServiceAccount, Share } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";
import type { Unlisted } from "../model/organization.ts";
import type { Step } from "./memberVerbs.ts";

/** The steps for a change of a custom role. */
export function roleSteps(change: Change, unlisted: Unlisted): Step[] {
  const before = change.before as Role | null;
  const after = change.after as Role | null;
  if (before === null)
    return after === null ? [] : [{ verb: "create_role", before: null, after: roleFields(after) }];
  if (after !== null) {
    return [
      { verb: "update_role", before: roleFields(before), after: { ...roleFields(after), name: after.name } },
    ];
  }
  const step: Step = { verb: "delete_role", before: roleFields(before), after: null };
  return [
    unlisted.roles === "delete"
      ? step
      : unmanaged(step, `role ${before.name} is live, but stands in no file`),
  ];
}

/** The steps for a change of a service account; its owner is handed over apart from the rest. */
export function serviceAccountSteps(change: Change, unlisted: Unlisted): Step[] {
  const before = change.before as ServiceAccount | null;
  const after = change.after as ServiceAccount | null;
  if (before === null) {
    return after === null
      ? []
      : [{ verb: "create_service_account", before: null, after: accountFields(after) }];
  }
  if (after === null) {
    const step: Step = {
      verb: "delete_service_account",
      before: { name: before.name, role: before.role ?? null },
      after: null,
    };
    return [
      unlisted.service_accounts === "delete" || !change.unlisted
        ? step
        : unmanaged(step, `service account ${before.name} is live, but stands in no file`),
    ];
  }
  const changed = change.op === "update" ? change.fields : [];
  const fields = changed.filter((field) => field !== "owner");
  const steps: Step[] = [];
  if (fields.length > 0) {
    steps.push({
      verb: "update_service_account",
      before: someFields(before, fields, after.name),
      after: someFields(after, fields, after.name),
    });
  }
  if (changed.includes("owner"))
    steps.push(accountTransfer(after.name, before.owner ?? null, after.owner ?? null));
  return steps;
}

/** Hands a service account over. */
export function accountTransfer(name: string, from: Holder | null, to: Holder | null): Step {
  return {
    verb: "transfer",
    before: { name, owner: holderFields(from) },
    after: { name, owner: holderFields(to) },
  };
}

/** The step for a change of a share. */
export function shareStep(change: Change, unlisted: Unlisted): Step {
  const before = change.before as Share | null;
  const after = change.after as Share | null;
  if (before === null)
    return { verb: "share", before: null, after: after === null ? null : shareFields(after) };
  if (after !== null)
    return {
      verb: "change_share",
      before: shareFields(before),
      after: shareFields({ ...before, level: after.level }),
    };
  const step: Step = { verb: "unshare", before: shareFields(before), after: null };
  return unlisted.shares === "unshare" || !change.unlisted
    ? step
    : unmanaged(
        step,
        `${before.resource} ${before.name} is shared with ${before.holder.kind.replaceAll("_", " ")} ${before.holder.key}, but no file says so`,
      );
}

/** The step for a declared owner who is not the live one. */
export function ownershipStep(change: Change): Step {
  const before = change.before as Ownership | null;
  const after = change.after as Ownership | null;
  return { verb: "transfer", before: ownershipFields(before, before), after: ownershipFields(after, before) };
}

/** Hands a resource over. */
export function resourceTransfer(
  resource: { readonly kind: string; readonly name: string; readonly id: string },
  from: string | null,
  to: string,
): Step {
  const fields = { resource: resource.kind, name: resource.name, id: resource.id };
  return { verb: "transfer", before: { ...fields, owner: from }, after: { ...fields, owner: to } };
}

/** What levels are worth against each other; `use` stands beside `run`. */
export const levelRank: Readonly<Record<string, number>> = { view: 1, run: 2, use: 2, edit: 3 };

/** A step that policy leaves alone. */
export function unmanaged(step: Step, message: string): Step {
  return { ...step, reason: { code: "unmanaged", message } };
}

function roleFields({ name, base, permissions }: Role): JsonObject {
  return { name, base, permissions: [...permissions] };
}

function accountFields(account: ServiceAccount): JsonObject {
  return {
    name: account.name,
    ...(account.description === undefined ? {} : { description: account.description }),
    role: account.role ?? null,
    owner: holderFields(account.owner ?? null),
  };
}

function someFields(account: ServiceAccount, fields: readonly string[], name: string): JsonObject {
  return {
    name,
    ...(fields.includes("description") ? { description: account.description ?? "" } : {}),
    ...(fields.includes("role") ? { role: account.role ?? null } : {}),
  };
}

function holderFields(holder: Holder | null): JsonObject | null {
  return holder === null ? null : { kind: holder.kind, key: holder.key };
}

function shareFields({ resource, name, holder, level }: Share): JsonObject {
  return { resource, name, holder: holderFields(holder), level };
}

function ownershipFields(item: Ownership | null, live: Ownership | null): JsonObject | null {
  return item === null
    ? null
    : { resource: item.resource, name: item.name, id: live?.id ?? null, owner: item.owner };
}

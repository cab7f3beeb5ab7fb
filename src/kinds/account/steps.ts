/** Changes of service accounts as verbs. */
import type { Change } from "../../model/change.ts";
import type { Holder, ServiceAccount } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Unlisted } from "../../model/organization.ts";
import { holderFields } from "../holder.ts";
import { unmanaged, type Step } from "../step.ts";

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

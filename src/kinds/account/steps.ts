/** Changes of service accounts as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { Holder, ServiceAccount } from "../../model/entity.ts";
import type { AccountFields, NewAccountFields } from "../../model/shapes.ts";
import { holderFields } from "../holder.ts";
import { unmanaged, type Step, type StepContext, type StepOf } from "../step.ts";

/** The steps for a change of a service account; its owner is handed over apart from the rest. */
export function serviceAccountSteps(change: ChangeOf<ServiceAccount>, { unlisted }: StepContext): Step[] {
  const { before, after } = change;
  if (before === null)
    return [{ verb: "create_service_account", before, after: accountFields(change.after) }];
  if (after === null) {
    const step: Step = {
      verb: "delete_service_account",
      before: { name: before.name, role: before.role ?? null },
      after,
    };
    const message = `service account ${before.name} is live, but stands in no file`;
    const isMeant = unlisted.service_accounts === "delete" || !change.unlisted;
    return [isMeant ? step : unmanaged(step, message)];
  }
  const fields = change.fields.filter((field) => field !== "owner");
  const steps: Step[] = [];
  if (fields.length > 0) {
    steps.push({
      verb: "update_service_account",
      before: someFields(before, fields, after.name),
      after: someFields(after, fields, after.name),
    });
  }
  if (change.fields.includes("owner"))
    steps.push(accountTransfer(after.name, before.owner ?? null, after.owner ?? null));
  return steps;
}

/** Hands a service account over. */
export function accountTransfer(name: string, from: Holder | null, to: Holder | null): StepOf<"transfer"> {
  return {
    verb: "transfer",
    before: { name, owner: from === null ? null : holderFields(from) },
    after: { name, owner: to === null ? null : holderFields(to) },
  };
}

function accountFields(account: ServiceAccount): NewAccountFields {
  return {
    name: account.name,
    ...(account.description === undefined ? {} : { description: account.description }),
    role: account.role ?? null,
    owner: account.owner === undefined ? null : holderFields(account.owner),
  };
}

function someFields(account: ServiceAccount, fields: readonly string[], name: string): AccountFields {
  return {
    name,
    ...(fields.includes("description") ? { description: account.description ?? "" } : {}),
    ...(fields.includes("role") ? { role: account.role ?? null } : {}),
  };
}

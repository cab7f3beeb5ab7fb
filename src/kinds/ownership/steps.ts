/** Changes of who owns something as verbs. */
import type { Change } from "../../model/change.ts";
import type { Ownership } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Step } from "../step.ts";

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

function ownershipFields(item: Ownership | null, live: Ownership | null): JsonObject | null {
  return item === null
    ? null
    : { resource: item.resource, name: item.name, id: live?.id ?? null, owner: item.owner };
}

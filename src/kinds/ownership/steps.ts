/** Changes of who owns something as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { OwnedKind, Ownership } from "../../model/entity.ts";
import type { OwnedResource } from "../../model/shapes.ts";
import type { Step, StepOf, Undone } from "../step.ts";

/** The step for a declared owner who is not the live one. Nothing is handed over where nobody knows from whom. */
export function ownershipSteps({ before, after }: ChangeOf<Ownership>): readonly (Step | Undone)[] {
  if (after === null) return [];
  if (before === null) {
    const message = `the owner of ${after.resource} ${after.name} was not read, so this waits; run again`;
    return [{ verb: "transfer", before, after: null, undone: { code: "depends", message } }];
  }
  const fields = (item: Ownership): OwnedResource => ({
    resource: item.resource,
    name: item.name,
    id: before.id ?? null,
    owner: item.owner,
  });
  return [{ verb: "transfer", before: fields(before), after: fields(after) }];
}

/** Hands a resource over. */
export function resourceTransfer(
  resource: { readonly kind: OwnedKind; readonly name: string; readonly id: string },
  from: string | null,
  to: string,
): StepOf<"transfer"> {
  const fields = { resource: resource.kind, name: resource.name, id: resource.id };
  return { verb: "transfer", before: { ...fields, owner: from }, after: { ...fields, owner: to } };
}

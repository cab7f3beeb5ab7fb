/** The one verb of ownership: what a service lets people own, and service accounts, change hands by it. */
import type { ChangeOf } from "../../model/change.ts";
import type { Holder } from "../../model/entities/holder.ts";
import type { Ownership } from "../../model/entities/ownership.ts";
import type { OwnedKind } from "../../model/entities/resource.ts";
import { object, oneOf, orNull, text } from "../../model/shape.ts";
import type { Altered, VerbOf } from "../../model/shapes.ts";
import { altered, holder } from "../sides.ts";
import { canOwn, owningTakes } from "../../model/role.ts";
import { ownedKinds } from "../../model/vocabularies/all.ts";
import { holderObstacle, type Allows } from "../holder.ts";
import type { NeedsRule } from "../lookup.ts";
import { arrow, own } from "../pieces.ts";
import type { Piece } from "../pieces.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import type { Step, StepOf, Undone } from "../step.ts";
import type { KindVerbs, Sides, VerbSpecs } from "../verb.ts";
import { ownerOf } from "./owner.ts";

/** A resource and the member who owns it. */
type OwnedResource = {
  readonly resource: OwnedKind;
  readonly name: string;
  readonly id: string | null;
  readonly owner: string | null;
};
export type OwnedAccount = { readonly name: string; readonly owner: Holder | null };

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly ownership: {
      readonly transfer: Altered<"ownership", OwnedResource> | Altered<"service_account", OwnedAccount>;
    };
  }
}

/** A transfer needs a receiver who is active and whose role may own things. */
const needs: NeedsRule<"transfer"> = (draft, lookup, edge) => {
  if (draft.kind === "service_account") {
    const { owner } = draft.after;
    edge(lookup.find("create_service_account", draft.key));
    return owner === null ? null : holderObstacle(owner, { lookup, edge, allows: () => true });
  }
  const { owner } = draft.after;
  if (owner === null) return null;
  const role = lookup.organization.desired.member.get(owner)?.role ?? lookup.live.member.get(owner)?.role;
  if (!canOwn(role, lookup.roles.after)) {
    const takes = owningTakes(lookup.live.vocabulary);
    return { code: "depends", message: `${owner} cannot own it: that takes the role ${takes}` };
  }
  const { before, after } = lookup.roles;
  // The role may change under its holder before the transfer comes.
  const allows: Allows = (now) => canOwn(now, before) && canOwn(now, after);
  return holderObstacle({ kind: "member", key: owner }, { lookup, edge, allows });
};

function movedOwner({ before, after }: Sides): Piece[] {
  const [old, now] = [ownerOf(before), ownerOf(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const shown = (owner: Piece[]): Piece[] => (owner.length === 0 ? [own("nobody")] : owner);
  return [...shown(old), arrow, ...shown(now)];
}

function isRisky(resource: string, { owned }: Vocabulary): boolean {
  return owned.some(({ kind, risky }) => kind === resource && risky === true);
}

const ownedResource = object<OwnedResource>({
  resource: oneOf(ownedKinds),
  name: text,
  id: orNull(text),
  owner: orNull(text),
});
const ownedAccount = object<OwnedAccount>({ name: text, owner: orNull(holder) });

const verbs: VerbSpecs<VerbOf<"ownership">> = {
  transfer: {
    sides: { ownership: altered(ownedResource), service_account: altered(ownedAccount) },
    words: { sign: ">", infinitive: "transfer", toDo: "to transfer", done: "transferred" },
    phase: 5,
    loss: null,
    risk: (draft, { live }) =>
      draft.kind === "ownership" && isRisky(draft.before.resource, live.vocabulary) ? "high" : "low",
    needs,
    detail: movedOwner,
  },
};

export const ownershipVerbs: KindVerbs<"ownership"> = {
  verbs,
  compared: ["owner"],
  restsOn: ["ownership"],
  steps,
  loss: { costs: ({ before: { owner } }) => (owner === null ? [] : [owner]) },
  unclear: "transfer",
};

/** The step for a declared owner who is not the live one. Nothing is handed over where nobody knows from whom. */
function steps({ before, after }: ChangeOf<Ownership>): readonly (Step | Undone)[] {
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

/**
 * What goes no further than a reviewed action and needs no other review: what a date left of it; and the end of something,
 * whatever role or level is there by now.
 */
import { actionId, type Draft } from "../kinds/draft.ts";
import type { RoleSides } from "../kinds/role/direction.ts";
import { teamRoles } from "../model/entities/membership.ts";
import type { JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { Selection } from "../model/plan.ts";
import { builtInRoles } from "../model/role.ts";
import { reviewedBeforeDates } from "./datedFrom.ts";
import type { KnownPast, PlanInput } from "./prepare.ts";

/** Whether a draft is such. */
export function withinReviewed(
  input: PlanInput,
  known: KnownPast,
  {
    reviewed,
    datesFollow,
    roles,
  }: Pick<Selection, "reviewed" | "datesFollow"> & { readonly roles: RoleSides },
): (draft: Draft) => boolean {
  if (reviewed === undefined || reviewed.size === 0) return () => false;
  const isEnd = reviewedToEnd(reviewed, input.organization, roles);
  const isDatedFrom = datesFollow === true ? reviewedBeforeDates(input, known, reviewed) : () => false;
  return (draft) => isEnd(draft) || isDatedFrom(draft);
}

/** The fields in which what ends may have moved since it was reviewed, with all that may have stood there. */
type Moving = Readonly<Record<string, readonly (string | null)[]>>;

/**
 * A draft that ends something goes no further than a reviewed one that ended the same as it stood then: nobody keeps what
 * was to go by changing it meanwhile. Whoever is to be removed may be deactivated first, or need not be any more.
 */
function reviewedToEnd(
  reviewed: ReadonlySet<string>,
  { desired: { vocabulary }, connection }: Organization,
  roles: RoleSides,
): (draft: Draft) => boolean {
  const custom = [roles.before, roles.after].flatMap((side) => [...side.custom.keys()]);
  const moving: Moving = {
    role: [...new Set([...builtInRoles(vocabulary), ...custom, ...teamRoles, null])],
    level: [...new Set(vocabulary.shared.flatMap(({ levels }) => Object.keys(levels)))],
  };
  return (draft) =>
    endsOf(draft).some(({ verb, before, after }) =>
      asItMayHaveBeen(before, moving).some((was) => {
        const is =
          after === null ? null : { ...after, ...("role" in was ? { role: was["role"] ?? null } : {}) };
        return reviewed.has(actionId(connection.id, { ...draft, verb, before: was, after: is }));
      }),
    );
}

interface End {
  readonly verb: Draft["verb"];
  readonly before: JsonObject;
  readonly after: JsonObject | null;
}

/** The ends that come to as much as the draft, or more; none for what is no end. */
function endsOf({ verb, before, after }: Draft): readonly End[] {
  if (before === null || (after !== null && verb !== "deactivate")) return [];
  const removals = ["active", "deactivated"].map((state): End => ({
    verb: "remove",
    before: { ...before, state },
    after: null,
  }));
  if (verb === "remove") return removals;
  return [{ verb, before, after }, ...(verb === "deactivate" ? removals : [])];
}

/** The same with each role and level that it may have had. */
function asItMayHaveBeen(before: JsonObject, moving: Moving): JsonObject[] {
  return Object.entries(moving).reduce<JsonObject[]>(
    (all, [field, values]) =>
      field in before ? all.flatMap((one) => values.map((value) => ({ ...one, [field]: value }))) : all,
    [before],
  );
}

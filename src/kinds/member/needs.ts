/** What must be done first of all that is done about a member. */
import type { VerbOf } from "../../model/shapes.ts";
import type { NeedsRule } from "../lookup.ts";

/** Whoever is known by another address from now on is found by it. */
export function afterNewAddress<V extends VerbOf<"member">>(needs?: NeedsRule<V>): NeedsRule<V> {
  return (draft, lookup, edge) => {
    edge(lookup.find("change_email", draft.key));
    return needs?.(draft, lookup, edge) ?? null;
  };
}

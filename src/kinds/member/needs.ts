/** What must be done first of what somebody is given. */
import type { VerbOf } from "../../model/shapes.ts";
import type { NeedsRule } from "../lookup.ts";

/**
 * Nobody is given anything under an address that they are not to have. What they lose they lose by their id, whatever
 * becomes of the address.
 */
export function afterNewAddress<V extends VerbOf<"member">>(needs: NeedsRule<V>): NeedsRule<V> {
  return (draft, lookup, edge) => {
    edge(lookup.find("change_email", draft.key));
    return needs(draft, lookup, edge);
  };
}

/** A role that is held beside one's own. */
import type { Carried } from "./carried.ts";
import type { Holder } from "./holder.ts";

/** A role of the organization that somebody holds beside their own, in any number. The key is `ROLE/HOLDER_KIND:HOLDER_KEY`. */
export interface RoleGrant extends Carried {
  readonly kind: "role_grant";
  readonly key: string;
  /** The role's name, as written. */
  readonly role: string;
  readonly holder: Holder;
}

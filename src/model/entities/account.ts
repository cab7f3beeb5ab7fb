/** A service account: what the files and the service say of one. */
import type { Carried } from "./carried.ts";
import type { Holder } from "./holder.ts";

/** A non-human user. The key is the folded name. */
export interface ServiceAccount extends Carried {
  readonly kind: "service_account";
  readonly key: string;
  /** As written. */
  readonly name: string;
  readonly description?: string;
  readonly role?: string;
  /** A team or a member: who answers for it. */
  readonly owner?: Holder;
  /** Desired only: true when the files list its keys, so that the list is complete. */
  readonly keysListed?: boolean;
  /** Desired only: it is to have no key at all. */
  readonly disabled?: boolean;
  /** Desired only: true when the files say what is shared with it. */
  readonly sharesListed?: boolean;
}

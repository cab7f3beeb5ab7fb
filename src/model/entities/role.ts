/** A role that an organization made itself, beside those that its service has built in. */
import type { Carried } from "./carried.ts";

/** A custom role of the organization. The key is the folded name. */
export interface Role extends Carried {
  readonly kind: "role";
  readonly key: string;
  /** As written. */
  readonly name: string;
  /** A built-in role. */
  readonly base: string;
  /** Sorted, without repetition. */
  readonly permissions: readonly string[];
  /** Live only: its name at the service, where the files know it by another. */
  readonly calledThere?: string;
}

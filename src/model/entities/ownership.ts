/** Who owns which resource of the organization. */
import type { Carried } from "./carried.ts";
import type { OwnedKind } from "./resource.ts";

/** Who owns a resource. The key is `RESOURCE_KIND:NAME`. */
export interface Ownership extends Carried {
  readonly kind: "ownership";
  readonly key: string;
  readonly resource: OwnedKind;
  /** The resource's unique name, or its id where the name is not unique. */
  readonly name: string;
  /** Key of the member; null when nobody owns it. */
  readonly owner: string | null;
}

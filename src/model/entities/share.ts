/** What is shared with whom. */
import type { Carried } from "./carried.ts";
import type { Holder } from "./holder.ts";
import type { ShareLevel, SharedKind } from "./resource.ts";

/** A resource shared with somebody. The key is `RESOURCE_KIND:NAME/HOLDER_KIND:HOLDER_KEY`. */
export interface Share extends Carried {
  readonly kind: "share";
  readonly key: string;
  readonly resource: SharedKind;
  /** The resource's unique name, or its id where the name is not unique. */
  readonly name: string;
  readonly holder: Holder;
  readonly level: ShareLevel;
}

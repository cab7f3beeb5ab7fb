/** A change of the rules themselves, between two versions of the files: what a reviewer must see first. */
import type { Source } from "./diagnostic.ts";

/** One setting of an organization's policy that differs. */
export interface PolicyChange {
  /** Key of the organization. */
  readonly organization: string;
  /** What changed, as the files write it: `guards.max_loss`, `waivers`, `unlisted.members`, `api`. */
  readonly setting: string;
  /** As one would write it in the files; null when it was not there. Foreign text. */
  readonly before: string | null;
  /** Null when it is gone. Foreign text. */
  readonly after: string | null;
  /** Allows more than before; such a change counts from the next change on. */
  readonly loosens: boolean;
  /** Where it stands now; null when it is gone. */
  readonly source: Source | null;
}

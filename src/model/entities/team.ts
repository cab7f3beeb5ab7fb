/** A team: the fields that the files declare and the service tells. */
import type { Carried } from "./carried.ts";
import type { ShareLevel } from "./resource.ts";

/** A team. The key is the folded slug. Absent fields are not managed; `null` means "has none". */
export interface Team extends Carried {
  readonly kind: "team";
  readonly key: string;
  /** As written. */
  readonly slug: string;
  readonly name?: string;
  readonly description?: string;
  /** Key of the parent team. */
  readonly parent?: string | null;
  /** Key of the member who manages it. */
  readonly manager?: string | null;
  /** Whether others than its own members see it. */
  readonly privacy?: "visible" | "secret";
  /** Whether its members are told when it is mentioned. */
  readonly notifications?: "on" | "off";
  /** Desired only: former slugs, as written. */
  readonly previously?: readonly string[];
  /** Desired only: true when the files list its members, so that the list is complete. */
  readonly membersListed?: boolean;
  /** Desired only: true when the files say what is shared with it, so that the list is complete for its kinds of resources. */
  readonly sharesListed?: boolean;
  /** Desired only: of a team whose list is not complete, its leads all the same are. */
  readonly leadsListed?: boolean;
  /** Desired only: keys of those whose places in it are nobody's business, sorted. */
  readonly ignored?: readonly string[];
  /** The identity provider's group that owns its memberships, where the files or the service say so; muster leaves them alone. */
  readonly membersFrom?: string;
  /** Desired only: other files of the organization that may add people to it, sorted. */
  readonly openTo?: readonly string[];
  /**
   * Live only: by `RESOURCE_KIND:NAME`, folded, the level at which it may use something through the teams above it, where that is
   * all that the service tells: whether it has as much of its own as well is not to be seen.
   */
  readonly inherits?: Readonly<Record<string, ShareLevel>>;
  /** Live only: of what hangs on it, by kind, why it was not read to its end, as a sentence. */
  readonly unread?: Readonly<Partial<Record<"team_membership" | "share", string>>>;
}

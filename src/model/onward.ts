/** What becomes otherwise in one organization from one moment to the next, as it is declared. */
import type { Entity } from "./entity.ts";
import type { Organization, PersonIdentity } from "./organization.ts";
import type { Vocabulary } from "./vocabulary.ts";

export interface Onward extends Pick<Organization, "key" | "connection"> {
  readonly vocabulary: Vocabulary;
  /** `now` is everything that is declared, and not only what may be otherwise. */
  readonly isWhole: boolean;
  /** What is declared from now on, kind by kind, each by key. */
  readonly now: readonly Entity[];
  /** What was declared before in its place; nothing where it is whole. */
  readonly gone: readonly Entity[];
  /** The people whom members in `now` are. */
  readonly people: readonly PersonIdentity[];
}

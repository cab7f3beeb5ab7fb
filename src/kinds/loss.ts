/** What a draft costs people, and whoever acts: each kind says it of its own, the guards ask. */
import type { Holder } from "../model/entities/holder.ts";
import type { Kind } from "../model/entity.ts";
import type { Acting } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import type { Draft } from "./draft.ts";
import type { RoleSides } from "./role/direction.ts";

/** The drafts about a kind. */
export type DraftOn<K extends Kind> = {
  readonly [P in Kind]: Extract<Draft, { readonly kind: P }>;
}[K];

export interface LossContext {
  /** Live, under the names that the files use. */
  readonly live: State;
  readonly roles: RoleSides;
}

export interface ActorContext extends LossContext {
  readonly acting: Pick<Acting, "id">;
  /** Key of the member who acts; undefined where it is none. */
  readonly self: string | undefined;
}

export interface LossSpec<K extends Kind> {
  /** Keys of the members who would lose something by it: role, state, a place, a share, a key, what they own. */
  readonly costs: (draft: DraftOn<K>, context: LossContext) => readonly string[];
  /** Whether whoever acts would lose by it what they need for this; absent for kinds that give nobody that. */
  readonly disarms?: (draft: DraftOn<K>, context: ActorContext) => boolean;
}

/** The member among those who can hold something. */
export function memberIn(holder: Holder | null | undefined): string[] {
  return holder?.kind === "member" ? [holder.key] : [];
}

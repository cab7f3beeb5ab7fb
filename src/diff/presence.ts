/** Who can be in a team by themselves: people who are active now or become so again; the others' places travel in their invitation. */
import type { MemberState } from "../model/entities/member.ts";
import type { Unlisted } from "../model/organization.ts";
import type { State } from "../model/state.ts";

export class Presence {
  private readonly desired: State;
  private readonly live: State;
  private readonly unlisted: Unlisted["members"];
  /** Keys that several live members share. */
  private readonly shared: ReadonlySet<string>;

  constructor(desired: State, live: State, unlisted: Unlisted["members"]) {
    this.desired = desired;
    this.live = live;
    this.unlisted = unlisted;
    this.shared = new Set(live.collisions.flatMap(({ kind, key }) => (kind === "member" ? [key] : [])));
  }

  /** Of several under one address it is not known which has a place: nobody is taken out of it on that account. */
  isTold(member: string): boolean {
    return !this.shared.has(member);
  }

  joinsByThemselves(member: string): boolean {
    const state = this.live.member.get(member)?.state;
    return state === "active" || state === "deactivated";
  }

  /** Leaving the organization ends every membership, so that it needs no line of its own. */
  leavesOrganization(member: string): boolean {
    if (this.live.member.get(member)?.state !== "active" && this.isTold(member)) return false;
    const declared = this.desired.member.get(member);
    // Whoever is only shut out keeps their places at some services, and would find them all again.
    const isEnd = (state: MemberState | "deactivate" | "remove"): boolean =>
      this.live.vocabulary.keepsPlaces !== true || state === "removed" || state === "remove";
    if (declared !== undefined) return declared.state !== "active" && isEnd(declared.state);
    return this.unlisted !== "report" && isEnd(this.unlisted);
  }

  /** Whether they keep what they have in the organization, as far as that is known. */
  stays(member: string): boolean {
    return this.isTold(member) && !this.leavesOrganization(member);
  }
}

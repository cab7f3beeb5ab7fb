/** The terms of a member: their end, that of a role held for a time, and on whose word they are here. */
import type { Member } from "../../model/entities/member.ts";
import { directionOf } from "../role/direction.ts";
import {
  endBetween,
  endsLost,
  lost,
  nameBetween,
  roleTerm,
  termOf,
  type TermContext,
  type TermOf,
  type TermSpec,
} from "../terms.ts";

export const memberTerms: TermSpec<"member"> = {
  between(was, is, context) {
    // Somebody who leaves, or comes, on one of the sides is an action's matter.
    if (was.state !== "active" || is.state !== "active") return [];
    const now = (name: string | undefined) => (name === undefined ? undefined : context.personNow(name));
    return [
      ...endBetween(was, is),
      ...roleBetween(was, is, context),
      ...nameBetween("approved_by", now(was.terms?.approved_by), now(is.terms?.approved_by)),
      ...nameBetween("successor", now(was.successor), is.successor),
      ...nameBetween("invite_again", was.inviteAgain, is.inviteAgain),
    ];
  },
  dropped(was, is) {
    if (is === undefined) return was.state === "active" ? endsLost(was) : lost("state", was.state);
    return was.state !== "active" && is.state === "active" ? lost("state", was.state, is.state) : [];
  },
};

/**
 * A role that is held for a time. That somebody's role is another one now is an action; what holds later than now, no
 * action shows.
 */
function roleBetween(was: Member, is: Member, { before, after }: TermContext): TermOf[] {
  const texts = [roleTerm(was), roleTerm(is)] as const;
  if (texts[0] === texts[1]) return [];
  const isWider = (now: string | undefined, then: string | undefined): boolean =>
    now !== then &&
    (now === undefined ||
      then === undefined ||
      directionOf({ role: then, roles: before }, { role: now, roles: after }) !== "down");
  const [end, endNow] = [was.terms?.role_until, is.terms?.role_until];
  const [last, lastNow] = [was.terms?.then ?? was.role, is.terms?.then ?? is.role];
  // From the earlier end to the later one the role is still the one that is held for a time.
  const isLonger =
    (end !== undefined && (endNow === undefined || end < endNow) && isWider(is.role, last)) ||
    isWider(lastNow, last);
  if (isLonger) return [termOf("until", texts, "longer")];
  const isSame = was.role === is.role || (end !== undefined && endNow !== undefined);
  return isSame ? [termOf("until", texts, "earlier")] : [];
}

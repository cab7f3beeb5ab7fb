/** The terms of a place in a team: its end, and that of leading it. */
import { endBetween, endsOnly, roleTerm, termOf, type TermSpec } from "../terms.ts";

export const membershipTerms: TermSpec<"team_membership"> = {
  ...endsOnly,
  between(was, is) {
    const texts = [roleTerm(was), roleTerm(is)] as const;
    // Who leads for a time, and does so before and after; that somebody leads now, or does not, is an action.
    if (texts[0] === texts[1] || was.role !== "lead" || is.role !== "lead") return endBetween(was, is);
    const [end, endNow] = [was.terms?.role_until, is.terms?.role_until];
    const isLonger = end !== undefined && (endNow === undefined || end < endNow);
    return [...endBetween(was, is), termOf("until", texts, isLonger ? "longer" : "earlier")];
  },
};

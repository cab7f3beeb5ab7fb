/** What a plan tells of terms: those that differ and stay, and those that are about to go with what they are about. */
import type { Draft } from "../kinds/draft.ts";
import { refs } from "../kinds/kinds.ts";
import type { Organization } from "../model/organization.ts";
import type { Plan, Verb, Withheld } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import type { Before } from "./causes.ts";
import { allTerms, asHeld, type AllTerms } from "./heldTerms.ts";
import { thereIn, type Standing } from "./terms.ts";

/** After these the thing is not there any more. */
const endingVerbs: ReadonlySet<Verb> = new Set([
  "cancel_invitation",
  "deactivate",
  "remove",
  "delete_role",
  "delete_team",
  "leave_team",
  "unshare",
  "revoke_role",
  "delete_service_account",
  "revoke_key",
]);

interface Telling {
  readonly drafts: readonly Draft[];
  readonly withheld: readonly Withheld[];
  readonly live: State;
}

/** How the terms differ, given what is planned and what of it does not run; absent where they do not. */
export function termsTold(
  { drafts, withheld, live }: Telling,
  judged: AllTerms | undefined,
): Pick<Plan, "terms" | "kept_terms"> {
  if (judged === undefined) return {};
  // Whose going nobody reviewed stays, and what ended it counts.
  const stays = new Set(withheld.flatMap(({ code, id }) => (code === "unreviewed" ? [id] : [])));
  const going = new Set(
    drafts
      .filter(({ verb, id }) => endingVerbs.has(verb) && !stays.has(id))
      .map((draft) => `${draft.kind} ${draft.key}`),
  );
  const goes: Standing["goes"] = (kind, key) => {
    const there = live[kind].get(key);
    const within = there === undefined ? [] : refs(there).filter((ref) => ref.within === true);
    return [{ kind, key }, ...within].some((thing) => going.has(`${thing.kind} ${thing.key}`));
  };
  const { terms, kept } = allTerms(judged, { isThere: thereIn(live), goes });
  return { ...(terms.length === 0 ? {} : { terms }), ...(kept.length === 0 ? {} : { kept_terms: kept }) };
}

/** With a base, that of waivers; what an earlier run held back is not taken for a part of it. */
export function earlierWaivers({
  before,
  terms,
}: {
  readonly before?: Before;
  readonly terms?: AllTerms;
}): Organization | null | undefined {
  if (before !== undefined && before.plan === null) return null;
  return terms === undefined ? before?.plan?.organization : asHeld(terms.base, terms);
}

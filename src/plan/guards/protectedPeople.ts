/** Blocks whatever a protected person would lose: role, state, what an invitation brings, a place in a team, a team to manage. */
import type { Json } from "../../model/json.ts";
import { rankOf } from "../../model/role.ts";
import type { Draft } from "../draft.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const protectedPeople: Guard = (input) => {
  const people = new Set(input.organization.policy.guards.protected);
  if (people.size === 0) return [];
  return input.drafts.flatMap((draft) =>
    losersOf(draft, input)
      .filter((member) => people.has(member))
      .map((member) => ({
        message: `${member} is protected (guards.protected) and would lose something: ${draft.verb.replaceAll("_", " ")} ${draft.key}`,
        numbers: {},
      })),
  );
};

function losersOf(draft: Draft, { live }: GuardInput): string[] {
  switch (draft.kind) {
    case "member":
      return draft.loss !== null || bringsLess(draft) ? [draft.key] : [];
    case "team_membership":
      return draft.loss === null ? [] : [draft.key.slice(draft.key.indexOf("/") + 1)];
    case "team": {
      const manager = draft.verb === "update_team" ? draft.before?.["manager"] : undefined;
      if (typeof manager === "string") return [manager];
      if (draft.loss === null) return [];
      const managing = live.team.get(draft.key)?.manager ?? [];
      const members = [...live.team_membership.values()].filter((item) => item.team === draft.key);
      return [...new Set(members.map((item) => item.member).concat(managing))];
    }
  }
}

/** An invitation that is corrected (or corrected and sent again) to a lower role, or without a place that it brought. */
function bringsLess({ verb, before, after }: Draft): boolean {
  if (verb !== "correct_invitation" && verb !== "reinvite") return false;
  const rank = (fields: Draft["before"]): number => rankOf(String(fields?.["role"])) ?? 0;
  const kept = new Set(placesIn(after));
  return rank(after) < rank(before) || placesIn(before).some((team) => !kept.has(team));
}

function placesIn(fields: Draft["before"]): Json[] {
  const places = fields?.["teams"];
  return Array.isArray(places) ? places.map((place: { readonly team: string }) => place.team) : [];
}

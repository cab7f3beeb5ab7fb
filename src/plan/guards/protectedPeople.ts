/** Blocks whatever a protected person would lose: role, state, what an invitation brings, a place in a team, a team to manage, a share, a key, what they own. */
import type { Json } from "../../model/json.ts";
import { rankOf, type Roles } from "../../model/role.ts";
import type { Draft } from "../../kinds/draft.ts";
import { holderIn } from "../../kinds/holder.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const protectedPeople: Guard = (input) => {
  const people = new Set(input.settings.protected);
  if (people.size === 0) return [];
  return input.drafts.flatMap((draft) =>
    losersOf(draft, input)
      .filter((member) => people.has(member))
      .map((member) => ({
        message: `${member} is protected (guards.protected) and would lose something: ${nameOf(draft)}`,
        numbers: {},
      })),
  );
};

function nameOf({ verb, kind, key }: Draft): string {
  const what = verb === "transfer" && kind === "service_account" ? "transfer service account" : verb;
  return `${what.replaceAll("_", " ")} ${key}`;
}

/** Keys of the members who would lose something. */
function losersOf(draft: Draft, input: GuardInput): string[] {
  const { live } = input;
  switch (draft.kind) {
    case "member":
      return draft.loss !== null || bringsLess(draft, input) ? [draft.key] : [];
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
    case "role":
      if (draft.loss === null) return [];
      return [...live.member.values()]
        .filter((member) => member.role === draft.key)
        .map((member) => member.key);
    case "share": {
      const holder = draft.loss === null ? null : holderIn(draft.before, "holder");
      return holder?.kind === "member" ? [holder.key] : [];
    }
    case "service_account": {
      const loses = draft.loss !== null || draft.verb === "transfer";
      const owner = loses ? holderIn(draft.before, "owner") : null;
      return owner?.kind === "member" ? [owner.key] : [];
    }
    case "key":
      return draft.loss === null ? [] : textIn(draft, "member");
    case "ownership":
      return textIn(draft, "owner");
  }
}

function textIn(draft: Draft, field: string): string[] {
  const value = draft.before?.[field];
  return typeof value === "string" ? [value] : [];
}

/** An invitation that is corrected (or corrected and sent again) to a lower role, or without a place that it brought. */
function bringsLess({ verb, before, after }: Draft, { roles }: GuardInput): boolean {
  if (verb !== "correct_invitation" && verb !== "reinvite") return false;
  const rank = (fields: Draft["before"], side: Roles): number => rankOf(String(fields?.["role"]), side) ?? 0;
  const kept = new Set(placesIn(after));
  return (
    rank(after, roles.after) < rank(before, roles.before) || placesIn(before).some((team) => !kept.has(team))
  );
}

function placesIn(fields: Draft["before"]): Json[] {
  const places = fields?.["teams"];
  return Array.isArray(places) ? places.map((place: { readonly team: string }) => place.team) : [];
}

/** Blocks whatever a protected person would lose: role, state, what an invitation brings, a place in a team, a team to manage, a share, a key, what they own. */
import type { Holder } from "../../model/entity.ts";
import { addressOf } from "../../model/record.ts";
import { rankOf, type Roles } from "../../model/role.ts";
import type { InvitationFields } from "../../model/shapes.ts";
import type { Draft } from "../../kinds/draft.ts";
import { liveBy } from "../../kinds/liveBy.ts";
import { membershipOf } from "../../kinds/membership/kind.ts";
import type { Guard, GuardInput } from "./guard.ts";

export const protectedPeople: Guard = (input) => {
  const people = new Set(input.settings.protected);
  if (people.size === 0) return [];
  return input.drafts.flatMap((draft) =>
    losersOf(draft, input)
      .filter((member) => people.has(addressOf(member)))
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
      return draft.loss === null ? [] : [membershipOf(draft.key).member];
    case "team": {
      const manager = draft.verb === "update_team" ? draft.before.manager : undefined;
      if (typeof manager === "string") return [manager];
      if (draft.loss === null) return [];
      const managing = live.team.get(draft.key)?.manager ?? [];
      const members = liveBy(live).placesIn(draft.key);
      return [...new Set(members.map((item) => item.member).concat(managing))];
    }
    case "role":
      if (draft.loss === null) return [];
      return liveBy(live)
        .membersWith(draft.key)
        .map((member) => member.key);
    case "share": {
      if (draft.loss === null || draft.before === null) return [];
      return memberIn(draft.before.holder);
    }
    case "role_grant":
      return draft.before === null ? [] : memberIn(draft.before.holder);
    case "service_account":
      if (draft.verb === "transfer") return memberIn(draft.before.owner);
      return draft.loss === null ? [] : memberIn(live.service_account.get(draft.key)?.owner ?? null);
    case "key":
      if (draft.loss === null || draft.verb !== "revoke_key") return [];
      return "member" in draft.before ? [draft.before.member] : [];
    case "ownership":
      return draft.before.owner === null ? [] : [draft.before.owner];
  }
}

function memberIn(holder: Holder | null): string[] {
  return holder?.kind === "member" ? [holder.key] : [];
}

/** An invitation that is corrected (or corrected and sent again) to a lower role, or without a place that it brought. */
function bringsLess(draft: Draft, { roles }: GuardInput): boolean {
  if (draft.verb !== "correct_invitation" && draft.verb !== "reinvite") return false;
  const { before, after } = draft;
  const rank = ({ role }: InvitationFields, side: Roles): number => rankOf(role ?? "", side) ?? 0;
  const kept = new Set(after.teams.map(({ team }) => team));
  return (
    rank(after, roles.after) < rank(before, roles.before) || before.teams.some(({ team }) => !kept.has(team))
  );
}

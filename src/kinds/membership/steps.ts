/** Changes of places in teams as verbs. */
import type { Change } from "../../model/change.ts";
import type { TeamMembership } from "../../model/entity.ts";
import type { JsonObject } from "../../model/json.ts";
import type { Step } from "../step.ts";

/** The step for a change of a membership. */
export function membershipStep(change: Change): Step {
  const before = change.before as TeamMembership | null;
  const after = change.after as TeamMembership | null;
  const verb = before === null ? "join_team" : after === null ? "leave_team" : "change_team_role";
  return { verb, before: placeFields(before), after: placeFields(after) };
}

function placeFields(place: TeamMembership | null): JsonObject | null {
  return place === null ? null : { team: place.team, member: place.member, role: place.role };
}

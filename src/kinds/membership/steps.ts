/** Changes of places in teams as verbs. */
import type { ChangeOf } from "../../model/change.ts";
import type { TeamMembership } from "../../model/entity.ts";
import type { PlaceFields } from "../../model/shapes.ts";
import type { Step } from "../step.ts";

/** The step for a change of a membership. */
export function membershipSteps({ before, after }: ChangeOf<TeamMembership>): Step[] {
  if (before === null) return [{ verb: "join_team", before, after: placeFields(after) }];
  if (after === null) return [{ verb: "leave_team", before: placeFields(before), after }];
  return [{ verb: "change_team_role", before: placeFields(before), after: placeFields(after) }];
}

function placeFields({ team, member, role }: TeamMembership): PlaceFields {
  return { team, member, role };
}

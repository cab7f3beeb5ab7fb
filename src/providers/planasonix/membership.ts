/** Places in teams: as the service tells them, and the verbs on them. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import type { TeamMembership } from "../../model/entities/membership.ts";
import type { Entity } from "../../model/entity.ts";
import { membershipKey } from "../../kinds/membership/kind.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { PlaceFields } from "../../kinds/membership/verbs.ts";
import type { ApiTeamMembership } from "./contract.ts";
import type { Names } from "../../io/remote/known.ts";
import { notFound, settle, type Result, stepToPut } from "../../io/remote/task.ts";
import { look, write, type Session, type Task, type TaskOf } from "./session.ts";
import { change } from "../../io/remote/steps.ts";
import { endOne } from "./object.ts";

export const membershipVerbs: Answers<VerbAbout<"team_membership">, Session> = {
  join_team: {
    says: "Puts an active member into a team; somebody invited brings their teams in the invitation.",
    run: putMembership,
  },
  change_team_role: { says: "Changes somebody's role in a team.", run: putMembership },
  leave_team: { says: "Takes somebody out of a team.", run: leaveTeam },
};

/** join_team and change_team_role: one PUT, which must find nothing or the former role. */
async function putMembership(task: TaskOf<"join_team" | "change_team_role">): Result {
  const { action } = task;
  const { after, verb } = action;
  const params = placeOf(task, after);
  if ("ok" in params) return params;
  const known = verb === "join_team" ? undefined : task.known.get("team_membership", action.key);
  if (known === undefined && verb === "change_team_role") return notFound(`membership ${action.key}`);
  const result = await change({
    ...stepToPut(task, `membership ${action.key}`, known),
    look: () => look(task, { route: "teamMembership", params }, membershipFrom(task)),
    send: (etag) =>
      write(
        task,
        { route: "putTeamMembership", params, body: { role: after.role }, etag },
        membershipFrom(task),
      ),
  });
  return settle(task, result);
}

/** Takes somebody out of a team. */
async function leaveTeam(task: TaskOf<"leave_team">): Result {
  const { key, before } = task.action;
  const params = placeOf(task, before);
  if ("ok" in params) return params;
  const known = task.known.get("team_membership", key);
  const place = { name: `membership ${key}`, known, show: "teamMembership", params } as const;
  return settle(task, await endOne(task, { ...place, entityOf: membershipFrom(task), end: "leaveTeam" }));
}

const membershipFrom =
  ({ known }: Task) =>
  (data: ApiTeamMembership): Entity =>
    membershipOf(data, known);

/** Both ends of the membership by id, or the failure that names the one nobody knows. */
function placeOf(
  { known }: Task,
  ends: PlaceFields,
): { readonly team: string; readonly member: string } | ProviderFailure {
  const team = known.teamId(ends.team);
  if (team === undefined) return notFound(`team ${ends.team}`);
  const member = known.memberId(ends.member);
  return member === undefined ? notFound(`active member ${ends.member}`) : { team, member };
}

/** A membership. Its id is muster's own: the service names memberships by their two ends. */
function membershipOf(api: ApiTeamMembership, names: Names): TeamMembership {
  const team = names.team(api.team_id) ?? api.team_id;
  const member = names.member(api.member_id) ?? api.member_id;
  return placeIn(api, { team, member });
}

/** A membership whose ends are called so. */
export function placeIn(
  api: ApiTeamMembership,
  { team, member }: Pick<TeamMembership, "team" | "member">,
): TeamMembership {
  return {
    kind: "team_membership",
    key: membershipKey(team, member),
    team,
    member,
    role: api.role,
    id: `${api.team_id}/${api.member_id}`,
    ...(api.etag === undefined ? {} : { etag: api.etag }),
  };
}

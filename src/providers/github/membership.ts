/** The verbs on places in teams. Routes take a login; it is asked for by the account's number first. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import type { Member } from "../../model/entities/member.ts";
import type { Entity } from "../../model/entity.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { PlaceFields } from "../../kinds/membership/verbs.ts";
import type { Known } from "../../io/remote/known.ts";
import { change, end } from "../../io/remote/steps.ts";
import { isAs, notFound, settle, stepOn, type Result, stepToPut } from "../../io/remote/task.ts";
import { placeSchema } from "./answers.ts";
import {
  below,
  loginOf,
  look,
  lookMember,
  send,
  teamThere,
  write,
  type Session,
  type Task,
  type TaskOf,
} from "./session.ts";
import { readTeamsBelow } from "./team.ts";

export const membershipVerbs: Answers<VerbAbout<"team_membership">, Session> = {
  join_team: { says: "", run: joinTeam },
  change_team_role: { says: "", run: joinTeam },
  leave_team: { says: "", run: leaveTeam },
};

/** join_team and change_team_role. Of whoever is no member, the request would be an invitation to the organization. */
async function joinTeam(task: TaskOf<"join_team" | "change_team_role">): Result {
  const { action } = task;
  const place = await placeOf(task, action.after);
  if ("kind" in place) return place;
  const { path, slug, person, login } = place;
  const member = await lookMember(task, person, login);
  if (!member.ok) return member;
  if (member.entity === null) return notFound(`active member ${action.after.member}`);
  const known = action.verb === "join_team" ? undefined : task.known.get("team_membership", action.key);
  if (known === undefined && action.verb === "change_team_role") return notFound(`membership ${action.key}`);
  const entityOf = placeEntity(action.key, action.after);
  const result = await change({
    ...stepToPut(task, `membership ${action.key}`, known),
    look: async () => {
      const seen = await look(task, path, { schema: placeSchema, entityOf });
      const isThere = seen.ok && seen.entity !== null;
      // GitHub counts whoever is in a team below as well, and does not tell by which they are there.
      const isUnclear = known === undefined && isThere && (await mayHoldTeams(task, slug));
      return isUnclear ? { ...seen, entity: null } : seen;
    },
    // Whoever owns the organization maintains each team that they are in, whatever is asked for.
    isAfter: (entity) =>
      isAs(action.after)(entity) || (isOwner(member.entity) && entity.kind === "team_membership"),
    send: () => {
      const body = { role: action.after.role === "lead" ? "maintainer" : "member" };
      return write(task, { method: "PUT", path, body }, { schema: placeSchema, entityOf });
    },
  });
  return settle(task, result);
}

/** Takes somebody out of a team. */
async function leaveTeam(task: TaskOf<"leave_team">): Result {
  const { action } = task;
  const known = task.known.get("team_membership", action.key);
  if (known === undefined) return notFound(`membership ${action.key}`);
  const place = await placeOf(task, action.before);
  if ("kind" in place) return place;
  const { path } = place;
  const result = await end({
    ...stepOn(task, `membership ${action.key}`, known),
    isBefore: (entity) => entity.kind === "team_membership",
    look: () => look(task, path, { schema: placeSchema, entityOf: placeEntity(action.key, action.before) }),
    send: () => send(task, { method: "DELETE", path }),
  });
  return settle(task, result);
}

function isOwner(entity: Entity | null): boolean {
  return entity?.kind === "member" && entity.role === "admin";
}

function placeEntity(key: string, { team, member }: PlaceFields) {
  return ({ role, state }: { readonly role: string; readonly state: string }): Entity | null =>
    state === "active"
      ? { kind: "team_membership", key, team, member, role: role === "maintainer" ? "lead" : "member" }
      : null;
}

/** Whether there may be teams below: asked now, since somebody may have put one there. */
async function mayHoldTeams(task: Task, slug: string): Promise<boolean> {
  const below = await readTeamsBelow(task, slug);
  return !below.ok || below.items.length > 0;
}

interface Place {
  readonly path: string;
  readonly slug: string;
  readonly login: string;
  readonly person: Known & { readonly entity: Member };
}

/** Where the place is: the team by its slug, the person by the login that their account has now. */
async function placeOf(task: Task, { team, member }: PlaceFields): Promise<Place | ProviderFailure> {
  const person = task.known.get("member", member);
  if (person?.entity.kind !== "member" || task.known.memberId(member) === undefined)
    return notFound(`active member ${member}`);
  const there = await teamThere(task, team);
  if (!there.ok) return there;
  const account = await loginOf(task, person.id);
  if (!account.ok) return account;
  const { slug } = there;
  const path = below(task, "teams", slug, "memberships", account.login);
  return { path, slug, login: account.login, person: person as Place["person"] };
}

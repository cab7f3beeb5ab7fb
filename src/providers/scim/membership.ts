/** Places in groups, one person at a time (RFC 7644, 3.5.2.1 and 3.5.2.2): no list of members is ever sent whole. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { change, end, type Seen } from "../../io/remote/steps.ts";
import { notFound, settle, stepOn, type Result } from "../../io/remote/task.ts";
import type { Entity } from "../../model/entity.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { PlaceFields } from "../../kinds/membership/verbs.ts";
import { isInside } from "./look.ts";
import { elsewhere, sendPlaces } from "./others.ts";
import { readBack, type Session, type Task, type TaskOf } from "./session.ts";

export const membershipVerbs: Answers<VerbAbout<"team_membership">, Session> = {
  join_team: { says: "", run: joinTeam },
  change_team_role: { cannot: "A group has no lead in SCIM: everybody in it is a member." },
  leave_team: { says: "", run: leaveTeam },
};

interface Place {
  readonly group: string;
  readonly user: string;
}

async function joinTeam(task: TaskOf<"join_team">): Result {
  const { action } = task;
  const place = placeOf(task, action.after);
  if ("kind" in place) return place;
  const look = () => lookPlace(task, place, action.after);
  const result = await change({
    name: `membership ${action.key}`,
    known: undefined,
    signal: task.signal,
    look,
    isBefore: () => false,
    isAfter: isPlace,
    send: async (etag) =>
      readBack(task, await sendPlaces(task, { do: "add", group: place.group, users: [place.user], etag }), {
        look,
        isSo: (entity) => entity !== null,
      }),
  });
  return settle(task, result);
}

async function leaveTeam(task: TaskOf<"leave_team">): Result {
  const { action } = task;
  const known = task.known.get("team_membership", action.key);
  if (known === undefined) return notFound(`membership ${action.key}`);
  const place = placeOf(task, action.before);
  if ("kind" in place) return place;
  const look = () => lookPlace(task, place, action.before);
  const result = await end({
    ...stepOn(task, `membership ${action.key}`, known),
    isBefore: isPlace,
    look,
    send: async (etag) => {
      const sent = await sendPlaces(task, { do: "take", group: place.group, users: [place.user], etag });
      if (!sent.ok && sent.status === 400) return { ...sent, message: `${sent.message} ${elsewhere}` };
      const back = await readBack(task, sent, { look, isSo: (entity) => entity === null });
      return back.ok && back.entity !== null ? stayed(task) : back;
    },
  });
  return settle(task, result);
}

function stayed({ action }: Task): ProviderFailure {
  const message = `The service answered that the membership ${action.key} is ended, and it is still there. Choose another \`scim.profile\`, and plan again.`;
  return { ok: false, kind: "give_up", code: "not_applied", message };
}

function isPlace(entity: Entity): boolean {
  return entity.kind === "team_membership";
}

function placeOf({ known }: Task, { team, member }: PlaceFields): Place | ProviderFailure {
  const [group, user] = [known.teamId(team), known.memberId(member)];
  if (group === undefined) return notFound(`team ${team}`);
  return user === undefined ? notFound(`member ${member}`) : { group, user };
}

async function lookPlace(
  task: Task,
  place: Place,
  { team, member }: PlaceFields,
): Promise<Seen | ProviderFailure> {
  const read = await isInside(task, place);
  if (!read.ok) return read;
  const { key } = task.action;
  const entity: Entity = { kind: "team_membership", key, team, member, role: "member" };
  return { ok: true, entity: read.inside ? entity : null, etag: read.etag };
}

/** Places in groups, one person at a time (RFC 7644, 3.5.2.1 and 3.5.2.2): no list of members is ever sent whole. */
import { change, end, type Seen } from "../../io/remote/steps.ts";
import { notFound, settle, stepOn, type Result } from "../../io/remote/task.ts";
import type { Entity } from "../../model/entity.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { PlaceFields } from "../../model/shapes.ts";
import { insideOf } from "./batch.ts";
import { isInside } from "./look.ts";
import { readBack, send, type Task, type TaskOf } from "./session.ts";

interface Place {
  readonly group: string;
  readonly user: string;
}

export async function joinTeam(task: TaskOf<"join_team">): Result {
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
      readBack(
        task,
        await send(task, { endpoint: "Groups", id: place.group, etag }, [
          { do: "add", attribute: "members", value: place.user },
        ]),
        { look, isSo: (entity) => entity !== null },
      ),
  });
  return settle(task, result);
}

export async function leaveTeam(task: TaskOf<"leave_team">): Result {
  const { action } = task;
  const known = task.known.get("team_membership", action.key);
  if (known === undefined) return notFound(`membership ${action.key}`);
  const place = placeOf(task, action.before);
  if ("kind" in place) return place;
  const look = () => lookPlace(task, place, action.before);
  const others = await othersIn(task, place);
  if ("kind" in others) return others;
  const result = await end({
    ...stepOn(task, `membership ${action.key}`, known),
    isBefore: isPlace,
    look,
    send: async (etag) => {
      const sent = await send(task, { endpoint: "Groups", id: place.group, etag }, [
        { do: "take", attribute: "members", value: place.user },
      ]);
      if (!sent.ok && sent.status === 400) return { ...sent, message: `${sent.message} ${elsewhere}` };
      const back = await readBack(task, sent, { look, isSo: (entity) => entity === null });
      return back.ok && back.entity !== null ? stayed(task) : back;
    },
  });
  return result.ok && (await haveGone(task, place, others)) ? emptied(task) : settle(task, result);
}

/**
 * Where somebody is taken out by their value beside the path, a service that keeps to the standard takes everybody out
 * (RFC 7644, 3.5.2.2): whoever else is there is looked at, once a run.
 */
async function othersIn(task: Task, { group, user }: Place): Promise<readonly string[] | ProviderFailure> {
  if (task.profile.memberWrites.remove === "by_filter" || task.dialect.takesOne === true) return [];
  const inside = await insideOf(task, group);
  return "kind" in inside ? inside : [...inside].filter((id) => id !== user);
}

async function haveGone(task: Task, { group }: Place, others: readonly string[]): Promise<boolean> {
  if (others.length === 0) return false;
  const inside = await insideOf(task, group);
  if ("kind" in inside) return false;
  const haveGone = !others.some((id) => inside.has(id));
  if (!haveGone) task.dialect.takesOne = true;
  return haveGone;
}

function emptied({ action }: TaskOf<"leave_team">): ProviderFailure {
  const message = `The service took everybody out of the team ${action.before.team} where one was to leave. Nothing more is sent: ${elsewhere} The next plan puts the others back.`;
  return { ok: false, kind: "stop", code: "emptied", message };
}

const elsewhere = "Choose another `scim.profile`.";

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

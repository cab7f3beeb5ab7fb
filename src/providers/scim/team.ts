/** The verbs on groups themselves. A group has a name and no slug: that one is the files' own, kept in `externalId`. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { change, create, end, type Seen } from "../../io/remote/steps.ts";
import { isAs, notFound, settle, stepOn, stepToCreate, type Result } from "../../io/remote/task.ts";
import type { Known } from "../../io/remote/known.ts";
import type { ProviderFailure, Receipt } from "../../model/provider.ts";
import { pathOf } from "../../io/remote/path.ts";
import type { Change } from "./patch.ts";
import { groupOf, type Group } from "./resource.ts";
import { groupsNamed } from "./look.ts";
import {
  asTeam,
  fetchGroup,
  readBack,
  send,
  untilMade,
  type Session,
  type Task,
  type TaskOf,
} from "./session.ts";
import { isMade, ownMark } from "./translate.ts";

export const teamVerbs: Answers<VerbAbout<"team">, Session> = {
  create_team: { says: "", run: createTeam },
  rename_team: { says: "", run: changeTeam },
  update_team: { says: "The name alone.", run: changeTeam },
  delete_team: { says: "", run: deleteTeam },
};

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

async function createTeam(task: TaskOf<"create_team">): Result {
  const { action } = task;
  const { slug, name } = action.after;
  const look = async (): Promise<Seen | ProviderFailure> => {
    const read = await groupsNamed(task, name);
    if (!read.ok) return read;
    const [group] = read.items;
    return {
      ok: true,
      entity: group === undefined ? null : asTeam(task, group, action.key),
      etag: undefined,
    };
  };
  // Names of groups need not be one each: a second one of the name would be nobody's to tell from the first.
  const there = await groupsNamed(task, name);
  if (!there.ok) return there;
  const [group] = there.items;
  if (group !== undefined) return taken(task, group);
  const result = await create({
    ...stepToCreate(task, `team ${action.key}`),
    isAfter: isAs({ name }),
    look,
    send: async () => {
      const body = { schemas: [groupSchema], displayName: name, externalId: ownMark(slug) };
      const answer = await task.client.ask({
        method: "POST",
        path: pathOf("Groups"),
        body,
        signal: task.signal,
      });
      if (!answer.ok) return answer;
      const group = madeBy(task, answer.body);
      const seen = group === undefined ? await untilMade(task, look) : undefined;
      if (seen?.ok === false) return { ...seen, effectUnknown: true };
      const entity = group === undefined ? (seen?.entity ?? null) : asTeam(task, group, action.key);
      return { ok: true, entity, etag: undefined, requestId: answer.requestId };
    },
  });
  if (result.ok && result.entity === null) {
    const message = `The service answered that the group ${name} is made, and none of that name is there. Plan again.`;
    return { ok: false, kind: "give_up", code: "not_applied", message };
  }
  return settle(task, result);
}

/** The group that an answer shows, where it is the one that was to be made. */
function madeBy({ action: { key, after }, known }: TaskOf<"create_team">, body: unknown): Group | undefined {
  const group = groupOf(body);
  if (group === undefined) return undefined;
  const isNamed = group.displayName === after.name;
  const isIt = isMade(group, { mark: ownMark(after.slug), isNamed, key, called: known.team(group.id) });
  return isIt ? group : undefined;
}

/** One that muster made is what was asked for; of another nobody knows whose it is. */
function taken(task: TaskOf<"create_team">, group: Group): Receipt | ProviderFailure {
  const { action } = task;
  const called = task.known.team(group.id);
  if (called !== undefined && called !== action.key) return knownAs(task, group, called);
  const team = asTeam(task, group, action.key);
  if (team.madeBy === undefined)
    return settle(task, { ok: true, status: "already", entity: team, etag: undefined });
  const message = `A group called ${group.displayName} is there already (${group.id}), and muster did not make it. Write its id, or \`scim.manages: all\`.`;
  return { ok: false, kind: "give_up", code: "managed_elsewhere", message };
}

/** A group that is another team of the files is not this one, whatever both are called. */
function knownAs({ action }: Task, { displayName, id }: Group, called: string): ProviderFailure {
  const message = `The group ${displayName} (${id}) is the team ${called}: ${action.key} was not made, since two groups of one name could not be told apart. Give it another name, or rename that one first.`;
  return { ok: false, kind: "give_up", code: "conflict", message };
}

/** rename_team: the slug, and the name where it was made of it; update_team: the name. */
async function changeTeam(task: TaskOf<"rename_team" | "update_team">): Result {
  const { action, known } = task;
  const team = known.get("team", action.key);
  if (team?.entity.kind !== "team") return notFound(`team ${action.key}`);
  const look = () => lookTeam(task, team);
  const changes = changesOf(task, team.entity.name);
  const step = {
    ...stepOn(task, `team ${action.key}`, team),
    ...(action.verb === "rename_team" ? { isAfter: isRenamed(changes), isBefore: () => true } : {}),
  };
  const result = await change({
    ...step,
    look,
    send: async (etag) =>
      readBack(task, await send(task, { endpoint: "Groups", id: team.id, etag }, changes), {
        look: async () => orNamed(task, await look(), changes),
        isSo: (entity) => entity !== null && step.isAfter(entity),
      }),
  });
  return settle(task, result);
}

function changesOf({ action }: TaskOf<"rename_team" | "update_team">, name: string | undefined): Change[] {
  if (action.verb === "update_team")
    return typeof action.after.name === "string"
      ? [{ do: "set", attribute: "displayName", value: action.after.name }]
      : [];
  const { slug } = action.after;
  return [
    { do: "set", attribute: "externalId", value: ownMark(slug) },
    ...(name === action.before.slug ? [{ do: "set", attribute: "displayName", value: slug } as const] : []),
  ];
}

/** Where the id is made of the name, the group has another one now. */
async function orNamed(
  task: TaskOf<"rename_team" | "update_team">,
  seen: Seen | ProviderFailure,
  changes: readonly Change[],
): Promise<Seen | ProviderFailure> {
  const now = changes.find((it) => it.do === "set" && it.attribute === "displayName")?.value;
  if (!seen.ok || seen.entity !== null || typeof now !== "string") return seen;
  const read = await groupsNamed(task, now);
  if (!read.ok) return read;
  const [group, ...others] = read.items;
  if (group === undefined || others.length > 0) return seen;
  return { ok: true, entity: asTeam(task, group, task.action.key), etag: undefined };
}

/** A service may keep no `externalId` of groups: the name is what can be seen of it. */
function isRenamed(changes: readonly Change[]) {
  const name = changes.find((it) => it.do === "set" && it.attribute === "displayName")?.value;
  return isAs(typeof name === "string" ? { name } : {});
}

async function deleteTeam(task: TaskOf<"delete_team">): Result {
  const { action, known } = task;
  const team = known.get("team", action.key);
  if (team?.entity.kind !== "team") return notFound(`team ${action.key}`);
  const result = await end({
    ...stepOn(task, `team ${action.key}`, team),
    isBefore: isAs({ name: action.before.name }),
    look: () => lookTeam(task, team),
    send: async (etag) => {
      const path = pathOf("Groups", team.id);
      const answer = await task.client.ask({ method: "DELETE", path, ifMatch: etag, signal: task.signal });
      if (!answer.ok) return answer;
      return { ok: true, entity: null, etag: undefined, requestId: answer.requestId };
    },
  });
  return settle(task, result);
}

async function lookTeam(task: Task, { id, key }: Known): Promise<Seen | ProviderFailure> {
  const read = await fetchGroup(task, id);
  if (!read.ok) return read;
  return {
    ok: true,
    entity: read.found === null ? null : asTeam(task, read.found, key),
    etag: read.etag,
  };
}

/** Shares of pipelines, connections and projects: as the service tells them, and the verbs on them. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { carried, holderOf } from "./translate.ts";
import type { Share } from "../../model/entities/share.ts";
import type { Entity } from "../../model/entity.ts";
import { shareKey } from "../../kinds/share/kind.ts";
import type { Names } from "../../io/remote/known.ts";
import { isSharedKind } from "../../model/vocabularies/planasonix.ts";
import type { ShareFields } from "../../kinds/share/verbs.ts";
import type { ApiShare } from "./contract.ts";
import { idempotencyKey, notFound, settle, stepToCreate, type Result } from "../../io/remote/task.ts";
import { find, write, type Session, type Task, type TaskOf } from "./session.ts";
import { create } from "../../io/remote/steps.ts";
import { changeOne, endOne } from "./object.ts";

export const shareVerbs: Answers<VerbAbout<"share">, Session> = {
  share: {
    says: "Shares a pipeline, connection or project with a team, an active member or a service account, at a level that their role allows.",
    run: share,
  },
  change_share: { says: "Changes the level of a share.", run: changeShare },
  unshare: { says: "Ends a share.", run: unshare },
};

/** Shares a resource with somebody. */
async function share(task: TaskOf<"share">): Result {
  const { action, known } = task;
  const { after } = action;
  const { resource, name, holder, level } = after;
  const resource_id = isSharedKind(resource) ? known.resources.idOf(resource, name) : undefined;
  if (resource_id === undefined) return notFound(`${resource} ${name}`);
  const grantee_id = known.holderId(holder);
  if (grantee_id === undefined) return notFound(`${wordOf[holder.kind]} ${holder.key}`);
  const ends = { resource_type: resource, resource_id, grantee_type: holder.kind, grantee_id };
  const isIt = (item: ApiShare): boolean =>
    item.resource_type === resource &&
    item.resource_id === resource_id &&
    item.grantee_type === holder.kind &&
    item.grantee_id === grantee_id;
  const body = { ...ends, level };
  const result = await create({
    ...stepToCreate(task, `share ${action.key}`),
    send: () =>
      write(task, { route: "share", body, idempotencyKey: idempotencyKey(task) }, shareFrom(task, after)),
    look: () => find(task, { route: "shares", query: { resource_id }, isIt }, shareFrom(task, after)),
  });
  return settle(task, result);
}

/** Changes the level. */
async function changeShare(task: TaskOf<"change_share">): Result {
  const { after } = task.action;
  const body = { level: after.level };
  return settle(task, await changeOne(task, { ...placeOf(task, after), change: "changeShare", body }));
}

/** Ends a share. */
async function unshare(task: TaskOf<"unshare">): Result {
  return settle(task, await endOne(task, { ...placeOf(task, task.action.before), end: "unshare" }));
}

function placeOf(task: Task, fields: ShareFields) {
  const { key } = task.action;
  const known = task.known.get("share", key);
  return { name: `share ${key}`, known, show: "oneShare", entityOf: shareFrom(task, fields) } as const;
}

const wordOf = { team: "team", member: "active member", service_account: "service account" } as const;

/** The resource under the name that the action uses, if it is that one. */
const shareFrom =
  ({ known }: Task, { resource, name }: ShareFields) =>
  (data: ApiShare): Entity => {
    const isNamed =
      data.resource_type === resource && known.resources.idOf(resource, name) === data.resource_id;
    return shareOf(data, known, isNamed ? name : data.resource_id);
  };

/** A share; `name` is what the files call the resource. */
export function shareOf(api: ApiShare, names: Names, name: string): Share {
  const holder = holderOf(api.grantee_type, api.grantee_id, names);
  return {
    kind: "share",
    key: shareKey({ resource: api.resource_type, name, holder }),
    resource: api.resource_type,
    name,
    holder,
    level: api.level,
    ...carried(api),
  };
}

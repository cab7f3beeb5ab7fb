/** Shares of pipelines, connections and projects: as the service tells them, and the verbs on them. */
import { carried, holderOf } from "./translate.ts";
import type { Entity, Share } from "../../model/entity.ts";
import { shareKey } from "../../kinds/share/kind.ts";
import type { Names } from "../../io/remote/known.ts";
import { isSharedKind } from "../../model/vocabularies/planasonix.ts";
import type { ShareFields } from "../../model/shapes.ts";
import type { ApiShare } from "./contract.ts";
import { idempotencyKey, notFound, settle, stepOn, stepToCreate, type Result } from "../../io/remote/task.ts";
import { find, look, write, type Task, type TaskOf } from "./session.ts";
import { change, create, end } from "../../io/remote/steps.ts";

/** Shares a resource with somebody. */
export async function share(task: TaskOf<"share">): Result {
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
export async function changeShare(task: TaskOf<"change_share">): Result {
  const { action } = task;
  const { after } = action;
  const known = task.known.get("share", action.key);
  if (known === undefined) return notFound(`share ${action.key}`);
  const params = { id: known.id };
  const body = { level: after.level };
  const result = await change({
    ...stepOn(task, `share ${action.key}`, known),
    look: () => look(task, { route: "oneShare", params }, shareFrom(task, after)),
    send: (etag) => write(task, { route: "changeShare", params, body, etag }, shareFrom(task, after)),
  });
  return settle(task, result);
}

/** Ends a share. */
export async function unshare(task: TaskOf<"unshare">): Result {
  const { action } = task;
  const { before } = action;
  const known = task.known.get("share", action.key);
  if (known === undefined) return notFound(`share ${action.key}`);
  const params = { id: known.id };
  const result = await end({
    ...stepOn(task, `share ${action.key}`, known),
    look: () => look(task, { route: "oneShare", params }, shareFrom(task, before)),
    send: (etag) => write(task, { route: "unshare", params, etag }, () => null),
  });
  return settle(task, result);
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

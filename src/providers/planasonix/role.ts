/** Custom roles: as the service tells them, and the verbs on them. */
import { carried, sortedOnce } from "./translate.ts";
import type { Role } from "../../model/entity.ts";
import { normalRole } from "../../model/role.ts";
import type { ApiRole } from "./contract.ts";
import { idempotencyKey, notFound, settle, stepOn, stepToCreate, type Result } from "../../io/remote/task.ts";
import { find, look, write, type TaskOf } from "./session.ts";
import { change, create, end } from "../../io/remote/steps.ts";

/** Creates a custom role. */
export async function createRole(task: TaskOf<"create_role">): Result {
  const { action } = task;
  const body = action.after;
  const { name } = body;
  const isIt = (item: ApiRole): boolean => normalRole(item.name) === normalRole(name);
  const result = await create({
    ...stepToCreate(task, `role ${action.key}`),
    send: () => write(task, { route: "createRole", body, idempotencyKey: idempotencyKey(task) }, roleOf),
    look: () => find(task, { route: "roles", query: { name }, isIt }, roleOf),
  });
  return settle(task, result);
}

/** Changes base or permissions, as far as they changed. */
export async function updateRole(task: TaskOf<"update_role">): Result {
  const { action } = task;
  const known = task.known.get("role", action.key);
  if (known === undefined) return notFound(`custom role ${action.key}`);
  const params = { id: known.id };
  const { base, permissions } = action.after;
  const body = { base, permissions };
  const result = await change({
    ...stepOn(task, `role ${action.key}`, known),
    look: () => look(task, { route: "role", params }, roleOf),
    send: (etag) => write(task, { route: "changeRole", params, body, etag }, roleOf),
  });
  return settle(task, result);
}

/** Deletes a custom role; the service refuses it while somebody holds it. */
export async function deleteRole(task: TaskOf<"delete_role">): Result {
  const { action } = task;
  const known = task.known.get("role", action.key);
  if (known === undefined) return notFound(`custom role ${action.key}`);
  const params = { id: known.id };
  const result = await end({
    ...stepOn(task, `role ${action.key}`, known),
    look: () => look(task, { route: "role", params }, roleOf),
    send: (etag) => write(task, { route: "deleteRole", params, etag }, () => null),
  });
  return settle(task, result);
}

/** A custom role. A base that the service does not name stays unknown: it ranks as nothing. */
export function roleOf(api: ApiRole): Role {
  return {
    kind: "role",
    key: normalRole(api.name),
    name: api.name,
    base: normalRole(api.base ?? ""),
    permissions: sortedOnce(api.permissions),
    ...carried(api),
  };
}

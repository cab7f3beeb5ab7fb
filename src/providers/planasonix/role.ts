/** Custom roles: as the service tells them, and the verbs on them. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { carried, sortedOnce } from "./translate.ts";
import type { Role } from "../../model/entities/role.ts";
import { normalRole } from "../../model/role.ts";
import type { ApiRole } from "./contract.ts";
import { idempotencyKey, settle, stepToCreate, type Result } from "../../io/remote/task.ts";
import { find, write, type Session, type Task, type TaskOf } from "./session.ts";
import { create } from "../../io/remote/steps.ts";
import { changeOne, endOne } from "./object.ts";

export const roleVerbs: Answers<VerbAbout<"role">, Session> = {
  create_role: {
    says: "Creates a custom role on a built-in one, with further permissions.",
    run: createRole,
  },
  update_role: {
    says: "Changes the base or the permissions of a custom role, for everybody who holds it.",
    run: updateRole,
  },
  delete_role: { says: "Deletes a custom role that nobody holds.", run: deleteRole },
};

/** Creates a custom role. */
async function createRole(task: TaskOf<"create_role">): Result {
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
async function updateRole(task: TaskOf<"update_role">): Result {
  const { base, permissions } = task.action.after;
  const body = { base, permissions };
  return settle(task, await changeOne(task, { ...placeOf(task), change: "changeRole", body }));
}

/** Deletes a custom role; the service refuses it while somebody holds it. */
async function deleteRole(task: TaskOf<"delete_role">): Result {
  return settle(task, await endOne(task, { ...placeOf(task), end: "deleteRole" }));
}

function placeOf({ known, action: { key } }: Task) {
  return {
    name: `role ${key}`,
    missing: `custom role ${key}`,
    known: known.get("role", key),
    show: "role",
    entityOf: roleOf,
  } as const;
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

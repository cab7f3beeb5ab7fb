/** Service accounts: as the service tells them, and the verbs on them; handing them over is a transfer. */
import type { About, Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import { carried, holderOf } from "./translate.ts";
import type { ServiceAccount } from "../../model/entities/account.ts";
import type { Entity } from "../../model/entity.ts";
import { normalRole } from "../../model/role.ts";
import type { Names } from "../../io/remote/known.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { OwnedAccount } from "../../kinds/ownership/verbs.ts";
import { fold } from "../../model/text.ts";
import type { ApiServiceAccount } from "./contract.ts";
import { idempotencyKey, notFound, settle, stepToCreate, type Result } from "../../io/remote/task.ts";
import { find, write, type Session, type Task, type TaskOf } from "./session.ts";
import { create } from "../../io/remote/steps.ts";
import { given } from "../../model/given.ts";
import { changeOne, endOne } from "./object.ts";

export const accountVerbs: Answers<VerbAbout<"service_account">, Session> = {
  create_service_account: {
    says: "Creates a service account with a role and an owner; it has no key yet.",
    run: createAccount,
  },
  update_service_account: { says: "Changes the description or the role.", run: updateAccount },
  delete_service_account: {
    says: "Deletes a service account that has no key left; its shares go with it.",
    run: deleteAccount,
  },
  transfer: {
    says: "Gives a service account to another team or member, who answers for it from then on.",
    run: transfer,
  },
};

/** Creates a service account without keys. */
async function createAccount(task: TaskOf<"create_service_account">): Result {
  const { action } = task;
  const { after } = action;
  const owner = ownerOf(task, after);
  if ("ok" in owner) return owner;
  const { name, description, role } = after;
  const body = { name, ...given({ description }), role, ...owner };
  const isIt = (item: ApiServiceAccount): boolean => fold(item.name) === fold(name);
  const result = await create({
    ...stepToCreate(task, `service account ${action.key}`),
    send: () =>
      write(
        task,
        { route: "createServiceAccount", body, idempotencyKey: idempotencyKey(task) },
        accountFrom(task),
      ),
    look: () => find(task, { route: "serviceAccounts", query: { name }, isIt }, accountFrom(task)),
  });
  return settle(task, result);
}

/** Changes description or role, as far as they changed. */
async function updateAccount(task: TaskOf<"update_service_account">): Result {
  const { description, role } = task.action.after;
  return patchAccount(task, given({ description, role }));
}

/** Gives a service account to another team or member. */
async function transfer(task: TaskOf<"transfer"> & About<"service_account">): Result {
  const owner = ownerOf(task, task.action.after);
  return "ok" in owner ? owner : patchAccount(task, owner);
}

/** Deletes a service account; the service refuses it while it has keys. Its shares go with it. */
async function deleteAccount(task: TaskOf<"delete_service_account">): Result {
  return settle(task, await endOne(task, { ...placeOf(task), end: "deleteServiceAccount" }));
}

async function patchAccount(task: Task, body: JsonObject): Result {
  return settle(task, await changeOne(task, { ...placeOf(task), change: "changeServiceAccount", body }));
}

function placeOf(task: Task) {
  const { key } = task.action;
  const known = task.known.get("service_account", key);
  return {
    name: `service account ${key}`,
    known,
    show: "serviceAccount",
    entityOf: accountFrom(task),
  } as const;
}

const accountFrom =
  ({ known }: Task) =>
  (data: ApiServiceAccount): Entity =>
    accountOf(data, known);

type OwnerBody = { readonly owner_type: "team" | "member"; readonly owner_id: string };

/** The owner by id, or the failure that names whom nobody knows. */
function ownerOf({ known }: Task, { name, owner }: OwnedAccount): OwnerBody | ProviderFailure {
  if (owner === null || owner.kind === "service_account") return notFound(`owner of service account ${name}`);
  const id = known.holderId(owner);
  if (id === undefined) return notFound(`${owner.kind === "team" ? "team" : "active member"} ${owner.key}`);
  return { owner_type: owner.kind, owner_id: id };
}

/** A service account. */
export function accountOf(api: ApiServiceAccount, names: Names): ServiceAccount {
  const { owner_type, owner_id } = api;
  const isOwned =
    owner_type !== null && owner_type !== undefined && owner_id !== null && owner_id !== undefined;
  return {
    kind: "service_account",
    key: fold(api.name),
    name: api.name,
    description: api.description ?? "",
    role: normalRole(api.role),
    ...(isOwned ? { owner: holderOf(owner_type, owner_id, names) } : {}),
    ...carried(api),
  };
}

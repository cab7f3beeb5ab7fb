/** Revokes keys: of service accounts, and of people. The service shows no single key, so that a look reads their list. */
import type { Entity } from "../../model/entity.ts";
import type { ApiPersonalKey, ApiServiceAccountKey } from "./contract.ts";
import { badAction, find, notFound, settle, stepOn, write, type Result, type Task } from "./session.ts";
import { revokedOf, type PersonalKeyShape } from "./shapes.ts";
import { end } from "./steps.ts";
import { keyOf } from "./translate.ts";

/** revoke_key, of either sort. */
export async function revokeKey(task: Task): Result {
  const revoked = revokedOf(task.action);
  if (revoked === undefined) return badAction(task.action);
  return "member" in revoked ? revokePersonal(task, revoked) : revokeOfAccount(task, revoked.account);
}

async function revokeOfAccount(task: Task, account: string): Result {
  const { action } = task;
  const known = task.known.get("key", action.key);
  const id = task.known.accountId(account);
  if (known === undefined || id === undefined) return notFound(`key ${action.key}`);
  const isIt = (item: ApiServiceAccountKey): boolean => item.id === known.id;
  const result = await end({
    ...stepOn(task, `key ${action.key}`, known),
    look: () =>
      find(task, { route: "serviceAccountKeys", query: {}, isIt }, (item) => keyOf(item, task.known)),
    send: (etag) =>
      write(task, { route: "revokeServiceAccountKey", params: { id, key: known.id }, etag }, () => null),
  });
  return settle(task, "key", action.key, result);
}

async function revokePersonal(task: Task, { member, id }: PersonalKeyShape): Result {
  const { action, signal } = task;
  const created_by = task.known.memberId(member);
  const isIt = (item: ApiPersonalKey): boolean => item.id === id;
  const result = await end({
    name: `key ${action.key}`,
    // A key is its id, and may go whatever it is called by now: there is nothing to compare.
    known: { etag: undefined, checked: true },
    signal,
    isBefore: () => true,
    look: () =>
      find(
        task,
        { route: "personalKeys", query: created_by === undefined ? {} : { created_by }, isIt },
        personalFrom(member),
      ),
    send: () => write(task, { route: "revokePersonalKey", params: { id } }, () => null),
  });
  return settle(task, "key", action.key, result);
}

/** The state holds no keys of people: one that was looked up stands in it as if the person were its account. */
const personalFrom =
  (member: string) =>
  ({ id, name, scopes }: ApiPersonalKey): Entity => ({
    kind: "key",
    key: `${member}/${id}`,
    account: member,
    name,
    scopes: scopes ?? [],
    id,
  });

/** Keys: as the service tells them, and revoking those of service accounts and of people. It shows no single key, so that a look reads their list. */
import { carried, sortedOnce } from "./translate.ts";
import type { Names } from "../../io/remote/known.ts";
import { fold } from "../../model/text.ts";
import type { Entity, Key } from "../../model/entity.ts";
import { byName, eachOf } from "../../model/keys.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { AccountKeyFields, PersonalKeyFields } from "../../model/shapes.ts";
import type { ApiPersonalKey, ApiServiceAccountKey } from "./contract.ts";
import { readList } from "./paging.ts";
import { isAs, notFound, settle, type Result } from "../../io/remote/task.ts";
import { find, write, type Task, type TaskOf } from "./session.ts";
import { end, stale, type Seen } from "../../io/remote/steps.ts";
import { given } from "../../model/given.ts";

/** revoke_key, of either sort. */
export async function revokeKey(task: TaskOf<"revoke_key">): Result {
  const revoked = task.action.before;
  return "member" in revoked ? revokePersonal(task, revoked) : revokeOfAccount(task, revoked);
}

async function revokeOfAccount(task: Task, revoked: AccountKeyFields): Result {
  const { action, signal } = task;
  const account = task.known.accountId(revoked.account);
  const known = task.known.get("key", action.key);
  const keys = known?.entity.kind === "key" ? eachOf(known.entity) : [];
  const key = revoked.id === undefined ? keys[0] : keys.find(({ id }) => id === revoked.id);
  if (key === undefined || account === undefined) return notFound(`key ${action.key}`);
  if (revoked.replaced_by !== undefined) {
    const lives = await lookAtKey(task, revoked.replaced_by);
    if (!lives.ok) return lives;
    // Its replacement is gone: this may be the last key that works.
    if (lives.entity === null) return stale(`key ${action.key}`);
  }
  const before = { name: revoked.name, scopes: revoked.scopes, id: key.id };
  const result = await end({
    name: `key ${action.key}`,
    known: { etag: key.etag, checked: false },
    signal,
    isBefore: isAs(before),
    look: () => lookAtKey(task, key.id),
    send: (etag) =>
      write(
        task,
        { route: "revokeServiceAccountKey", params: { id: account, key: key.id }, etag },
        () => null,
      ),
  });
  if (!result.ok) return result;
  const left = keys.filter(({ id }) => id !== key.id);
  const [speaking] = byName(
    left.map((one) => ({ ...one, kind: "key", key: action.key, account: revoked.account })),
  );
  return settle(task, { ...result, entity: speaking ?? null, etag: speaking?.etag });
}

/** The live keys of a name, one by one. */
export async function keysOf(
  task: Task,
  name: string,
): Promise<{ readonly ok: true; readonly keys: readonly Key[] } | ProviderFailure> {
  const { client, signal, known } = task;
  const route = "serviceAccountKeys";
  const list = await readList(client, { route, ...(signal === undefined ? {} : { signal }) });
  if (!list.ok) return list;
  if (list.broken !== undefined)
    return { ok: false, kind: "give_up", code: "incomplete", message: list.broken };
  return {
    ok: true,
    keys: list.items
      .map((item) => keyOf(item, known))
      .filter((key) => known.asDeclared(key).key === name)
      .map((key) => ({ ...key, key: name })),
  };
}

/** One live key by its id. */
export function lookAtKey(task: Task, id: string): Promise<Seen | ProviderFailure> {
  const isIt = (item: ApiServiceAccountKey): boolean => item.id === id;
  return find(task, { route: "serviceAccountKeys", query: {}, isIt, id }, (item) => keyOf(item, task.known));
}

async function revokePersonal(task: Task, { member, id }: PersonalKeyFields): Result {
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
  return settle(task, result);
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

/** A key of a service account, by itself. */
export function keyOf(api: ApiServiceAccountKey, names: Names): Key {
  const account = names.account(api.service_account_id) ?? api.service_account_id;
  return {
    kind: "key",
    key: `${account}/${fold(api.name)}`,
    account,
    name: api.name,
    scopes: sortedOnce(api.scopes),
    ...given({
      createdBy: api.created_by ?? undefined,
      createdAt: api.created_at,
      deliveredAt: api.delivered_at ?? undefined,
      lastUsedAt: api.last_used_at ?? undefined,
    }),
    ...carried(api),
  };
}

/** Service accounts' keys as the service tells them. It shows no single key, so that a look reads their list. */
import { find, type Task } from "./session.ts";
import { fold } from "../../model/text.ts";
import { given } from "../../model/given.ts";
import type { Key } from "../../model/entities/key.ts";
import type { Names } from "../../io/remote/known.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import type { Seen } from "../../io/remote/steps.ts";
import type { ApiServiceAccountKey } from "./contract.ts";
import { readList } from "./paging.ts";
import { carried, sortedOnce } from "./translate.ts";

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

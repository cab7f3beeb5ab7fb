/** What somebody's leaving leaves to be done: owed until the live side shows that it is done, or the files say so. */
import { hashJson, type Json } from "./json.ts";

/**
 * - `replace_key`: a key of a service account that they could have copied is still of use.
 * - `revoke_grant`: a grant at another service outlives their account.
 * - `rotate_secrets`: secrets that they could read are still of use.
 * - `replace_deploy_key`: a key that they added still opens a repository.
 */
export const taskKinds = ["replace_key", "revoke_grant", "rotate_secrets", "replace_deploy_key"] as const;
type TaskKind = (typeof taskKinds)[number];

export interface OpenTask {
  /** Hash over organization id, kind of task, person and object: 16 hexadecimal digits. */
  readonly id: string;
  readonly task: TaskKind;
  /** Key of the member who left; the service's id of somebody who is no member any more. */
  readonly person: string;
  /** `ACCOUNT/NAME` of a key, `connection:NAME` of a grant, `unreadGrants` of all that a person may have given. */
  readonly key: string;
  /** The service's id of the key or resource; of the person, for `unreadGrants`. */
  readonly object: string;
  /** What to do, and why. */
  readonly message: string;
  /** The UTC day (YYYY-MM-DD) since which it is open; null when no journal tells. */
  readonly since: string | null;
  /** It comes with a leaving that this plan does, so that it is not open yet. */
  readonly opens?: true;
}

/** The key of a `revoke_grant` that stands for grants which could not be read: the next whole read tells them one by one. */
export const unreadGrants = "connections";

/** Whether it stands for all of a person's grants. */
export function isUnreadGrants({ task, key }: Pick<OpenTask, "task" | "key">): boolean {
  return task === "revoke_grant" && key === unreadGrants;
}

/** What a task is known by. */
export function taskId(
  organizationId: string,
  { task, person, object }: Pick<OpenTask, "task" | "person" | "object">,
): string {
  const named: Json = [organizationId, task, person, object];
  return hashJson(named).slice(0, 16);
}

/** The line that closes a task, for `settled` in `organization`. */
export function settledLine({ id }: Pick<OpenTask, "id">): string {
  return `settled: [{ task: ${id}, by: WHO, reason: "HOW" }]`;
}

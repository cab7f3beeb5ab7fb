/** The verbs on keys: those of service accounts are made, replaced and revoked, those of people revoked. */
import type { Answers } from "../../io/remote/ability.ts";
import type { VerbAbout } from "../../model/shapes.ts";
import type { Entity } from "../../model/entity.ts";
import { byName, eachOf } from "../../model/keys.ts";
import type { AccountKeyFields, PersonalKeyFields } from "../../kinds/key/verbs.ts";
import type { ApiPersonalKey } from "./contract.ts";
import { lookAtKey } from "./keyList.ts";
import { createKey } from "./newKey.ts";
import { isAs, notFound, settle, type Result } from "../../io/remote/task.ts";
import { find, write, type Session, type Task, type TaskOf } from "./session.ts";
import { end, stale } from "../../io/remote/steps.ts";

export const keyVerbs: Answers<VerbAbout<"key">, Session> = {
  create_key: {
    says: "Creates a key of a service account, delivers its secret to where it is used, and notes that at the service.",
    run: createKey,
  },
  rotate_key: {
    says: "Creates and delivers a new key of the same name; the old one lives on for its overlap and is then revoked.",
    run: createKey,
  },
  revoke_key: {
    says: "Revokes a key of a service account, or a person's own; whoever uses it is locked out at once.",
    run: revokeKey,
  },
};

/** revoke_key, of either sort. */
async function revokeKey(task: TaskOf<"revoke_key">): Result {
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

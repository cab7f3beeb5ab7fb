/** What open tasks are made of: what they are made from, the tasks themselves, and when a key is owed no more. */
import { hasShape } from "../model/vocabulary.ts";
import { eachOf } from "../model/keys.ts";
import type { Key, OlderKey } from "../model/entities/key.ts";
import type { Organization } from "../model/organization.ts";
import type { Grant, Holdings, Traces } from "../model/holdings.ts";
import type { State } from "../model/state.ts";
import { taskId, type OpenTask } from "../model/task.ts";
import { revokeSentence, type Granted } from "./grants.ts";

export interface TasksInput {
  readonly organization: Organization;
  readonly live: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
  /** By the service's id of the person. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  /** That is everybody's, read to the end. */
  readonly areGrantsRead: boolean;
  /** No journal tells whose grants were left behind: what is live does. */
  readonly forgotten: boolean;
  readonly heldBack: ReadonlySet<string>;
  /** What the service's log tells of those who are gone, where it was asked. */
  readonly traces?: Traces;
  /** As the journal of earlier runs has them. */
  readonly carried: readonly OpenTask[];
  /** Principals whose keys are nobody's in particular: who acts here. */
  readonly acting: string;
  /** YYYY-MM-DD. */
  readonly today: string;
}

export function task({ connection }: Organization, told: Omit<OpenTask, "id">): OpenTask {
  return { id: taskId(connection.id, told), ...told };
}

export function grantTask(
  organization: Organization,
  { grant, ...told }: Pick<OpenTask, "person" | "since" | "opens"> & { readonly grant: Granted },
): OpenTask {
  return task(organization, {
    ...told,
    task: "revoke_grant",
    key: `${grant.kind}:${grant.name}`,
    object: grant.id,
    message: revokeSentence(told.person, grant),
  });
}

/** Why a key must be replaced, after the person. */
export function copiedSince(why: string): string {
  return `${why} and could have copied it`;
}

/** Whether it is an id of a person, as the service writes them. */
export function isPerson(id: string, { desired }: Organization): boolean {
  return hasShape(desired.vocabulary.personId, id);
}

/** Without an id, as in plans from files alone, nothing can be told apart later. */
export function recordsOf(key: Key): OlderKey[] {
  return eachOf(key).filter(({ id }) => id !== "");
}

/** Whether a newer key of the name came to its place: the old one is revoked when its overlap is over. */
export function isReplaced(key: Key, record: OlderKey, leaver: string | undefined): boolean {
  const all = eachOf(key);
  const index = all.findIndex(({ id }) => id === record.id);
  return all
    .slice(0, Math.max(index, 0))
    .some(({ deliveredAt, createdBy }) => deliveredAt !== undefined && createdBy !== leaver);
}

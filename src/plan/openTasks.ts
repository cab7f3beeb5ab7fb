/**
 * What leaving left to be done: what the journal carries, and what files and live side still tell by themselves. A task
 * is closed when the live side shows that it is done, or when somebody else than the leaver settled it in the files.
 */
import { grouped } from "../model/grouped.ts";
import { eachOf } from "../model/keys.ts";
import type { Key, OlderKey } from "../model/entities/key.ts";
import type { Organization, Settled } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { isUnreadGrants, type OpenTask } from "../model/task.ts";
import { once } from "../model/once.ts";
import { sortedBy } from "../model/text.ts";
import type { TaskNames } from "./taskNames.ts";
import type { Draft } from "../kinds/draft.ts";
import { draftOf } from "./drafts.ts";
import { ofFormer, ofFormerGrants, ofStrangers } from "./formerTasks.ts";
import { grantsOf } from "./grants.ts";
import {
  copiedSince,
  grantTask,
  isPerson,
  isReplaced,
  recordsOf,
  task,
  type TasksInput,
} from "./taskParts.ts";
import { liveBy } from "../kinds/liveBy.ts";
import { rotation } from "../kinds/key/verbs.ts";
import { leaversOf, type Leaver } from "./leavers.ts";
import { namesOf } from "./termNames.ts";

/** All that is owed, by key and person, before anything counts as settled. */
export function openTasks(input: TasksInput): OpenTask[] {
  const left = [...ofUnreadGrants(input), ...ofFormer(input), ...ofFormerGrants(input), ...ofLeavers(input)];
  const owed = input.carried.filter((task) => isOwed(task, input));
  // A key has one creator: who is known by name, from the journal or the log, is not told by id once more.
  const named = new Set(
    [...owed, ...left].filter((item) => isOfCreator(item, input.organization)).map(({ object }) => object),
  );
  const isAgain = (item: OpenTask): boolean =>
    item.task === "replace_key" && isPerson(item.person, input.organization) && named.has(item.object);
  const found = [...left, ...ofStrangers(input).filter((item) => !isAgain(item))];
  const carried = owed.filter((item) => !isAgain(item));
  const known = new Map(carried.map((task) => [task.id, task]));
  for (const task of found) {
    const before = known.get(task.id);
    // What was owed before is, though the leaving may still go on.
    known.set(
      task.id,
      before === undefined ? task : { ...before, ...(task.opens === true ? { opens: true } : {}) },
    );
  }
  return sortedBy(known.values(), (task) => `${task.key} ${task.person} ${task.id}`);
}

/** Those of them that nobody but the leaver called done. */
export function unsettled(
  tasks: readonly OpenTask[],
  { settled, names }: { readonly settled: readonly Settled[]; readonly names: TaskNames },
): OpenTask[] {
  if (settled.length === 0) return [...tasks];
  const by = grouped(settled, ({ task }) => task);
  return tasks.filter(
    (task) => !names.idsOf(task).some((id) => (by.get(id) ?? []).some((item) => !names.isOwn(task, item.by))),
  );
}

/** What a reader has to know of lines under `settled` that close nothing. */
export function notesOnSettled(
  { organization }: Pick<TasksInput, "organization">,
  {
    open,
    all,
    names,
  }: { readonly open: readonly OpenTask[]; readonly all: readonly OpenTask[]; readonly names: TaskNames },
): string[] {
  const { settled = [] } = organization.policy;
  if (settled.length === 0) return [];
  const known = new Map(all.flatMap((task) => names.idsOf(task).map((id) => [id, task] as const)));
  const left = new Set(open.map(({ id }) => id));
  return settled.flatMap(({ task, by }) => {
    const owed = known.get(task);
    if (owed === undefined) return [`the task ${task} that \`settled\` names is not open; the line may go`];
    if (names.isOwn(owed, by))
      return [`${by} cannot settle the task ${task} of their own leaving; somebody else must`];
    return left.has(owed.id)
      ? [`that the task ${task} is settled comes with this change, and counts from the next one on`]
      : [];
  });
}

/**
 * The rotations that take care of what is owed: of keys that the files declare with a place for a new one, where nothing
 * replaces them yet.
 */
export function owedRotations(
  owed: readonly OpenTask[],
  {
    organization,
    live,
    drafts,
  }: Pick<TasksInput, "organization" | "live"> & { readonly drafts: readonly Draft[] },
): Draft[] {
  const rotated = new Set(drafts.flatMap(({ verb, key }) => (verb === "rotate_key" ? [key] : [])));
  return owed.flatMap(({ task: kind, key, object, person, opens }) => {
    const declared = organization.desired.key.get(key);
    const there = live.key.get(key);
    if (kind !== "replace_key" || opens === true || rotated.has(key)) return [];
    if (declared?.deliverTo === undefined || there?.id !== object) return [];
    rotated.add(key);
    const step = { ...rotation(declared, there, `${person} could have copied it`), due: true as const };
    return [draftOf(organization, step, { kind: "key", key })];
  });
}

/** The settled tasks that count: with a base, only those that stood in it already, and said by the same person. */
export function settledInForce(organization: Organization, base: Organization | null | undefined): Settled[] {
  const settled = organization.policy.settled ?? [];
  if (base === undefined) return [...settled];
  const before = grouped(base?.policy.settled ?? [], ({ task }) => task);
  const names = once(() => namesOf((base ?? organization).desired, organization.desired));
  const isSame = (by: string, now: string): boolean => by === now || names().keyNow("member", by) === now;
  return settled.filter(({ task, by }) => (before.get(task) ?? []).some((item) => isSame(item.by, by)));
}

/** Tasks that follow from somebody who leaves now, or is known to have left. */
function ofLeavers(input: TasksInput): OpenTask[] {
  const { organization, live, heldBack, holdings, grants } = input;
  return leaversOf(organization, live, heldBack).flatMap((leaver) => {
    const opens = live.member.get(leaver.key)?.state === "active";
    const common = opens
      ? { person: leaver.key, since: input.today, opens: true as const }
      : { person: leaver.key, since: null };
    const keys = copiedRecords(live, leaver).map(({ key, record, why }) =>
      task(organization, {
        ...common,
        task: "replace_key",
        key: key.key,
        object: record.id,
        message: `replace key ${record.name} of service account ${key.account}: ${leaver.key} ${copiedSince(why)}`,
      }),
    );
    const granted = grantsOf(leaver, holdings.get(leaver.key), grants).map((grant) =>
      grantTask(organization, { ...common, grant }),
    );
    // Of somebody long gone, the journal tells which they are.
    const isNews = opens || input.forgotten;
    const behind = (holdings.get(leaver.key)?.behind?.tasks ?? [])
      .filter((told) => isNews || !isUnreadGrants(told))
      .map((told) => task(organization, { ...common, ...told }));
    return [...keys, ...granted, ...behind];
  });
}

/** The grants that an earlier run could not read, one by one, once they are. */
function ofUnreadGrants(input: TasksInput): OpenTask[] {
  if (!input.areGrantsRead) return [];
  return input.carried
    .filter((task) => isUnreadGrants(task) && !isBack(task.person, input))
    .flatMap(({ person, since, object }) =>
      (input.grants.get(object) ?? []).map((grant) =>
        grantTask(input.organization, { person, since, grant }),
      ),
    );
}

/** Whether they never left, or came back. */
function isBack(person: string, { live, organization }: TasksInput): boolean {
  return (
    live.member.get(person)?.state === "active" && organization.desired.member.get(person)?.state === "active"
  );
}

/** A task that names whoever created the key. */
function isOfCreator({ task: kind, person, message }: OpenTask, organization: Organization): boolean {
  return (
    kind === "replace_key" &&
    !isPerson(person, organization) &&
    ["", ", who is no member any more,"].some((who) =>
      message.endsWith(`: ${person}${who} ${copiedSince("created it")}`),
    )
  );
}

/** Keys that a leaver could have copied and that nothing has replaced yet: one by one, those of one name too. */
function copiedRecords(
  live: State,
  leaver: Leaver,
): { readonly key: Key; readonly record: OlderKey; readonly why: string }[] {
  return liveBy(live)
    .keysNear(leaver)
    .flatMap((key) => {
      const owner = live.service_account.get(key.account)?.owner;
      const owns = owner?.kind === "member" && owner.key === leaver.key;
      return recordsOf(key).flatMap((record) => {
        const created = record.createdBy === leaver.id;
        if ((!created && !owns) || isReplaced(key, record, leaver.id)) return [];
        return [{ key, record, why: created ? "created it" : "owned the service account" }];
      });
    });
}

/** Whether a task of an earlier run is still owed. What was not read to the end shows nothing. */
function isOwed(task: OpenTask, input: TasksInput): boolean {
  const { live } = input;
  const { task: kind, person, key: name, object } = task;
  if (isBack(person, input)) return false;
  if (isUnreadGrants(task)) return !input.areGrantsRead;
  if (kind !== "replace_key" || !live.coverage.key.complete) return true;
  const key = live.key.get(name) ?? liveBy(live).keyWith(object);
  const record = key === undefined ? undefined : eachOf(key).find(({ id }) => id === object);
  return key !== undefined && record !== undefined && !isReplaced(key, record, live.member.get(person)?.id);
}

/**
 * What leaving left to be done: what the journal carries, and what files and live side still tell by themselves. A task
 * is closed when the live side shows that it is done, or when somebody else than the leaver settled it in the files.
 */
import { hasShape } from "../model/vocabulary.ts";
import { eachOf } from "../model/keys.ts";
import type { Key, OlderKey } from "../model/entity.ts";
import type { Organization, Settled } from "../model/organization.ts";
import type { Holdings, Traces } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { taskId, type OpenTask } from "../model/task.ts";
import { sortedBy } from "../model/text.ts";
import type { Draft } from "../kinds/draft.ts";
import { draftOf } from "./drafts.ts";
import { formerlyHeld } from "./formerHolders.ts";
import { rotation } from "../kinds/key/steps.ts";
import { leaversOf, type Leaver } from "./leavers.ts";

export interface TasksInput {
  readonly organization: Organization;
  readonly live: State;
  readonly holdings: ReadonlyMap<string, Holdings>;
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

/** All that is owed, by key and person, before anything counts as settled. */
export function openTasks(input: TasksInput): OpenTask[] {
  const left = [...ofFormer(input), ...ofLeavers(input)];
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
export function unsettled(tasks: readonly OpenTask[], settled: readonly Settled[]): OpenTask[] {
  return tasks.filter(({ id, person }) => !settled.some((item) => item.task === id && item.by !== person));
}

/** What a reader has to know of lines under `settled` that close nothing. */
export function notesOnSettled(
  { organization }: Pick<TasksInput, "organization">,
  { open, all }: { readonly open: readonly OpenTask[]; readonly all: readonly OpenTask[] },
): string[] {
  return (organization.policy.settled ?? []).flatMap(({ task, by }) => {
    const owed = all.find(({ id }) => id === task);
    if (owed === undefined) return [`the task ${task} that \`settled\` names is not open; the line may go`];
    if (owed.person === by)
      return [`${by} cannot settle the task ${task} of their own leaving; somebody else must`];
    const isOpen = open.some(({ id }) => id === task);
    return isOpen
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
  const before = base?.policy.settled ?? [];
  return settled.filter(({ task, by }) => before.some((item) => item.task === task && item.by === by));
}

/** Tasks that follow from somebody who leaves now, or is known to have left. */
function ofLeavers(input: TasksInput): OpenTask[] {
  const { organization, live, heldBack, holdings } = input;
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
    const grants = (holdings.get(leaver.key)?.resources ?? []).flatMap((resource): OpenTask[] =>
      resource.grant === undefined
        ? []
        : [
            task(organization, {
              ...common,
              task: "revoke_grant",
              key: `${resource.kind}:${resource.name}`,
              object: resource.id,
              message: `revoke the grant of ${leaver.key} at ${resource.grant} (${resource.kind} ${resource.name}); it outlives their account here`,
            }),
          ],
    );
    return [...keys, ...grants];
  });
}

/** Keys of those who are gone, by their accounts and by the service's log: it knows since when. */
function ofFormer({ organization, live, traces, heldBack, acting }: TasksInput): OpenTask[] {
  return formerlyHeld(live, traces).flatMap(({ key, record, person, id, why, since }): OpenTask[] => {
    // Somebody whom the files take back is no leaver.
    const isBack = organization.desired.member.get(person)?.state === "active";
    if (isBack || id === acting || heldBack.has(`member ${person}`) || isReplaced(key, record, id)) return [];
    const message = `replace key ${record.name} of service account ${key.account}: ${person} ${copiedSince(why)}`;
    return [
      task(organization, { task: "replace_key", person, key: key.key, object: record.id, message, since }),
    ];
  });
}

/** Keys whose creator is no member any more: whoever it was, they could have copied them. */
function ofStrangers({ organization, live, acting }: TasksInput): OpenTask[] {
  if (!live.coverage.member.complete || !live.coverage.service_account.complete) return [];
  const known = new Set(
    [...live.member.values(), ...live.service_account.values()].flatMap(({ id }) => id ?? []),
  );
  return [...live.key.values()].flatMap((key) =>
    recordsOf(key).flatMap((record): OpenTask[] => {
      const creator = record.createdBy;
      if (
        creator === undefined ||
        creator === acting ||
        known.has(creator) ||
        !isPerson(creator, organization)
      )
        return [];
      if (isReplaced(key, record, creator)) return [];
      return [
        task(organization, {
          task: "replace_key",
          person: creator,
          key: key.key,
          object: record.id,
          message: `replace key ${record.name} of service account ${key.account}: ${creator}, who is no member any more, created it and could have copied it`,
          since: null,
        }),
      ];
    }),
  );
}

/** A task that names whoever created the key. */
function isOfCreator({ task: kind, person, message }: OpenTask, organization: Organization): boolean {
  return (
    kind === "replace_key" &&
    !isPerson(person, organization) &&
    message.endsWith(`: ${person} ${copiedSince("created it")}`)
  );
}

/** Why a key must be replaced, after the person. */
function copiedSince(why: string): string {
  return `${why} and could have copied it`;
}

/** Whether it is an id of a person, as the service writes them. */
function isPerson(id: string, { desired }: Organization): boolean {
  return hasShape(desired.vocabulary.personId, id);
}

/** Keys that a leaver could have copied and that nothing has replaced yet: one by one, those of one name too. */
function copiedRecords(
  live: State,
  leaver: Leaver,
): { readonly key: Key; readonly record: OlderKey; readonly why: string }[] {
  return [...live.key.values()].flatMap((key) => {
    const owner = live.service_account.get(key.account)?.owner;
    const owns = owner?.kind === "member" && owner.key === leaver.key;
    return recordsOf(key).flatMap((record) => {
      const created = record.createdBy === leaver.id;
      if ((!created && !owns) || isReplaced(key, record, leaver.id)) return [];
      return [{ key, record, why: created ? "created it" : "owned the service account" }];
    });
  });
}

/** Without an id, as in plans from files alone, nothing can be told apart later. */
function recordsOf(key: Key): OlderKey[] {
  return eachOf(key).filter(({ id }) => id !== "");
}

/** Whether a newer key of the name came to its place: the old one is revoked when its overlap is over. */
function isReplaced(key: Key, record: OlderKey, leaver: string | undefined): boolean {
  const all = eachOf(key);
  const index = all.findIndex(({ id }) => id === record.id);
  return all
    .slice(0, Math.max(index, 0))
    .some(({ deliveredAt, createdBy }) => deliveredAt !== undefined && createdBy !== leaver);
}

/** Whether a task of an earlier run is still owed. What was not read to the end shows nothing. */
function isOwed({ task: kind, person, key: name, object }: OpenTask, input: TasksInput): boolean {
  const { live, organization } = input;
  const member = live.member.get(person);
  const declared = organization.desired.member.get(person);
  // They never left, or came back.
  if (member?.state === "active" && declared?.state === "active") return false;
  if (kind === "revoke_grant" || !live.coverage.key.complete) return true;
  const key =
    live.key.get(name) ?? [...live.key.values()].find((one) => eachOf(one).some(({ id }) => id === object));
  const record = key === undefined ? undefined : eachOf(key).find(({ id }) => id === object);
  return key !== undefined && record !== undefined && !isReplaced(key, record, member?.id);
}

function task({ connection }: Organization, told: Omit<OpenTask, "id">): OpenTask {
  return { id: taskId(connection.id, told), ...told };
}

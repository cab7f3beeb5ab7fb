/**
 * Changes of who is in a group, and whoever else is in it: one who joins or leaves takes nobody along. Services have got that
 * wrong both ways, so that the others are looked at until it is known of this one that it leaves them where they are.
 */
import type { Written } from "../../io/remote/steps.ts";
import type { ProviderFailure } from "../../model/provider.ts";
import { plural } from "../../model/text.ts";
import { equals } from "./call.ts";
import { readList } from "./gather.ts";
import { peopleIn } from "./places.ts";
import { userOf } from "./resource.ts";
import { fetchGroup, missing, notWhole, placeOf, send, type Session, type Task } from "./session.ts";

interface PlaceChange {
  readonly do: "add" | "take";
  /** Ids. */
  readonly group: string;
  readonly users: readonly string[];
}

/** Puts users into a group, or takes them out of it; stops the run where others went as well. */
export async function sendPlaces(
  task: Task,
  change: PlaceChange & { readonly etag?: string | undefined },
): Promise<Written | ProviderFailure> {
  if (leavesOthers(task, change)) return sendTo(task, change);
  const before = await insideOf(task, change.group);
  if ("kind" in before) return before;
  const sent = await sendTo(task, change);
  if ((!sent.ok && sent.effectUnknown !== true) || othersIn(task, change, before).length === 0) return sent;
  const after = await insideOf(task, change.group);
  return ("kind" in after ? undefined : othersGone(task, change, { before, after })) ?? sent;
}

/** Whether it is known of this service. */
export function leavesOthers({ dialect }: Session, { do: what }: Pick<PlaceChange, "do">): boolean {
  return dialect.leavesOthers.has(what);
}

/** The same without a look at the others. */
export async function sendTo(
  task: Task,
  { do: what, group, users, etag }: PlaceChange & { readonly etag?: string | undefined },
): Promise<Written | ProviderFailure> {
  const changes = users.map((value) => ({ do: what, attribute: "members", value }) as const);
  const sent = await send(task, { endpoint: "Groups", id: group, etag }, changes);
  const { taken } = task.dialect;
  for (const user of users) {
    if (what === "take") taken.add(placeOf(group, user));
    else taken.delete(placeOf(group, user));
  }
  return sent;
}

/** Whom this run took out itself may still show. */
function othersIn({ dialect }: Task, { group, users }: PlaceChange, before: ReadonlySet<string>): string[] {
  return [...before].filter((id) => !users.includes(id) && !dialect.taken.has(placeOf(group, id)));
}

/** The failure where others than were meant are no longer in the group; without it, it is known that they stay. */
export function othersGone(
  task: Task,
  change: PlaceChange,
  { before, after }: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> },
): ProviderFailure | undefined {
  const others = othersIn(task, change, before);
  const gone = others.filter((id) => !after.has(id));
  if (gone.length > 0) return emptied(task, change, gone.length === others.length ? "everybody" : gone);
  if (others.length > 0) task.dialect.leavesOthers.add(change.do);
  return undefined;
}

function emptied(
  { known }: Task,
  { do: what, group, users }: PlaceChange,
  gone: "everybody" | readonly string[],
): ProviderFailure {
  const team = known.team(group);
  const who =
    gone === "everybody" ? `everybody${what === "add" ? " else" : ""}` : plural(gone.length, "other");
  const meant = `${users.length === 1 ? "one was" : `${users.length} were`} to ${what === "add" ? "join" : "leave"}`;
  const next =
    what === "add"
      ? "Put the others back at the service: the next run would do the same again."
      : `${elsewhere} The next plan puts the others back.`;
  const message = `The service took ${who} out of the ${team === undefined ? `group ${group}` : `team ${team}`} where ${meant}. Nothing more is sent: ${next}`;
  return { ok: false, kind: "stop", code: "emptied", message };
}

/** What to do about a service that takes such a change otherwise. */
export const elsewhere = "Choose another `scim.profile`.";

/** Ids of the users in a group, asked where the service tells them. */
export async function insideOf(task: Task, group: string): Promise<ReadonlySet<string> | ProviderFailure> {
  if (task.profile.membersFrom !== "users_by_group_filter") {
    const read = await fetchGroup(task, group);
    if (!read.ok) return read;
    if (read.found === null) return new Set();
    const untold = missing(task, read.found);
    return untold === undefined ? new Set(peopleIn(read.found)) : notWhole(untold);
  }
  const { size, cuts, kind } = task.profile.paging;
  const read = await readList({
    client: task.client,
    endpoint: "Users",
    filter: equals("groups.value", group),
    size,
    byCursor: kind === "cursor",
    cuts,
    itemOf: userOf,
  });
  if (!read.ok) return read;
  return read.broken === undefined ? new Set(read.items.map(({ id }) => id)) : notWhole(read.broken);
}

/**
 * Leaving without a stalled pipeline: what leavers own is handed over first, their own keys are revoked, and whoever
 * cannot hand over yet is reduced meanwhile. What no API can do is listed for people.
 */
import { addTo } from "../model/grouped.ts";
import type { Organization } from "../model/organization.ts";
import type { FollowUp } from "../model/plan.ts";
import type { Grant, Holdings } from "../model/holdings.ts";
import type { State } from "../model/state.ts";
import { uncoveredOf, type Draft, type DraftOf, type Reason } from "../kinds/draft.ts";
import { draftOf, type Origin } from "./drafts.ts";
import { followUpsOf } from "./followUps.ts";
import { rotationsFor } from "./copiedKeys.ts";
import {
  belongingsOf,
  noSuccessor,
  obstacleTo,
  transferDraft,
  waitsFor,
  type Belongings,
  type Handover,
} from "./handover.ts";
import { interimOf } from "./interim.ts";
import { leaversOf, type Leaver } from "./leavers.ts";
import { unreadAccounts, unreadKeys } from "./unreadAccounts.ts";
import type { Step } from "../kinds/step.ts";
import type { RoleSides } from "../kinds/role/direction.ts";

interface LeavingInput {
  readonly organization: Organization;
  readonly live: State;
  readonly roles: RoleSides;
  readonly drafts: readonly Draft[];
  /** By key of the leaver, for everybody who leaves. */
  readonly holdings: ReadonlyMap<string, Holdings>;
  /** By the service's id of the person. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  readonly heldBack: ReadonlySet<string>;
}

/** What leaving makes of the drafts of a plan. */
interface Leaving {
  /** All drafts: those that there were, some of them changed, and those that leaving adds. */
  readonly drafts: readonly Draft[];
  /** Draft id -> ids of drafts that it needs. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  /** Draft id -> why it cannot run now. */
  readonly blocked: ReadonlyMap<string, Reason>;
  readonly followUps: readonly FollowUp[];
}

interface Collected {
  readonly added: Draft[];
  /** Rotations that there are, by key. */
  readonly rotations: Map<string, Draft>;
  /** Id of a draft that there was -> what stands in its place. */
  readonly replaced: Map<string, Draft>;
  readonly needs: Map<string, string[]>;
  readonly blocked: Map<string, Reason>;
  readonly followUps: FollowUp[];
}

/** Everything that leaving takes, for all leavers of an organization. */
export function leavingOf(input: LeavingInput): Leaving {
  const { drafts } = input;
  const leavers = leaversOf(input.organization, input.live, input.heldBack);
  const belongings = belongingsOf({ ...input, leavers: new Set(leavers.map((leaver) => leaver.key)) });
  const going = new Map(
    drafts.flatMap((draft) =>
      draft.verb === "deactivate" || draft.verb === "remove" ? [[draft.key, draft]] : [],
    ),
  );
  const revoked = new Set(drafts.filter((draft) => draft.verb === "revoke_key").map((draft) => draft.key));
  const collected: Collected = {
    added: [],
    rotations: new Map(drafts.flatMap((draft) => (draft.verb === "rotate_key" ? [[draft.key, draft]] : []))),
    replaced: new Map(),
    needs: new Map(),
    blocked: new Map(),
    followUps: [],
  };
  for (const leaver of leavers) {
    const own = going.get(leaver.key);
    addLeaver({
      input,
      leaver,
      belongings,
      revoked,
      collected,
      ...(own === undefined ? {} : { going: own }),
    });
  }
  const { added, replaced, needs, blocked, followUps } = collected;
  return {
    needs,
    blocked,
    followUps,
    drafts: [...drafts.map((draft) => replaced.get(draft.id) ?? draft), ...added],
  };
}

interface One {
  readonly input: LeavingInput;
  readonly leaver: Leaver;
  /** What ends their membership; absent for somebody who has left already and only still holds something. */
  readonly going?: DraftOf<"deactivate" | "remove">;
  readonly belongings: Belongings;
  /** Keys of service accounts that are to be revoked anyway. */
  readonly revoked: ReadonlySet<string>;
  readonly collected: Collected;
}

function addLeaver(one: One): void {
  const { input, leaver, going, belongings, collected } = one;
  const holdings = input.holdings.get(leaver.key);
  const handovers = belongings.handovers(leaver.key, holdings);
  const lone = handovers.filter((item) => item.receiver.as === "nobody");
  const deletions = belongings.deletions(leaver.key);
  const isUrgent = input.organization.desired.member.get(leaver.key)?.atOnce !== undefined;
  const unseen = unreadAccounts(input.live);
  const isClear =
    handovers.length + deletions.length === 0 && holdings?.coverage.complete === true && unseen === null;
  const { first, last } = stepsOut(one, isUrgent, isClear);
  const reason = obstacleTo(leaver.key, { handovers, lone, holdings, live: input.live }) ?? unseen;
  if (last !== undefined && reason !== null) collected.blocked.set(last.id, reason);
  const [nobodys] = lone;
  // Somebody who has no action that could be withheld for it: the transfer is withheld itself.
  if (nobodys !== undefined && last === undefined)
    withholdTransfer(one, nobodys, noSuccessor(leaver.key, lone, input.live));
  // Whoever goes at once, or has gone already, hands over what they can.
  if (nobodys !== undefined && last !== undefined && !isUrgent) return;
  const revocations = (holdings?.keys ?? []).map(({ id, name }) => {
    const before = { member: leaver.key, id, name };
    return add(one, { verb: "revoke_key", before, after: null }, { kind: "key", key: `${leaver.key}/${id}` });
  });
  // Of somebody who is gone for good, no later run would find the keys.
  for (const draft of [first, last]) if (draft?.verb === "remove") need(one, draft, revocations);
  const transfers = handovers.flatMap((item) => transferOf(one, item) ?? []);
  if (first !== undefined) for (const transfer of transfers) need(one, transfer, [first]);
  if (last !== undefined) need(one, last, [...transfers, ...deletions]);
  if (last !== undefined && first === undefined && reason?.code === "waiting") reduce(one);
  const isLeavingNow = going !== undefined;
  const rotated = new Set(rotate(one, isLeavingNow, [...transfers, ...(first === undefined ? [] : [first])]));
  const isReplaced = (key: string): boolean => one.revoked.has(key) || rotated.has(key);
  collected.followUps.push(...followUpsOf({ ...input, leaver, holdings, isReplaced, isLeavingNow }));
}

/** Replaces the keys that they could have copied, once their accounts have changed hands; names those that are replaced. */
function rotate(one: One, isLeavingNow: boolean, others: readonly Draft[]): string[] {
  const { input, leaver, collected } = one;
  return rotationsFor(input.organization, input.live, { leaver, isLeavingNow }).flatMap((copied) => {
    const { key, account, step } = copied;
    const known = collected.rotations.get(key);
    const draft = known ?? add(one, step, { kind: "key", key });
    collected.rotations.set(key, draft);
    const isFirst = ({ kind, key: other }: Draft): boolean =>
      kind === "member" || (kind === "service_account" && other === account);
    need(one, draft, others.filter(isFirst));
    if (step.reason === undefined) return [key];
    if (known === undefined) collected.blocked.set(draft.id, step.reason);
    return [];
  });
}

/**
 * The draft that ends access before anything is handed over, and the one that has to wait until nothing is theirs.
 * Somebody who goes at once is deactivated first; only somebody who owns nothing can be removed.
 */
function stepsOut(
  one: One,
  isUrgent: boolean,
  isClear: boolean,
): { readonly first?: Draft; readonly last?: Draft } {
  const { going, collected, input } = one;
  if (going === undefined) return {};
  const isActive = going.before.state === "active";
  if (!isUrgent || !isActive) return { last: going };
  if (going.verb === "deactivate" || isClear) return { first: going };
  const { kind, key, before } = going;
  const origin: Origin = { kind, key, ...uncoveredOf(going) };
  const after = { ...before, state: "deactivated" } as const;
  const first = add(one, { verb: "deactivate", before, after }, origin);
  const last = draftOf(input.organization, { verb: "remove", before: after, after: null }, origin);
  collected.replaced.set(going.id, last);
  need(one, last, [first]);
  return { first, last };
}

function transferOf(one: One, handover: Handover): Draft | undefined {
  const { receiver, asked, owned } = handover;
  const { blocked } = one.collected;
  const draft = asked ?? (receiver.as === "nobody" ? undefined : addTransfer(one, handover, receiver.member));
  if (draft === undefined) return undefined;
  const unseen = owned.id === undefined ? unreadKeys(owned.name, one.input.live) : null;
  if (unseen !== null) blocked.set(draft.id, unseen);
  else if (asked === undefined && receiver.as === "pending")
    blocked.set(draft.id, waitsFor([receiver.member], "receives it"));
  return draft;
}

function withholdTransfer(one: One, handover: Handover, reason: Reason): void {
  one.collected.blocked.set(addTransfer(one, handover, handover.owned.owner).id, reason);
}

function addTransfer({ input, collected }: One, { owned }: Handover, receiver: string): Draft {
  const draft = transferDraft({ ...input, owned, receiver });
  collected.added.push(draft);
  return draft;
}

/** While a transfer waits, the leaver keeps no more than they need to own what they own. */
function reduce(one: One): void {
  const { input, leaver, collected, going } = one;
  // It rests on the same read as their leaving.
  const interim = interimOf(leaver.key, input, uncoveredOf(going));
  if (interim === undefined) return;
  collected.added.push(interim.draft);
  need(one, interim.draft, interim.needs);
}

function need({ collected }: One, draft: Draft, others: readonly Draft[]): void {
  for (const other of others) addTo(collected.needs, draft.id, other.id);
}

function add({ input, collected }: One, step: Step, origin: Origin): Draft {
  const draft = draftOf(input.organization, step, origin);
  collected.added.push(draft);
  return draft;
}

/** What leavers own, and whose it becomes: found once for all leavers of a plan. */
import { accountsByOwner } from "../kinds/account/owners.ts";
import { ownershipKey } from "../kinds/ownership/kind.ts";
import { canonicalJson } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import { owningTakes } from "../model/role.ts";
import type { State } from "../model/state.ts";
import { resourceTransfer } from "../kinds/ownership/verbs.ts";
import { accountTransfer } from "../kinds/account/verbs.ts";
import { someOf } from "../model/text.ts";
import { draftOf } from "./drafts.ts";
import type { Holdings } from "../model/holdings.ts";
import { isRecord } from "../model/record.ts";
import type { Draft, DraftOf, Reason } from "../kinds/draft.ts";
import { managersWho, receiverOf, type Owned, type Receiver, type ReceiverInput } from "./receiver.ts";

/** One thing that changes hands. */
export interface Handover {
  readonly owned: Owned;
  readonly receiver: Receiver;
  /** The transfer that the files ask for anyway. */
  readonly asked?: DraftOf<"transfer">;
}

/** The drafts and live objects that leaving asks for again and again, by what they are asked by. */
export interface Belongings {
  /** What a leaver hands over. */
  handovers(leaver: string, holdings: Holdings | undefined): readonly Handover[];
  /** Deletions of service accounts that are a leaver's own: these are theirs until then. */
  deletions(leaver: string): readonly Draft[];
}

interface BelongingsInput extends Omit<ReceiverInput, "managers" | "returning"> {
  readonly drafts: readonly Draft[];
}

/** Looks through the drafts and the live state. */
export function belongingsOf(input: BelongingsInput): Belongings {
  const { live, drafts } = input;
  const side = {
    ...input,
    returning: new Set(drafts.filter((draft) => draft.verb === "reactivate").map((draft) => draft.key)),
  };
  const receiving: ReceiverInput = { ...side, managers: managersWho(side) };
  const asked = askedTransfers(drafts);
  const deletions = new Map(
    drafts.flatMap((draft) => (draft.verb === "delete_service_account" ? [[draft.key, draft]] : [])),
  );
  const accounts = accountsByOwner(live.service_account.values());
  const nameOf = uniqueNames(input);
  const handover = (owned: Owned, draft: DraftOf<"transfer"> | undefined): Handover =>
    draft === undefined
      ? { owned, receiver: receiverOf(owned, receiving) }
      : { owned, receiver: receiverIn(draft, receiving), asked: draft };
  return {
    handovers: (owner, holdings) => [
      ...(holdings?.resources ?? []).map((resource) =>
        handover(
          { kind: resource.kind, name: nameOf(resource), id: resource.id, owner },
          asked.get(resource.id),
        ),
      ),
      ...(accounts.get(owner) ?? [])
        .filter((account) => !deletions.has(account.key))
        .map(({ key }) =>
          handover({ kind: "service_account", name: key, owner }, asked.get(`account ${key}`)),
        ),
    ],
    deletions: (owner) => (accounts.get(owner) ?? []).flatMap(({ key }) => deletions.get(key) ?? []),
  };
}

/** Gives what somebody owns to somebody else. */
export function transferDraft({ organization, live, owned, receiver, because }: Transferring): Draft {
  const why = because === undefined ? {} : { because };
  if (owned.id !== undefined) {
    const step = { ...resourceTransfer(owned, owned.owner, receiver), ...why };
    return draftOf(organization, step, { kind: "ownership", key: ownershipKey(owned.kind, owned.name) });
  }
  const key = owned.name;
  const name = live.service_account.get(key)?.name ?? key;
  const holder = (member: string) => ({ kind: "member", key: member }) as const;
  const step = { ...accountTransfer(name, holder(owned.owner), holder(receiver)), ...why };
  return draftOf(organization, step, { kind: "service_account", key });
}

interface Transferring {
  readonly organization: Organization;
  readonly live: State;
  readonly owned: Owned;
  /** Key of the member. */
  readonly receiver: string;
  /** Why, where nothing in the plan says so. */
  readonly because?: string;
}

/** Transfers that the files ask for, by the resource's id: two resources may have one name. */
function askedTransfers(drafts: readonly Draft[]): Map<string, DraftOf<"transfer">> {
  const asked = new Map<string, DraftOf<"transfer">>();
  for (const draft of drafts) {
    if (draft.verb !== "transfer" || givesNothing(draft)) continue;
    if (draft.kind === "service_account") asked.set(`account ${draft.key}`, draft);
    else if (draft.before.id !== null) asked.set(draft.before.id, draft);
  }
  return asked;
}

/** Nobody receives it: it stands for what is withheld. */
function givesNothing({ before, after }: DraftOf<"transfer">): boolean {
  return canonicalJson(before.owner) === canonicalJson(after.owner);
}

/** What a resource is called: its name, or its id where others are known by that name. */
function uniqueNames({
  live,
}: BelongingsInput): (resource: {
  readonly kind: string;
  readonly id: string;
  readonly name: string;
}) => string {
  const ids = new Map<string, string | null>();
  for (const { kind, name, id } of live.resources) {
    const slot = `${kind} ${name}`;
    ids.set(slot, ids.has(slot) ? null : id);
  }
  return ({ kind, id, name }) => {
    const known = ids.get(`${kind} ${name}`);
    return known === undefined || known === id ? name : id;
  };
}

/** Who receives it by the files' own transfer. */
function receiverIn({ after }: DraftOf<"transfer">, { live, returning }: ReceiverInput): Receiver {
  const owner =
    typeof after.owner === "object" && after.owner?.kind === "member" ? after.owner.key : after.owner;
  if (typeof owner !== "string") return { as: "active", member: "" };
  const isThere = live.member.get(owner)?.state === "active" || returning.has(owner);
  return { as: isThere ? "active" : "pending", member: owner };
}

interface Found {
  readonly handovers: readonly Handover[];
  readonly lone: readonly Handover[];
  readonly holdings: Holdings | undefined;
  readonly live: Pick<State, "vocabulary">;
}

/** Why something may still be theirs when everything that can run has run; null when nothing will be. */
export function obstacleTo(owner: string, { handovers, lone, holdings, live }: Found): Reason | null {
  if (lone.length > 0) return noSuccessor(owner, lone, live);
  const waiting = handovers.flatMap(({ receiver }) => (receiver.as === "pending" ? [receiver.member] : []));
  if (waiting.length > 0) return waitsFor([...new Set(waiting)].sort(), "receives what they own");
  if (holdings?.coverage.complete === true) return null;
  // What was not read to the end may hold more.
  const why = holdings?.coverage.complete === false ? holdings.coverage.reason : "It was not read.";
  return { code: "depends", message: `what they own could not be read to the end: ${why}` };
}

/** Why whoever owns these cannot hand them over. */
export function noSuccessor(
  leaver: string,
  things: readonly Handover[],
  { vocabulary }: Pick<State, "vocabulary">,
): Reason {
  const names = things.map(({ owned }) => `${owned.kind.replaceAll("_", " ")} ${owned.name}`);
  return {
    code: "no_successor",
    // No entry speaks of one record of several under an address.
    message: `nobody is there to receive ${someOf(names)}; write successor: SOMEBODY (an active ${owningTakes(vocabulary)}) ${isRecord(leaver) ? "" : `at ${leaver} in members, or `}under organization`,
  };
}

/** Why something waits for these people. */
export function waitsFor(people: readonly string[], why: string): Reason {
  return {
    code: "waiting",
    message: `waits until ${people.join(" and ")}, who ${why}, is an active member`,
    waitsFor: people,
  };
}

/**
 * Lowering without a stalled pipeline: whoever is to have a role that may not own things hands over first what they own,
 * by the rules for leavers, or keeps their role. So does who leaves in a role that is lowered under them.
 */
import { textOf } from "../model/jsonFields.ts";
import type { Holdings } from "../model/holdings.ts";
import { canOwn, owningTakes } from "../model/role.ts";
import { uncoveredOf, type Draft, type Reason } from "../kinds/draft.ts";
import { belongingsOf, obstacleTo, transferDraft, waitsFor, type Handover } from "./handover.ts";
import { interimOf, type RoleDrafts } from "./interim.ts";
import { leaversOf } from "./leavers.ts";
import { endsOwning } from "./lowered.ts";
import type { Needs } from "./needs.ts";

interface LoweringInput extends RoleDrafts {
  /** By key of the member. Of whom nobody asked, there is nothing to say. */
  readonly holdings: ReadonlyMap<string, Holdings>;
  readonly heldBack: ReadonlySet<string>;
}

/** What comes to the drafts of a plan. */
interface Lowering {
  readonly added: readonly Draft[];
  /** Draft id -> ids of drafts that it needs. */
  readonly needs: Needs;
  /** Draft id -> why it cannot run now. */
  readonly blocked: ReadonlyMap<string, Reason>;
}

/** A draft that takes the right to own from people, and what has to be done first in any case. */
interface Cut {
  readonly draft: Draft;
  readonly people: readonly string[];
  readonly first: readonly Draft[];
}

/** What one person hands over, and why something may still be theirs after that. */
interface Yield {
  readonly transfers: readonly Draft[];
  /** Of the transfers: those whose receiver is not there yet. */
  readonly waiting: ReadonlyMap<string, Reason>;
  readonly reason: Reason | null;
}

/** Everything that lowering takes, for all whose role comes to allow less. */
export function loweringOf(input: LoweringInput): Lowering {
  const added = new Map<string, Draft>();
  const needs = new Map<string, readonly string[]>();
  const blocked = new Map<string, Reason>();
  const cuts = cutsAmong(input);
  const yieldOf = cuts.length === 0 ? undefined : yields(input);
  for (const { draft, people, first } of cuts) {
    const theirs = people.flatMap((person) => yieldOf?.(person) ?? []);
    const reason = together(theirs.flatMap((one) => one.reason ?? []));
    if (reason !== null) blocked.set(draft.id, reason);
    // Whoever keeps their role for want of somebody to receive keeps everything that they own.
    const handing = reason === null || reason.code === "waiting" ? theirs : [];
    const transfers = handing.flatMap((one) => one.transfers);
    for (const transfer of transfers) added.set(transfer.id, transfer);
    for (const one of handing) for (const [id, why] of one.waiting) blocked.set(id, why);
    needs.set(draft.id, idsOf([...first, ...transfers]));
    // Meanwhile they keep no more than it takes, as a leaver does.
    const isWaiting = reason?.code === "waiting" && draft.verb === "demote";
    const interim = isWaiting ? interimOf(draft.key, input, uncoveredOf(draft)) : undefined;
    if (interim === undefined) continue;
    added.set(interim.draft.id, interim.draft);
    needs.set(interim.draft.id, idsOf(interim.needs));
  }
  for (const { id } of input.drafts) added.delete(id);
  return { added: [...added.values()], needs, blocked };
}

/** The drafts after which somebody may not own things any more who may now. */
function cutsAmong({ drafts, live, roles }: LoweringInput): Cut[] {
  const moves = new Map(
    drafts.flatMap((draft) =>
      roleVerbs.has(draft.verb) && canOwn(textOf(draft.after, "role"), roles.after)
        ? [[draft.key, draft]]
        : [],
    ),
  );
  return drafts.flatMap((draft): Cut[] => {
    if (roleVerbs.has(draft.verb) || draft.verb === "reactivate") {
      const isCut = endsOwning(textOf(draft.before, "role"), textOf(draft.after, "role"), roles);
      return isCut ? [{ draft, people: [draft.key], first: [] }] : [];
    }
    if (draft.verb !== "update_role" || !endsOwning(draft.key, draft.key, roles)) return [];
    const holders = [...live.member.values()].flatMap(({ key, role, state }) =>
      role === draft.key && (state === "active" || state === "deactivated") ? [key] : [],
    );
    // Whoever gets another role that allows it gets that first.
    const first = holders.flatMap((key) => moves.get(key) ?? []);
    return [{ draft, people: holders.filter((key) => !moves.has(key)), first }];
  });
}

const roleVerbs: ReadonlySet<Draft["verb"]> = new Set(["promote", "change_role", "demote"]);

/** What each of them hands over; nothing is known of whom nobody asked for. */
function yields(input: LoweringInput): (person: string) => Yield | undefined {
  const { organization, live, drafts, heldBack } = input;
  const leavers = new Set(leaversOf(organization, live, heldBack).map(({ key }) => key));
  const belongings = belongingsOf({ ...input, leavers });
  return (person) => {
    const holdings = input.holdings.get(person);
    if (holdings === undefined) return undefined;
    // Whoever has any role may answer for a service account.
    const things = belongings
      .handovers(person, holdings)
      .filter(({ owned }) => owned.kind !== "service_account");
    const reason = reasonOf(person, things, input);
    if (leavers.has(person)) {
      const theirs = drafts.filter((draft) => draft.kind === "ownership" && draft.before.owner === person);
      return { transfers: theirs, waiting: new Map(), reason };
    }
    const transfers: Draft[] = [];
    const waiting = new Map<string, Reason>();
    for (const thing of things) {
      const transfer = transferOf(thing, input);
      if (transfer === undefined) continue;
      transfers.push(transfer);
      if (thing.receiver.as === "pending" && thing.asked === undefined)
        waiting.set(transfer.id, waitsFor([thing.receiver.member], "receives it"));
    }
    return { transfers, waiting, reason };
  };
}

function reasonOf(person: string, things: readonly Handover[], input: LoweringInput): Reason | null {
  const { ownership } = input.organization.desired;
  const kept = things.filter(({ owned: { kind, name, id } }) =>
    [name, id].some((known) => ownership.get(`${kind}:${known}`)?.owner === person),
  );
  if (kept.length > 0) {
    const names = kept.map(({ owned }) => `${owned.kind} ${owned.name}`).join(", ");
    return {
      code: "no_successor",
      message: `the files say that ${person} owns ${names}, and their role may not; name somebody else under ownership (an active ${owningTakes(input.live.vocabulary)}), or leave the role as it is`,
    };
  }
  const lone = things.filter(({ receiver }) => receiver.as === "nobody");
  return obstacleTo(person, {
    handovers: things,
    lone,
    holdings: input.holdings.get(person),
    live: input.live,
  });
}

function transferOf({ owned, receiver, asked }: Handover, input: LoweringInput): Draft | undefined {
  if (asked !== undefined || receiver.as === "nobody") return asked;
  const { organization, live } = input;
  const role = organization.desired.member.get(owned.owner)?.role ?? live.member.get(owned.owner)?.role;
  const because = `the role ${role ?? "to come"} may not own it`;
  return transferDraft({ organization, live, owned, receiver: receiver.member, because });
}

function idsOf(drafts: readonly Draft[]): string[] {
  return drafts.map(({ id }) => id);
}

/** One reason for all who hold a role; what somebody has to decide goes before what only takes time. */
function together(reasons: readonly Reason[]): Reason | null {
  const first = reasons.find(({ code }) => code !== "waiting") ?? reasons[0];
  if (first === undefined) return null;
  const same = reasons.filter(({ code }) => code === first.code);
  const shown = same.slice(0, 3).map(({ message }) => message);
  const more = same.length > 3 ? [`and ${same.length - 3} more like that`] : [];
  const waitsOn = [...new Set(same.flatMap(({ waitsFor: people }) => people ?? []))].sort();
  return {
    code: first.code,
    message: [...shown, ...more].join("; "),
    ...(waitsOn.length === 0 ? {} : { waitsFor: waitsOn }),
  };
}

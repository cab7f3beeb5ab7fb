/**
 * Keeps the organization from ever having fewer active admins than its minimum, between any two requests:
 * every loss of an admin is paired with the promotion that makes it safe, or is withheld until somebody accepts.
 */
import { textOf } from "../model/jsonFields.ts";
import type { Organization } from "../model/organization.ts";
import { managesUsers } from "../model/role.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { Draft, Reason } from "../kinds/draft.ts";
import { liveBy } from "../kinds/liveBy.ts";
import type { Needs } from "./needs.ts";
import { neededBy, reachedFrom, reaches } from "./reached.ts";
import type { RoleSides } from "../kinds/role/direction.ts";

export interface AdminInput {
  readonly drafts: readonly Draft[];
  /** What they need for other reasons: a promotion that needs a loss cannot make it safe. */
  readonly needs: Needs;
  readonly organization: Organization;
  readonly live: State;
  readonly roles: RoleSides;
  /** Active admins that must remain. */
  readonly minimum: number;
  /** The guard is lifted: whoever goes at once goes below the minimum, as long as one admin stays. */
  readonly lifted: boolean;
}

interface AdminPairing {
  /** Loss id -> ids of the promotions that must be done first. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly blocked: ReadonlyMap<string, Reason>;
}

type Side = Omit<AdminInput, "drafts" | "needs" | "minimum" | "lifted">;

/** How many declared people the draft makes active admins who are none now. */
export function adminGains(draft: Draft, side: Side): number {
  switch (draft.verb) {
    case "promote":
    case "change_role":
      return staysWith(draft, side) && manages(draft, "after", side) && !manages(draft, "before", side)
        ? 1
        : 0;
    case "reactivate":
      return manages(draft, "after", side) ? 1 : 0;
    case "update_role":
      return manages(draft, "after", side) && !manages(draft, "before", side) ? keepers(draft.key, side) : 0;
    default:
      return 0;
  }
}

/** Keys of the active people from whom the draft takes the management of users. */
export function adminLosses(draft: Draft, side: Side): readonly string[] {
  if (!manages(draft, "before", side)) return [];
  switch (draft.verb) {
    case "demote":
    case "change_role":
      return manages(draft, "after", side) || side.live.member.get(draft.key)?.state !== "active"
        ? []
        : [draft.key];
    case "deactivate":
      return [draft.key];
    case "remove":
      return textOf(draft.before, "state") === "active" ? [draft.key] : [];
    case "update_role":
      return manages(draft, "after", side) ? [] : holders(draft.key, side);
    default:
      return [];
  }
}

/** The drafts that give somebody another role with which they manage users: by its key, so that no change of the old one takes it from them. */
export function movesOfAdmins(drafts: readonly Draft[], side: Side): ReadonlyMap<string, Draft> {
  return new Map(
    drafts.flatMap((draft) =>
      (draft.verb === "promote" || draft.verb === "change_role") &&
      staysWith(draft, side) &&
      manages(draft, "after", side)
        ? [[draft.key, draft]]
        : [],
    ),
  );
}

/** Declared people who are active admins now. Those that no file names do not count: nobody has vouched for them. */
export function activeDeclaredAdmins({ organization, live, roles }: Side): string[] {
  return [...organization.desired.member.keys()].filter((key) => {
    const member = live.member.get(key);
    return member?.state === "active" && managesUsers(member.role, roles.before);
  });
}

/** Active members who hold a role now. */
function holders(role: string, { live }: Side): string[] {
  return liveBy(live)
    .membersWith(role)
    .filter((member) => member.state === "active")
    .map((member) => member.key);
}

/** How many of them the files keep in that role. */
function keepers(role: string, side: Side): number {
  return holders(role, side).filter((key) => {
    const declared = side.organization.desired.member.get(key);
    return declared?.state === "active" && declared.role === role;
  }).length;
}

/** Whether the files keep whom the draft changes: what a leaver gets in the place of a role makes nobody safe. */
function staysWith({ key }: Draft, { organization }: Side): boolean {
  return organization.desired.member.get(key)?.state === "active";
}

function manages(draft: Draft, when: "before" | "after", { roles }: Side): boolean {
  return managesUsers(draft.verb === "update_role" ? draft.key : textOf(draft[when], "role"), roles[when]);
}

/** Pairs losses with promotions, in the order of their keys. */
export function pairAdminLosses(input: AdminInput): AdminPairing {
  const { drafts, organization, minimum } = input;
  const byKey = (a: Draft, b: Draft) => a.phase - b.phase || compareText(a.key, b.key);
  const ordered = [...drafts].sort(byKey);
  const losing = ordered.filter((draft) => adminLosses(draft, input).length > 0);
  const afterLoss = reachedFrom(idsOf(losing), neededBy(input.needs));
  // Who needs a seat to become one comes last: the seat may be that of the very admin who goes. So does whoever becomes
  // one after another has gone, and cannot be what that waits for.
  const cost = ({ id, verb }: Draft): number => (afterLoss.has(id) ? 2 : 0) + (verb === "reactivate" ? 1 : 0);
  const gains = [...ordered]
    .sort((a, b) => cost(a) - cost(b))
    .flatMap((draft) => Array<Draft>(adminGains(draft, input)).fill(draft));
  const active = activeDeclaredAdmins(input).length;
  const missing = Math.max(0, minimum - active);
  const first = gains.slice(0, missing);
  let spare = gains.slice(missing);
  let free = Math.max(0, active - minimum);
  const belowWith = (admins: number): number =>
    input.lifted ? Math.max(0, Math.min(admins, minimum) - 1) : 0;
  let below = belowWith(active);
  // Once those who are promoted first are admins.
  let belowThen = belowWith(active + first.length);
  const needs = new Map<string, readonly string[]>();
  const blocked = new Map<string, Reason>();
  const moves = movesOfAdmins(drafts, input);
  /** Key of a loser -> what makes it safe: whoever loses it twice, by their leaving and by their role, is one admin less. */
  const paid = new Map<string, readonly Draft[]>();
  const needsOf = (id: string): readonly string[] => [
    ...(input.needs.get(id) ?? []),
    ...(needs.get(id) ?? []),
  ];
  const forGains = reachedFrom(idsOf(gains), needsOf);
  // What a promotion needs first takes what is free first.
  for (const loss of [...losing].sort((a, b) => Number(forGains.has(b.id)) - Number(forGains.has(a.id)))) {
    const losers = adminLosses(loss, input);
    const known = losers.flatMap((key) => moves.get(key) ?? paid.get(key) ?? []);
    const fresh = losers.filter((key) => !moves.has(key) && !paid.has(key));
    needs.set(loss.id, idsOf(known));
    if (fresh.length === 0) continue;
    const declared = fresh.filter((key) => organization.desired.member.has(key)).length;
    const uncovered = Math.max(0, declared - free);
    if (first.length < missing || spare.length < uncovered) {
      const isUrgent = goesAtOnce(loss, organization);
      if (!isUrgent || uncovered > belowThen) {
        blocked.set(loss.id, reasonToWait(input, isUrgent ? { active } : {}));
        continue;
      }
      const before = uncovered > below ? first : [];
      below -= uncovered;
      belowThen -= uncovered;
      for (const key of fresh) paid.set(key, before);
      needs.set(loss.id, idsOf([...before, ...known]));
      continue;
    }
    free -= declared - uncovered;
    const isAfter = ({ id }: Draft): boolean => afterLoss.has(id) && reaches(id, loss.id, needsOf);
    const { taken, left } = takeFrom(spare, uncovered, isAfter);
    spare = left;
    const pairs = [...first, ...taken];
    for (const key of fresh) paid.set(key, pairs);
    needs.set(loss.id, idsOf([...pairs, ...known]));
  }
  return { needs, blocked };
}

/** Takes so many of them, those that come after the loss only where there are no others. */
function takeFrom(
  spare: readonly Draft[],
  count: number,
  isAfter: (draft: Draft) => boolean,
): { readonly taken: readonly Draft[]; readonly left: Draft[] } {
  const taken: Draft[] = [];
  const left: Draft[] = [];
  for (const draft of spare) (taken.length < count && !isAfter(draft) ? taken : left).push(draft);
  return { taken: [...taken, ...left.splice(0, count - taken.length)], left };
}

function idsOf(drafts: readonly Draft[]): string[] {
  return [...new Set(drafts.map(({ id }) => id))];
}

/** Whether the draft ends the access of somebody whose access the files end at once. */
function goesAtOnce({ key, loss }: Draft, { desired }: Organization): boolean {
  return loss === "leaving" && desired.member.get(key)?.atOnce !== undefined;
}

/** `active`: how many active admins there are, of somebody who should go at once. */
function reasonToWait(
  { organization, live, roles, minimum, lifted }: AdminInput,
  { active }: { readonly active?: number },
): Reason {
  const coming = [...organization.desired.member.values()].filter((member) => {
    if (member.state !== "active" || !managesUsers(member.role, roles.after)) return false;
    const state = live.member.get(member.key)?.state;
    return state === undefined || state === "pending" || state === "expired" || state === "failed";
  });
  const floor = `fewer than ${minimum} active admins`;
  const now = active === undefined ? "" : urgentAdvice(active, { minimum, lifted });
  if (coming.length === 0) {
    return {
      code: "depends",
      message: `would leave ${floor}: another admin must be active first${now}`,
    };
  }
  return {
    code: "waiting",
    message: `would leave ${floor} now; waits until ${coming.map((member) => member.email).join(" or ")} has accepted the invitation${now}`,
    waitsFor: coming.map((member) => member.key),
  };
}

/** `at_once` is for whom nobody wants to wait for: the numbers, and what lets them go now. */
function urgentAdvice(active: number, { minimum, lifted }: Pick<AdminInput, "minimum" | "lifted">): string {
  const waiver = lifted || active < 2 ? "" : ", or lift the guard min_admins (a waiver that is merged first)";
  return `. Active admins: ${active}, at least ${minimum} must stay. To end their access now, make an active member an admin${waiver}`;
}

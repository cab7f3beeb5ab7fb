/**
 * Seats: invitations and reactivations beyond the free ones wait for seats that this plan frees, one for one;
 * what is left over is withheld. Seats never block a plan.
 */
import type { Seats } from "../model/provider.ts";
import { compareText, plural } from "../model/text.ts";
import type { Draft, Reason } from "../kinds/draft.ts";
import { seatOf } from "../kinds/verbs.ts";
import type { Needs } from "./needs.ts";
import { reachedFrom, reaches } from "./reached.ts";

interface SeatPairing {
  /** Draft id -> ids of drafts that free its seat. */
  readonly needs: ReadonlyMap<string, readonly string[]>;
  readonly blocked: ReadonlyMap<string, Reason>;
}

interface SeatInput {
  readonly drafts: readonly Draft[];
  readonly seats: Seats | undefined;
  readonly needs: Needs;
  /** Keys of the members for whom something else waits. */
  readonly awaited: ReadonlySet<string>;
}

/** Gives free seats out (first to those for whom something waits, then in the order of phases and keys), then those that are freed. */
export function pairSeats({ drafts, seats, needs, awaited }: SeatInput): SeatPairing {
  const pairing = { needs: new Map<string, readonly string[]>(), blocked: new Map<string, Reason>() };
  if (seats === undefined) return pairing;
  const ordered = [...drafts].sort((a, b) => a.phase - b.phase || compareText(a.key, b.key));
  const freeing = ordered.filter(freesSeat);
  let free = Math.max(0, seats.total - seats.used);
  let given = 0;
  // Whom a seat can only be freed after must not wait for it.
  const urgent = reachedFrom(
    freeing.map((draft) => draft.id),
    (id) => needs.get(id) ?? [],
  );
  const isUrgent = ({ id, key }: Draft) => urgent.has(id) || awaited.has(key);
  const taking = ordered.filter(takesSeat);
  for (const draft of [...taking.filter(isUrgent), ...taking.filter((other) => !isUrgent(other))]) {
    if (free > 0) {
      free -= 1;
      given += 1;
      continue;
    }
    const known = (id: string) => [...(needs.get(id) ?? []), ...(pairing.needs.get(id) ?? [])];
    const index = freeing.findIndex((other) => !reaches(other.id, draft.id, known));
    const freed = index === -1 ? undefined : freeing.splice(index, 1)[0];
    if (freed !== undefined) {
      pairing.needs.set(draft.id, [freed.id]);
      given += 1;
    } else {
      const rest = given === 0 ? "" : ", and others in this plan take the rest";
      pairing.blocked.set(draft.id, {
        code: "no_seat",
        message: `no free seat: ${seats.used} of ${plural(seats.total, "seat")} are taken${rest}. Add seats at the service, or let somebody leave`,
      });
    }
  }
  return pairing;
}

function takesSeat(draft: Draft): boolean {
  return seatOf(draft) === "takes";
}

/** Whether it gives a seat back. */
export function freesSeat(draft: Draft): boolean {
  return seatOf(draft) === "frees";
}

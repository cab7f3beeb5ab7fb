/** Who changed by hand what differs from the files: by the service's own log, where it keeps one. */
import type { Entity, Kind } from "../model/entity.ts";
import type { Hand } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";
import type { Context } from "./context.ts";
import type { Planned } from "./planned.ts";

/** So far back the log is asked, in milliseconds: most keep no more. */
const lookback = 90 * 24 * 3_600_000;

/**
 * A sentence for each difference of which the log tells who made it last. Nothing is asked where nothing differs; what muster
 * did itself, under the key of this run, is nobody's hand.
 */
export async function handsIn(
  { clock }: Pick<Context, "clock">,
  { plan, live, connected: { reader } }: Planned,
  { hasBase }: { readonly hasBase: boolean },
): Promise<string[]> {
  const differing = differencesOf(plan, hasBase);
  if (differing.length === 0 || reader.readHands === undefined) return [];
  const read = await reader.readHands(new Date(clock.now() - lookback).toISOString());
  const name = plan.organization;
  const unread = (reason: string): string =>
    `${name}: who changed it by hand could not be looked up: ${reason}`;
  if (!read.ok) return [unread(read.message)];
  const sentences = differing.flatMap(({ kind, key }) => {
    const last = lastHand(read.hands, { kind, key, live });
    return last === undefined
      ? []
      : [
          `${name}: ${kind.replaceAll("_", " ")} ${key} was last changed by ${last.actor} on ` +
            `${last.at.slice(0, 16).replace("T", " ")} UTC (${last.action}), by the service's log.`,
        ];
  });
  return read.coverage.complete ? sentences : [...sentences, unread(read.coverage.reason)];
}

/** What differs although no change of the files asks for it; without a base, all that differs. Each thing once. */
function differencesOf(
  plan: Planned["plan"],
  hasBase: boolean,
): { readonly kind: Kind; readonly key: string }[] {
  const all = [
    ...plan.actions.flatMap((action) => (action.cause === "drift" || !hasBase ? [kindAndKey(action)] : [])),
    ...plan.withheld.filter(({ code }) => code === "drift" || code === "unmanaged").map(kindAndKey),
  ];
  return [...new Map(all.map((item) => [`${item.kind} ${item.key}`, item])).values()];
}

function kindAndKey({ kind, key }: { readonly kind: Kind; readonly key: string }): {
  kind: Kind;
  key: string;
} {
  return { kind, key };
}

interface Thing {
  readonly kind: Kind;
  readonly key: string;
  readonly live: State;
}

/** By the id of what is there; of what is gone, or has none, by its name. */
function lastHand(hands: readonly Hand[], { kind, key, live }: Thing): Hand | undefined {
  const there: ReadonlyMap<string, Entity> = live[kind];
  const id = there.get(key)?.id;
  return hands.findLast(({ target, targetId }) =>
    id === undefined || targetId === undefined ? fold(target) === key : targetId === id,
  );
}

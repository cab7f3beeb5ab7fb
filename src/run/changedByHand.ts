/** Who changed by hand what differs from the files: by the service's own log, where it keeps one. */
import type { Entity, Kind } from "../model/entity.ts";
import type { HandSeen, Plan } from "../model/plan.ts";
import type { Hand } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";
import type { Context } from "./context.ts";
import { isPlanned, type OrganizationRun, type Planned, type PlanRun } from "./planned.ts";

/** So far back the log is asked, in milliseconds: most keep no more. */
const lookback = 90 * 24 * 3_600_000;

/**
 * What the log tells of who made each difference last. Nothing is asked where nothing differs; what muster did itself,
 * under the key of this run, is nobody's hand.
 */
export async function handsOf(
  { clock }: Pick<Context, "clock">,
  { plan, live, connected: { reader } }: Planned,
  { hasBase }: { readonly hasBase: boolean },
): Promise<Pick<Plan, "hands" | "hands_unread">> {
  const differing = differencesOf(plan, hasBase);
  if (differing.length === 0) return {};
  if (reader.readHands === undefined)
    return {
      hands_unread: `muster reads no audit log of organizations at the provider ${plan.provider}; look into it at the service.`,
    };
  const read = await reader.readHands(new Date(clock.now() - lookback).toISOString());
  if (!read.ok) return { hands_unread: read.message };
  const hands = differing.flatMap(({ kind, key }): HandSeen[] => {
    const last = lastHand(read.hands, { kind, key, live });
    return last === undefined ? [] : [{ kind, key, actor: last.actor, at: last.at, action: last.action }];
  });
  return {
    ...(hands.length === 0 ? {} : { hands }),
    ...(read.coverage.complete ? {} : { hands_unread: read.coverage.reason }),
  };
}

/** The run, with who made the differences in each of its plans. */
export async function withHands(
  context: Pick<Context, "clock">,
  run: PlanRun,
  { hasBase }: { readonly hasBase: boolean },
): Promise<PlanRun> {
  if (!run.ok) return run;
  const runs: OrganizationRun[] = [];
  for (const { key, result } of run.runs) {
    const hands = isPlanned(result) ? await handsOf(context, result, { hasBase }) : {};
    runs.push({
      key,
      result: isPlanned(result) ? { ...result, plan: { ...result.plan, ...hands } } : result,
    });
  }
  return { ...run, runs };
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

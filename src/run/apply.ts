/**
 * Applying: each organization's plan through its writer and the journal, organizations side by side, then a second
 * look at what is left. One that is blocked or fails stops nobody else.
 */
import { applyPlan } from "../apply/apply.ts";
import type { Journal } from "../journal/journal.ts";
import { type ApplyResult, type Outcome, isDone } from "../model/outcome.ts";
import type { GuardName } from "../model/guard.ts";
import { isBlocked, isUnread, onlyAdopting, type Plan } from "../model/plan.ts";
import type { EarlierDeeds } from "../model/provider.ts";
import type { Context } from "./context.ts";
import { applyCode, heldUpCode, type ExitCode } from "./exitCode.ts";
import { inParallel } from "./inParallel.ts";
import type { Failure } from "./load.ts";
import { crossingOf, movesOf, type Crossing } from "./moves.ts";
import type { Planned } from "./plan.ts";

interface ApplyRequest {
  readonly journal: Journal;
  /** What earlier runs did in an organization, as the journal tells it. */
  readonly earlier?: (organization: string) => EarlierDeeds;
  /** The commit of the files, where there is one. */
  readonly commit: string | null;
  /** Who runs this, for the journal. */
  readonly actor: string;
  readonly allowed: readonly GuardName[];
  /** Reviews bind this run; noted in the journal, so that what it leaves undone is known to have had its review. */
  readonly reviewsBind?: boolean;
  /** What is applied whole counts as applied from then on; noted in the journal. */
  readonly countsAsApplied?: boolean;
  /** Milliseconds since the epoch; from then on no write starts. */
  readonly deadline?: number;
  /** Asked right before the first write of each organization: why it must not begin, as a sentence; nothing is written there then. */
  readonly mayStart?: (organization: string) => Promise<string | undefined>;
  readonly onOutcome?: (organization: string, outcome: Outcome) => void;
}

/** What applying one organization came to. */
export interface Applied {
  readonly planned: Planned;
  /** Null when a guard blocked it, or something held it up, and nothing was tried. */
  readonly result: ApplyResult | null;
  /** The second plan; null when nothing was written, or the run was stopped. */
  readonly second: Plan | Failure | null;
  /** Why nothing was begun, as a sentence. */
  readonly heldUp?: string;
  readonly code: ExitCode;
}

/** Organizations that are written to at the same time; the writes of one are strictly one after the other. */
const parallelOrganizations = 4;

/** Applies the plans. A blocked one makes no call at all. */
export async function applyAll(
  context: Context,
  planned: readonly Planned[],
  request: ApplyRequest,
): Promise<Applied[]> {
  const moves = movesOf(planned);
  const crossing = crossingOf(moves);
  // One that waits for another must not keep it from its turn.
  const limit = moves.length === 0 ? parallelOrganizations : planned.length;
  const applied = await inParallel(planned, limit, async (item) => {
    try {
      return await applyOne(context, item, { ...request, crossing });
    } finally {
      crossing.close(item.plan.organization);
    }
  });
  const written = applied.some(({ result }) => result?.outcomes.some(mattered) === true);
  return applied.map((item) => (item.heldUp === undefined ? item : { ...item, code: heldUpCode(written) }));
}

/** Why an organization may not be written to, asked at the last moment: when its first action is no longer waiting for others. */
async function heldUp(
  { plan }: Planned,
  { crossing, mayStart }: ApplyRequest & { readonly crossing: Crossing },
): Promise<string | undefined> {
  if (mayStart === undefined) return undefined;
  for (const action of plan.actions) {
    if ((await crossing.holdUp(action)) === undefined) return mayStart(plan.organization);
  }
  return undefined;
}

async function applyOne(
  context: Context,
  planned: Planned,
  request: ApplyRequest & { readonly crossing: Crossing },
): Promise<Applied> {
  const { plan } = planned;
  const adopting = onlyAdopting(plan);
  if (isBlocked(plan) && !adopting)
    return { planned, result: null, second: null, code: applyCode(plan, null, 0) };
  const { onOutcome, crossing } = request;
  const why = adopting ? undefined : await heldUp(planned, request);
  if (why !== undefined) return { planned, result: null, second: null, heldUp: why, code: heldUpCode(false) };
  const looked: { second: Applied["second"] } = { second: null };
  const result = await applyPlan({
    plan,
    writer: planned.connected.writerFor(planned.live, request.earlier?.(plan.organization)),
    journal: request.journal,
    clock: context.clock,
    signal: context.signal,
    deadline: request.deadline,
    run: {
      id: context.runId,
      commit: request.commit,
      actor: request.actor,
      allowed: request.allowed,
      reviewsBind: request.reviewsBind,
    },
    holdUp: (action) => crossing.holdUp(action),
    // Asked before the run's end is journalled, which says whether its commit counts as applied.
    isApplied: async (outcomes) => {
      if (!adopting && outcomes.some(mattered)) looked.second = await secondLook(context, planned, outcomes);
      const left = looked.second === null ? 0 : leftIn(looked.second);
      return request.countsAsApplied === true && applyCode(plan, { outcomes }, left) === 0;
    },
    onOutcome: (outcome) => {
      crossing.settle(outcome);
      if (!adopting) onOutcome?.(plan.organization, outcome);
    },
  });
  if (adopting && result.stopped === undefined)
    return { planned, result: null, second: null, code: applyCode(plan, null, 0) };
  const { second } = looked;
  const left = second === null ? 0 : leftIn(second);
  return { planned, result, second, code: applyCode(plan, result, left) };
}

/** Milliseconds between one second look and the next. */
const lookWaits = [250, 500, 1000, 2000, 4000] as const;

/** The organization read and planned again. What the service said is done may show late: such a look is taken again, a few times. */
async function secondLook(
  { clock, signal }: Context,
  planned: Planned,
  outcomes: readonly Outcome[],
): Promise<Plan | Failure> {
  const done = new Set(outcomes.filter(isDone).map(({ action }) => action.id));
  const isLate = (second: Plan | Failure): boolean =>
    !("error" in second) &&
    done.size > 0 &&
    (second.actions.some(({ id }) => done.has(id)) || (isUnread(second) && !isUnread(planned.plan)));
  let second = await planned.again();
  for (const wait of lookWaits) {
    if (!isLate(second)) return second;
    await clock.sleep(wait, signal);
    // Reading for a run that was interrupted fails, which is an answer too.
    second = await planned.again();
  }
  return second;
}

/** Null when nobody can say. */
function leftIn(second: Plan | Failure): number | null {
  return "error" in second || isUnread(second) ? null : second.actions.length;
}

/** What a second look can confirm or refute. "Already so" is among it: a service that answers 404 to everything says as much. */
function mattered({ status }: Outcome): boolean {
  return isDone({ status }) || status === "unknown";
}

/** The journal's events for a plan, its actions and their outcomes: only what plans and outcomes hold, nothing of a request. */
import type {
  Intent,
  JournalTerm,
  OpenAction,
  OpenStatus,
  OutcomeEntry,
  RunFinished,
  RunStarted,
} from "../journal/event.ts";
import type { ApplyResult, Outcome, OutcomeStatus } from "../model/outcome.ts";
import type { GuardName } from "../model/guard.ts";
import type { Action, Plan, Withheld } from "../model/plan.ts";
import type { TermChange } from "../model/term.ts";
import { given } from "../model/given.ts";

/** When, and in which run of which organization. */
export interface Occasion {
  readonly at: string;
  readonly run: string;
  readonly organization: string;
}

export interface RunFacts {
  readonly plan: Plan;
  readonly run: {
    readonly commit: string | null;
    readonly actor: string;
    readonly allowed: readonly GuardName[];
    readonly reviewsBind?: boolean | undefined;
  };
}

export function runStarted(occasion: Occasion, { plan, run }: RunFacts): RunStarted {
  const { commit, actor, allowed, reviewsBind } = run;
  const open = plan.withheld.filter(isOpenWithheld);
  const unreviewed = plan.withheld.filter((item) => item.unreviewed === true).map((item) => item.id);
  return {
    ...occasion,
    event: "run_started",
    organization_id: plan.id,
    fingerprint: plan.fingerprint,
    commit,
    actor,
    allowed,
    planned: [...plan.actions, ...open].map((item) => item.id),
    ...(unreviewed.length === 0 ? {} : { unreviewed }),
    ...(reviewsBind === true ? { reviews_bind: true } : {}),
    ...termEntries(plan),
    ...(plan.tasks === undefined ? {} : { tasks: plan.tasks.map(({ opens: _, ...task }) => task) }),
  };
}

function termEntries({ terms = [], kept_terms: kept = [] }: Plan): Pick<RunStarted, "terms"> {
  const all = [...terms.map(termEntry), ...kept.map((term) => ({ ...termEntry(term), held: "kept" }))];
  return all.length === 0 ? {} : { terms: all };
}

function termEntry({ id, kind, key, what, before, after, direction, held }: TermChange): JournalTerm {
  return {
    id,
    kind,
    key,
    what,
    before,
    after,
    direction,
    ...(held === undefined ? {} : { held: held.code }),
  };
}

export function intentEvent(occasion: Occasion, action: Action): Intent {
  const { cause, before, after } = action;
  return { ...occasion, event: "intent", ...subjectOf(action), cause, before, after };
}

export function outcomeEvent(
  occasion: Occasion,
  { action, status, message, requestId, delivered }: Outcome,
): OutcomeEntry {
  return {
    ...occasion,
    event: "outcome",
    ...subjectOf(action),
    status,
    ...given({ message, request_id: requestId, delivered }),
  };
}

interface RunEnd {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
  readonly stopped: ApplyResult["stopped"];
  /** Nothing is left to do of what the commit asks for. */
  readonly applied?: boolean;
}

/** `open` holds, beside what was tried and not done, what the plan withheld until somebody else acts. */
export function runFinished(occasion: Occasion, { plan, outcomes, stopped, applied }: RunEnd): RunFinished {
  const counts: Partial<Record<OutcomeStatus, number>> = {};
  const open: OpenAction[] = [];
  for (const { action, status } of outcomes) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (isOpen(status)) open.push({ ...subjectOf(action), status });
  }
  for (const item of plan.withheld) {
    if (isOpenWithheld(item)) open.push({ ...subjectOf(item), status: "waiting" });
  }
  return {
    ...occasion,
    event: "run_finished",
    counts,
    open,
    ...given({ stopped }),
    ...(applied === true ? { applied } : {}),
  };
}

/** What waits for anything but a change of the files is unfinished: the next run, with the same files, still wants it. */
function isOpenWithheld({ code }: Withheld): boolean {
  return (
    code === "waiting" ||
    code === "depends" ||
    code === "unreviewed" ||
    code === "no_seat" ||
    code === "quota" ||
    code === "not_targeted" ||
    code === "no_successor"
  );
}

function isOpen(status: OutcomeStatus): status is Exclude<OpenStatus, "waiting"> {
  return status !== "done" && status !== "already";
}

function subjectOf({
  id,
  verb,
  kind,
  key,
}: Pick<Withheld, "id" | "verb" | "kind" | "key">): Omit<OpenAction, "status"> {
  return { action: id, verb, kind, key };
}

/** What became of each action of an applied plan. */
import type { Action } from "./plan.ts";

export type OutcomeStatus =
  | "done" // the service answered that it is so now
  | "already" // it was so before the call
  | "failed" // the service refused it; nothing changed
  | "skipped" // something that it needs was not done
  | "stale" // the live object changed since the plan was made
  | "not_started" // the run ended before its turn
  | "unknown"; // the call may have had its effect; the next run finds out

export interface Outcome {
  readonly action: Action;
  readonly status: OutcomeStatus;
  /** Why, for everything but done and already. */
  readonly message?: string;
  /** The service's id of the request, where it gave one. */
  readonly requestId?: string;
  /** The service's id of a new key whose secret is in its place, although that could not be noted there. */
  readonly delivered?: string;
}

/** What a whole apply of one organization came to. */
export interface ApplyResult {
  readonly outcomes: readonly Outcome[];
  /** Why the run ended before its last action, if it did. */
  readonly stopped?: "signal" | "time_budget" | "provider" | "journal";
  readonly message?: string;
}

/** Whether it is as the action wants it. */
export function isDone({ status }: Pick<Outcome, "status">): boolean {
  return status === "done" || status === "already";
}

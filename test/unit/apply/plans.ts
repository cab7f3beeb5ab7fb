/** Plans, a writer that answers from a script, and a clock that only moves when it is told to, for tests of apply. */
import type { Action, Plan } from "../../../src/model/plan.ts";
import type { ShortAction } from "../../fakes/short.ts";
import type { Clock, ProviderFailure, Receipt, Writer } from "../../../src/model/provider.ts";

export function actionOf(id: string, needs: readonly string[] = [], over: ShortAction = {}): Action {
  const action = {
    id,
    phase: 2,
    verb: "invite",
    kind: "member",
    key: `${id}@acme.example`,
    cause: "change",
    before: null,
    after: { email: `${id}@acme.example`, role: "editor", teams: [] },
    needs,
    risk: "low",
    source: null,
    ...over,
  };
  return action as Action;
}

export function planOf(actions: readonly Action[], over: Partial<Plan> = {}): Plan {
  return {
    organization: "acme",
    provider: "planasonix",
    id: "org_1",
    fingerprint: "f".repeat(64),
    actions,
    withheld: [],
    findings: [],
    follow_ups: [],
    counts: {},
    requests: 3,
    acting: "ci",
    live: { members: 1, teams: 0, service_accounts: 0 },
    notes: [],
    new_domains: [],
    ...over,
  };
}

export type Answer = Receipt | ProviderFailure;
export const done: Answer = { ok: true, status: "done" };

export function failureOf(over: Partial<ProviderFailure> = {}): ProviderFailure {
  return { ok: false, kind: "give_up", code: "conflict", message: "The service refused it.", ...over };
}

/** A writer that gives the next answer of an action's script at each call, the last one over and over. */
export function scriptedWriter(
  script: Readonly<Record<string, readonly Answer[]>> = {},
): Writer & { readonly calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    execute(action) {
      const answers = script[action.id] ?? [done];
      const before = calls.filter((id) => id === action.id).length;
      calls.push(action.id);
      return Promise.resolve(answers[before] ?? answers.at(-1) ?? done);
    },
  };
}

/** A clock whose sleeps pass at once and are noted. */
export function steppingClock(start = Date.UTC(2026, 2, 1)): Clock & { readonly sleeps: number[] } {
  let now = start;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    sleep(ms, signal) {
      if (signal?.aborted === true) return Promise.resolve();
      sleeps.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
}

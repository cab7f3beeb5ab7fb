/** What became of applied plans, as JSON for scripts. */
import type { ApplyResult } from "../model/outcome.ts";
import type { Action, Plan } from "../model/plan.ts";
import { jsonText } from "./escape.ts";
import { planShape } from "./planShape.ts";
import { given } from "../model/given.ts";

/** What applying one organization came to. */
export interface ResultOfOne {
  readonly plan: Plan;
  /** Null when nothing was tried. */
  readonly result: ApplyResult | null;
  /** What a second look still finds; null when there was none. */
  readonly left: readonly Action[] | null;
  readonly heldUp?: string;
  /** The exit code of this organization. */
  readonly code: number;
}

/** An organization that was not tried: it could not be planned. */
export interface NotApplied {
  readonly organization: string;
  readonly code: number;
  /** Why, as a sentence. */
  readonly message: string;
}

/**
 * `{ schema_version, organizations: [{ organization, code, plan, outcomes: [{ action, verb, kind, key, status, message?,
 * request_id? }], stopped?, message?, left }], not_applied?: [{ organization, code, message }] }`: the plan as in a plan file, `action` an id in it, `left` ids of what a
 * second look still finds (null: not looked).
 */
export function resultJson(results: readonly ResultOfOne[], notApplied: readonly NotApplied[] = []): string {
  const organizations = results.map(({ plan, result, left, heldUp, code }) => ({
    organization: plan.organization,
    code,
    plan: planShape.ordered(plan),
    outcomes: (result?.outcomes ?? []).map(({ action, status, message, requestId }) => ({
      action: action.id,
      verb: action.verb,
      kind: action.kind,
      key: action.key,
      status,
      ...given({ message, request_id: requestId }),
    })),
    ...given({ stopped: result?.stopped }),
    ...messageOf(result?.message ?? heldUp),
    left: left === null ? null : left.map(({ id }) => id),
  }));
  const whole = {
    schema_version: 1,
    organizations,
    ...(notApplied.length === 0 ? {} : { not_applied: notApplied }),
  };
  return jsonText(whole);
}

function messageOf(message: string | undefined): { readonly message?: string } {
  return message === undefined ? {} : { message };
}

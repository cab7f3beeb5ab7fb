/** A change as a verb: what is to be done about it, before it is known whether it may be. */
import type { JsonObject } from "../model/json.ts";
import type { Verb } from "../model/plan.ts";
import type { Reason } from "./draft.ts";

/** What is to be done about one change; `reason` when it is known and not done. */
export interface Step {
  readonly verb: Verb;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly reason?: Reason;
  /** Why, where nothing in it says so. */
  readonly because?: string;
  /** A date causes it, though none that the files name. */
  readonly due?: true;
}

/** A step that policy leaves alone. */
export function unmanaged(step: Step, message: string): Step {
  return { ...step, reason: { code: "unmanaged", message } };
}

/** Writes to an organization, one action at a time. */
import type { EarlierDeeds, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { planasonixCapabilities, run } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { writerOf } from "../../io/remote/ability.ts";
import { writingOn } from "../../io/remote/task.ts";
import type { PlanasonixOptions } from "./options.ts";

/**
 * A Writer for one organization. `live` is the state that the plan was made from, with the keys of the files; what
 * `earlier` runs did may not stand in it yet.
 */
export function planasonixWriter(options: PlanasonixOptions, live: State, earlier?: EarlierDeeds): Writer {
  const session = { ...writingOn(options, live, earlier), client: createClient(options) };
  return writerOf(session, planasonixCapabilities, run);
}

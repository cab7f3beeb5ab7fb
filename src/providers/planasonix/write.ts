/** Writes to an organization, one action at a time. */
import type { EarlierDeeds, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { planasonixCapabilities, run } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { capabilityOf } from "../../model/capability.ts";
import { knownObjects } from "../../io/remote/known.ts";
import { unsupported } from "../../io/remote/failure.ts";
import { createFresh } from "../../io/remote/late.ts";
import type { PlanasonixOptions } from "./options.ts";
import type { Session, Task } from "./session.ts";

/**
 * A Writer for one organization. `live` is the state that the plan was made from, with the keys of the files; what
 * `earlier` runs did may not stand in it yet.
 */
export function planasonixWriter(options: PlanasonixOptions, live: State, earlier?: EarlierDeeds): Writer {
  const session: Session = {
    options,
    client: createClient(options),
    known: knownObjects(live),
    fresh: createFresh(),
    ...(earlier === undefined ? {} : { earlier }),
  };
  return {
    execute: (action, signal) => {
      const { can, sentence } = capabilityOf(planasonixCapabilities, action.kind, action.verb);
      const task: Task = { ...session, action, signal };
      return (can === "yes" ? run(task) : undefined) ?? unsupported(sentence);
    },
  };
}

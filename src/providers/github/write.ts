/** Writes to a GitHub organization, one action at a time. */
import { capabilityOf } from "../../model/capability.ts";
import type { ServiceOptions } from "../../io/provider.ts";
import { knownObjects } from "../../io/remote/known.ts";
import { unsupported } from "../../io/remote/failure.ts";
import { createFresh } from "../../io/remote/late.ts";
import type { EarlierDeeds, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { githubCapabilities, run } from "./capabilities.ts";
import { createClient } from "./client.ts";
import type { Rights } from "./keyring.ts";
import type { Session, Task } from "./session.ts";

/** Of what an App may do, the part that writing needs. */
function toWrite(granted: Rights): Rights {
  const wanted: Record<string, "read" | "write"> = {};
  for (const name of ["members", "metadata", "administration", "organization_administration"]) {
    const level = granted[name];
    if (level !== undefined)
      wanted[name] = name === "metadata" || name === "organization_administration" ? "read" : level;
  }
  return wanted;
}

/** A Writer for one organization, over a live state that was read, under the names that the files use. */
export function githubWriter(options: ServiceOptions, live: State, earlier?: EarlierDeeds): Writer {
  const session: Session = {
    options,
    client: createClient(options, toWrite),
    known: knownObjects(live),
    fresh: createFresh(),
    ...(earlier === undefined ? {} : { earlier }),
  };
  return {
    execute: (action, signal) => {
      const { can, sentence } = capabilityOf(githubCapabilities, action.kind, action.verb);
      const task: Task = { ...session, action, signal };
      return (can === "yes" ? run(task) : undefined) ?? unsupported(sentence);
    },
  };
}

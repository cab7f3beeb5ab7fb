/** Writes to a GitHub organization, one action at a time. */
import type { ServiceOptions } from "../../io/provider.ts";
import { writerOf } from "../../io/remote/ability.ts";
import { writingOn } from "../../io/remote/task.ts";
import type { EarlierDeeds, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { githubCapabilities, run } from "./capabilities.ts";
import { createClient } from "./client.ts";
import type { Rights } from "./keyring.ts";

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
  const session = {
    ...writingOn(options, live, earlier),
    client: createClient(options, toWrite),
    found: new Set<string>(),
  };
  return writerOf(session, githubCapabilities, run);
}

/** Writes to a SCIM service, one action at a time. */
import type { ServiceOptions } from "../../io/provider.ts";
import { unsupported } from "../../io/remote/failure.ts";
import type { KnownObjects } from "../../io/remote/known.ts";
import { writingOn } from "../../io/remote/task.ts";
import { capabilityOf } from "../../model/capability.ts";
import type { Action } from "../../model/plan.ts";
import type { EarlierDeeds, Writer } from "../../model/provider.ts";
import { defaultScim } from "../../model/scim.ts";
import { addTo } from "../../model/grouped.ts";
import type { State } from "../../model/state.ts";
import { configIn, readConfig } from "./about.ts";
import { createBatches } from "./batch.ts";
import { run, scimCapabilities } from "./capabilities.ts";
import { createClient } from "./client.ts";
import { profiles } from "./profile.ts";
import type { ServiceConfig } from "./resource.ts";
import type { Session } from "./session.ts";

/** A Writer for one organization, over a live state that was read, under the names that the files use. */
export function scimWriter(
  options: ServiceOptions,
  live: State,
  {
    earlier,
    refused,
  }: { readonly earlier?: EarlierDeeds; readonly refused: (action: Action) => string | undefined },
): Writer {
  const settings = options.scim ?? defaultScim;
  const client = createClient(options);
  let asked: Promise<ServiceConfig> | undefined;
  const writing = writingOn(options, live, earlier);
  const session: Session = {
    ...writing,
    client,
    settings,
    profile: profiles[settings.profile],
    config: () => (asked ??= readConfig(client).then(configIn)),
    dialect: { leavesOthers: new Set(), taken: new Set() },
    wereIn: wereIn(live, writing.known),
    unreadIn: unreadIn(live, writing.known),
    lateness: { isHopeless: false },
  };
  const batches = createBatches(session);
  return {
    execute: async (action, signal) => {
      const sentence = refused(action);
      if (sentence !== undefined) return unsupported(sentence);
      const told = await batches.run(action, signal);
      if (told !== undefined) return told;
      const { sentence: why } = capabilityOf(scimCapabilities, action.kind, action.verb);
      return run({ ...session, action, signal }) ?? unsupported(why);
    },
    gather: (actions) => batches.gather(actions),
    isAnswered: (action) => batches.answer(action) !== undefined,
  };
}

function wereIn({ team_membership: places }: State, known: KnownObjects): Session["wereIn"] {
  const users = new Map<string, string[]>();
  for (const { team, member } of places.values()) {
    const [group, user] = [known.teamId(team), known.memberId(member)];
    if (group !== undefined && user !== undefined) addTo(users, group, user);
  }
  return (group) => users.get(group) ?? [];
}

/** By what was read: of a group that came without anybody it may be that its members are kept back. */
function unreadIn(
  { team, coverage: { team_membership: places } }: State,
  known: KnownObjects,
): Session["unreadIn"] {
  return ({ id, members = [] }) => {
    const own = team.get(known.team(id) ?? "")?.unread?.team_membership;
    const isAny = places.complete || places.inTeams === true || members.length > 0;
    return own ?? (isAny ? undefined : places.reason);
  };
}

/** Writes to a SCIM service, one action at a time: which verb is which request, and what SCIM does not have. */
import type { ServiceOptions } from "../../io/provider.ts";
import { abilitiesOf } from "../../io/remote/ability.ts";
import { unsupported } from "../../io/remote/failure.ts";
import { knownObjects } from "../../io/remote/known.ts";
import { createFresh } from "../../io/remote/late.ts";
import type { Action, Verb } from "../../model/plan.ts";
import type { EarlierDeeds, ProviderFailure, Receipt, Writer } from "../../model/provider.ts";
import { defaultScim } from "../../model/scim.ts";
import type { State } from "../../model/state.ts";
import { configIn, readConfig } from "./about.ts";
import { createBatches } from "./batch.ts";
import { createClient } from "./client.ts";
import { invite } from "./invitation.ts";
import { changeEmail, changeRole, deactivate, reactivate, remove } from "./member.ts";
import { joinTeam, leaveTeam } from "./membership.ts";
import { profiles } from "./profile.ts";
import type { ServiceConfig } from "./resource.ts";
import type { Session, TaskOf } from "./session.ts";
import { changeTeam, createTeam, deleteTeam } from "./team.ts";

type Writes = {
  readonly [V in Verb]?: {
    readonly says: string;
    readonly run: (task: TaskOf<V>) => Promise<Receipt | ProviderFailure>;
  };
};

/** What SCIM can do. */
const writes = {
  invite: { says: "Makes the account at once: nobody has to accept.", run: invite },
  reactivate: { says: "", run: reactivate },
  deactivate: { says: "", run: deactivate },
  promote: { says: "By `scim.role`.", run: changeRole },
  demote: { says: "By `scim.role`.", run: changeRole },
  change_email: { says: "The user name too, where it is made of the address.", run: changeEmail },
  remove: { says: "Only where `scim.remove` allows it: what it means is each service's own.", run: remove },
  create_team: { says: "", run: createTeam },
  rename_team: { says: "", run: changeTeam },
  update_team: { says: "The name alone.", run: changeTeam },
  delete_team: { says: "", run: deleteTeam },
  join_team: { says: "", run: joinTeam },
  leave_team: { says: "", run: leaveTeam },
} as const satisfies Writes;

/** What it cannot, and what to do instead. */
const refusals: Readonly<Record<Exclude<Verb, keyof typeof writes>, string>> = {
  reinvite: "There are no invitations in SCIM: an account is there at once.",
  correct_invitation: "There are no invitations in SCIM: an account is there at once.",
  cancel_invitation: "There are no invitations in SCIM: an account is there at once.",
  change_role:
    "There are admins and members here, and each change between them is a promotion or a demotion.",
  change_team_role: "A group has no lead in SCIM: everybody in it is a member.",
  create_role: "SCIM has no custom roles.",
  update_role: "SCIM has no custom roles.",
  delete_role: "SCIM has no custom roles.",
  share: "SCIM knows nothing that is shared.",
  change_share: "SCIM knows nothing that is shared.",
  unshare: "SCIM knows nothing that is shared.",
  create_service_account: "SCIM has no service accounts: a bot is a user like any other.",
  update_service_account: "SCIM has no service accounts: a bot is a user like any other.",
  delete_service_account: "SCIM has no service accounts: a bot is a user like any other.",
  create_key: "SCIM has no keys.",
  rotate_key: "SCIM has no keys.",
  revoke_key: "SCIM has no keys.",
  transfer: "SCIM knows nothing that is owned.",
  grant_role: "SCIM has no roles that are held beside the own one.",
  revoke_role: "SCIM has no roles that are held beside the own one.",
};

/** Whether SCIM can do it, with a sentence: every verb is done or refused. */
export const abilityOf = abilitiesOf(writes, refusals);

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
  const session: Session = {
    options,
    client,
    settings,
    profile: profiles[settings.profile],
    config: () => (asked ??= readConfig(client).then(configIn)),
    lateness: { isHopeless: false },
    known: knownObjects(live),
    fresh: createFresh(),
    ...(earlier === undefined ? {} : { earlier }),
  };
  const batches = createBatches(session);
  return {
    execute: async (action, signal) => {
      const sentence = refused(action);
      if (sentence !== undefined) return unsupported(sentence);
      const told = await batches.run(action, signal);
      if (told !== undefined) return told;
      const task = { ...session, action, signal };
      return run(action.verb, task) ?? unsupported(abilityOf(action.verb).sentence);
    },
    gather: (actions) => batches.gather(actions),
    isAnswered: (action) => batches.answer(action) !== undefined,
  };
}

function run<V extends Verb>(verb: V, task: TaskOf<V>): Promise<Receipt | ProviderFailure> | undefined {
  const all: Writes = writes;
  return all[verb]?.run(task);
}

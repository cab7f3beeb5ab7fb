/** Writes to a GitHub organization, one action at a time: which verb is which request, and which GitHub does not have. */
import type { Capability } from "../../model/capability.ts";
import type { ServiceOptions } from "../../io/provider.ts";
import { knownObjects } from "../../io/remote/known.ts";
import { unsupported } from "../../io/remote/failure.ts";
import { createFresh } from "../../io/remote/late.ts";
import type { Verb } from "../../model/plan.ts";
import type { EarlierDeeds, ProviderFailure, Receipt, Writer } from "../../model/provider.ts";
import type { State } from "../../model/state.ts";
import { createClient } from "./client.ts";
import type { Rights } from "./keyring.ts";
import type { Session, Task, TaskOf } from "./session.ts";
import { cancelInvitation, inviteAgain, invite } from "./writeInvitation.ts";
import { changeRole, remove } from "./writeMember.ts";
import { changeTeam, createTeam, deleteTeam, joinTeam, leaveTeam } from "./writeTeam.ts";
import { share, unshare } from "./writeShare.ts";

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

type Writes = {
  readonly [V in Verb]?: {
    readonly says: string;
    readonly run: (task: TaskOf<V>) => Promise<Receipt | ProviderFailure>;
  };
};

/** What GitHub can do. */
const writes = {
  invite: {
    says: "By login where the files give one, else by mail; GitHub lets 50 or 500 a day through.",
    run: invite,
  },
  reinvite: { says: "The failed invitation is deleted and a new one sent.", run: inviteAgain },
  correct_invitation: {
    says: "GitHub cannot change an invitation: it is taken back and sent anew, so a second mail goes out.",
    run: inviteAgain,
  },
  cancel_invitation: { says: "", run: cancelInvitation },
  promote: { says: "", run: changeRole },
  demote: { says: "", run: changeRole },
  remove: { says: "Forks of private repositories go with the membership.", run: remove },
  create_team: { says: "GitHub derives the slug from the name.", run: createTeam },
  rename_team: { says: "The slug follows from the name.", run: changeTeam },
  update_team: { says: "", run: changeTeam },
  delete_team: {
    says: "Only of a team that has none below it: GitHub would delete those with it.",
    run: deleteTeam,
  },
  join_team: { says: "", run: joinTeam },
  change_team_role: { says: "", run: joinTeam },
  leave_team: { says: "", run: leaveTeam },
  share: { says: "", run: share },
  change_share: { says: "", run: share },
  unshare: { says: "", run: unshare },
} as const satisfies Writes;

/** What it cannot, and what to do instead. */
const refusals: Readonly<Record<Exclude<Verb, keyof typeof writes>, string>> = {
  reactivate: "GitHub knows no deactivated members: write the person as a member again.",
  deactivate: "GitHub cannot deactivate a member: write `state: removed`.",
  change_role: "GitHub has two roles, and each change between them is a promotion or a demotion.",
  change_email: "People change their own login at GitHub: write the new one.",
  create_role: "muster does not make roles at GitHub.",
  update_role: "muster does not change roles at GitHub.",
  delete_role: "muster does not delete roles at GitHub.",
  create_service_account:
    "A machine user is a member like any other at GitHub; an App is installed by an owner in the browser.",
  update_service_account: "A machine user is a member like any other at GitHub.",
  delete_service_account: "A machine user is a member like any other at GitHub.",
  create_key: "GitHub gives keys to people and Apps, and not by this API.",
  rotate_key: "GitHub gives keys to people and Apps, and not by this API.",
  revoke_key: "Tokens end with the membership at GitHub.",
  transfer: "Repositories belong to the organization at GitHub.",
};

/** Whether GitHub can do it, with a sentence: every verb is done or refused. */
export function abilityOf(verb: Verb): Capability {
  return isDone(verb) ? { can: "yes", sentence: writes[verb].says } : { can: "no", sentence: refusals[verb] };
}

function isDone(verb: Verb): verb is keyof typeof writes {
  return Object.hasOwn(writes, verb);
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
      const task: Task = { ...session, action, signal };
      return run(action.verb, task) ?? unsupported(abilityOf(action.verb).sentence);
    },
  };
}

function run<V extends Verb>(verb: V, task: TaskOf<V>): Promise<Receipt | ProviderFailure> | undefined {
  const all: Writes = writes;
  return all[verb]?.run(task);
}

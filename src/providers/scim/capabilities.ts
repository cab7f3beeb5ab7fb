/** What can be done by SCIM, by what the files and the profile of the service say; the sentences stand with the verbs in `write.ts`. */
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import { abilitiesOf, carryOut, type DoneWith } from "../../io/remote/ability.ts";
import type { Capabilities } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { invite } from "./invitation.ts";
import { changeEmail, changeRole, deactivate, reactivate, remove } from "./member.ts";
import { joinTeam, leaveTeam } from "./membership.ts";
import { profiles, removalSentence } from "./profile.ts";
import type { Session } from "./session.ts";
import { changeTeam, createTeam, deleteTeam } from "./team.ts";

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
} as const satisfies DoneWith<Session>;

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

/** Carries an action out; undefined where SCIM cannot. */
export const run = carryOut<Session>(writes);

/** The widest: with a profile and files that allow everything. */
export const scimCapabilities: Capabilities = capabilitiesFrom(abilityOf);

/** What of it the files and the profile leave. */
export function capabilitiesBy(settings: ScimSettings): Capabilities {
  const isTried = profiles[settings.profile].documented || settings.proven !== undefined;
  return capabilitiesFrom((verb) => {
    const says = objection(verb, settings);
    if (says !== undefined) return { can: "no", sentence: says };
    const ability = abilityOf(verb);
    return ability.can === "yes" && !isTried ? { can: "not_yet", sentence: untried } : ability;
  });
}

const untried =
  "What this service does with writes is written down nowhere, so it is only read: try it by `muster doctor --prove ORG --as ADDRESS`, which says what to write then.";

function objection(verb: Verb, { profile: name, remove, role }: ScimSettings): string | undefined {
  const profile = profiles[name];
  switch (verb) {
    case "promote":
    case "demote":
      return role.from === "none"
        ? "Nothing says what an admin has at the service: write `scim.role`."
        : undefined;
    case "change_email":
      return profile.changesUserName ? undefined : "The service gives nobody another user name.";
    case "remove": {
      const means = removalSentence(profile);
      if (means === undefined)
        return "DELETE only deactivates at this service: write `state: deactivated` in place of `removed`.";
      return remove
        ? undefined
        : `${means} Write \`state: deactivated\`, or allow it by \`scim.remove: true\`.`;
    }
    default:
      return undefined;
  }
}

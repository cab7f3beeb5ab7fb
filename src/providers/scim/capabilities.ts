/** What can be done by SCIM, by kind, and by what the files and the profile of the service say; each kind's file says how. */
import { carryOut, type DoneBy } from "../../io/remote/ability.ts";
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import { answering, type Capabilities } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { invitationVerbs } from "./invitation.ts";
import { memberVerbs } from "./member.ts";
import { membershipVerbs } from "./membership.ts";
import { profiles, removalSentence } from "./profile.ts";
import type { Session } from "./session.ts";
import { teamVerbs } from "./team.ts";

const done = {
  member: { ...invitationVerbs, ...memberVerbs },
  team: teamVerbs,
  team_membership: membershipVerbs,
} as const satisfies DoneBy<Session>;

/** The kinds that SCIM has anything of. */
export type OwnKind = keyof typeof done;

const noAccounts = "SCIM has no service accounts: a bot is a user like any other.";
const nothingOwned = "SCIM knows nothing that is owned.";

/** Carries an action out; undefined where SCIM cannot. */
export const run = carryOut<Session>(done);

/** The widest: with a profile and files that allow everything. */
export const scimCapabilities: Capabilities = capabilitiesFrom({
  ...done,
  role: "SCIM has no custom roles.",
  share: "SCIM knows nothing that is shared.",
  service_account: {
    create_service_account: { cannot: noAccounts },
    update_service_account: { cannot: noAccounts },
    delete_service_account: { cannot: noAccounts },
    transfer: { cannot: nothingOwned },
  },
  key: "SCIM has no keys.",
  ownership: nothingOwned,
  role_grant: "SCIM has no roles that are held beside the own one.",
});

/** What of it the files and the profile leave. */
export function capabilitiesBy(settings: ScimSettings): Capabilities {
  const isTried = profiles[settings.profile].documented || settings.proven !== undefined;
  return answering(scimCapabilities, (is, { verb }) => {
    const says = objection(verb, settings);
    if (says !== undefined) return { can: "no", sentence: says };
    return is.can === "yes" && !isTried ? { can: "not_yet", sentence: untried } : is;
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

/** What can be done by SCIM, by what the files and the profile of the service say; the sentences stand with the verbs in `write.ts`. */
import type { Capabilities, Capability } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { profiles, removalSentence } from "./profile.ts";
import { abilityOf } from "./write.ts";

const verbs = {
  member: [
    "invite",
    "reinvite",
    "correct_invitation",
    "cancel_invitation",
    "reactivate",
    "promote",
    "demote",
    "change_role",
    "change_email",
    "deactivate",
    "remove",
  ],
  team: ["create_team", "rename_team", "update_team", "delete_team"],
  team_membership: ["join_team", "change_team_role", "leave_team"],
  role: ["create_role", "update_role", "delete_role"],
  share: ["share", "change_share", "unshare"],
  service_account: ["create_service_account", "update_service_account", "delete_service_account", "transfer"],
  key: ["create_key", "rotate_key", "revoke_key"],
  ownership: ["transfer"],
} as const satisfies Readonly<Record<keyof Capabilities, readonly Verb[]>>;

function tableOf(ability: (verb: Verb) => Capability): Capabilities {
  const of = (kind: keyof typeof verbs): Capabilities[keyof Capabilities] =>
    Object.fromEntries(verbs[kind].map((verb) => [verb, ability(verb)]));
  return {
    member: of("member"),
    team: of("team"),
    team_membership: of("team_membership"),
    role: of("role"),
    share: of("share"),
    service_account: of("service_account"),
    key: of("key"),
    ownership: of("ownership"),
  };
}

/** The widest: with a profile and files that allow everything. */
export const scimCapabilities: Capabilities = tableOf(abilityOf);

/** What of it the files and the profile leave. */
export function capabilitiesBy(settings: ScimSettings): Capabilities {
  const isTried = profiles[settings.profile].documented || settings.proven !== undefined;
  return tableOf((verb) => {
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

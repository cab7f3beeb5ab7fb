/** What can be done by SCIM, by what the files and the profile of the service say; the sentences stand with the verbs in `write.ts`. */
import { capabilitiesFrom } from "../../kinds/verbs.ts";
import type { Capabilities } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { profiles, removalSentence } from "./profile.ts";
import { abilityOf } from "./write.ts";

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

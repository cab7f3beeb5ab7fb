/** What GitHub can do, by kind and verb; the sentences stand with the verbs in `write.ts`. */
import type { Capabilities } from "../../model/capability.ts";
import type { Verb } from "../../model/plan.ts";
import { abilityOf } from "./write.ts";

const of = (...verbs: readonly Verb[]): Capabilities[keyof Capabilities] =>
  Object.fromEntries(verbs.map((verb) => [verb, abilityOf(verb)]));

export const githubCapabilities: Capabilities = {
  member: of(
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
  ),
  team: of("create_team", "rename_team", "update_team", "delete_team"),
  team_membership: of("join_team", "change_team_role", "leave_team"),
  role: of("create_role", "update_role", "delete_role"),
  share: of("share", "change_share", "unshare"),
  service_account: of(
    "create_service_account",
    "update_service_account",
    "delete_service_account",
    "transfer",
  ),
  key: of("create_key", "rotate_key", "revoke_key"),
  ownership: of("transfer"),
};

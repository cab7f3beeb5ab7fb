/** Where in a plan a verb stands, and what it takes from somebody: its phase, and its loss. */
import type { JsonObject } from "../model/json.ts";
import type { Phase, Verb } from "../model/plan.ts";
import { levelRank } from "./automationVerbs.ts";
import type { Loss } from "./draft.ts";
import { roleChange } from "./roles.ts";

/** The phase of an action. */
export function phaseOf(verb: Verb, before: JsonObject | null, after: JsonObject | null): Phase {
  switch (verb) {
    case "create_role":
    case "create_team":
    case "rename_team":
    case "create_service_account":
    case "update_service_account":
    case "change_email":
      return 1;
    case "update_team":
      return after !== null && "manager" in after ? 4 : 1;
    case "invite":
    case "reinvite":
    case "correct_invitation":
    case "reactivate":
      return 2;
    case "promote":
    case "change_role":
      return 3;
    case "update_role":
      return lossOf(verb, before, after) === null ? 3 : 7;
    case "join_team":
    case "share":
      return 4;
    case "change_team_role":
    case "change_share":
      return lossOf(verb, before, after) === null ? 4 : 7;
    case "transfer":
      return 5;
    case "create_key":
    case "rotate_key":
      return 6;
    case "revoke_key":
      return before !== null && "member" in before ? 8 : 6;
    case "unshare":
    case "leave_team":
    case "demote":
      return 7;
    case "cancel_invitation":
    case "deactivate":
    case "remove":
      return 8;
    case "delete_service_account":
    case "delete_team":
    case "delete_role":
      return 9;
  }
}

/** What would be lost, or null. */
export function lossOf(verb: Verb, before: JsonObject | null, after: JsonObject | null): Loss | null {
  switch (verb) {
    case "deactivate":
    case "remove":
      return "leaving";
    case "demote":
      return "demotion";
    case "update_role":
      return roleChange(before, after).narrows ? "role" : null;
    case "delete_role":
      return "role";
    case "delete_team":
      return "team";
    case "leave_team":
      return "team_membership";
    case "change_team_role":
      return before?.["role"] === "lead" && after?.["role"] !== "lead" ? "team_role" : null;
    case "unshare":
      return "share";
    case "change_share":
      return levelOf(after) < levelOf(before) ? "share" : null;
    case "delete_service_account":
      return "service_account";
    case "revoke_key":
      return "key";
    case "cancel_invitation":
      return "invitation";
    case "invite":
    case "reinvite":
    case "correct_invitation":
    case "reactivate":
    case "change_email":
    case "promote":
    case "change_role":
    case "create_role":
    case "create_team":
    case "rename_team":
    case "update_team":
    case "join_team":
    case "share":
    case "create_service_account":
    case "update_service_account":
    case "create_key":
    case "rotate_key":
    case "transfer":
      return null;
  }
}

function levelOf(fields: JsonObject | null): number {
  const level = fields?.["level"];
  return typeof level === "string" ? (levelRank[level] ?? 0) : 0;
}

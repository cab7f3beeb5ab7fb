/** The version that `If-Match` is held against. */
import type { RouteName } from "../../providers/planasonix/contract.ts";
import type { Call } from "./call.ts";
import { placeId } from "./collections.ts";

/** The version of the object that the route changes; undefined when it is not there, or the route changes none. */
export function currentVersion(name: RouteName, call: Call): string | undefined {
  const { organization, id, team, member, key } = call;
  switch (name) {
    case "changeMember":
    case "removeMember":
      return organization.members.get(id)?.etag;
    case "changeInvitation":
    case "cancelInvitation":
    case "resendInvitation":
      return organization.invitations.get(id)?.etag;
    case "changeTeam":
    case "deleteTeam":
      return organization.teams.get(id)?.etag;
    case "putTeamMembership":
    case "leaveTeam":
      return organization.memberships.get(placeId(team, member))?.etag;
    case "changeRole":
    case "deleteRole":
      return organization.roles.get(id)?.etag;
    case "changeShare":
    case "unshare":
      return organization.shares.get(id)?.etag;
    case "changeServiceAccount":
    case "deleteServiceAccount":
      return organization.serviceAccounts.get(id)?.etag;
    case "changeServiceAccountKey":
    case "revokeServiceAccountKey":
      return organization.serviceAccountKeys.get(key)?.etag;
    case "revokePersonalKey":
      return organization.personalKeys.get(id)?.etag;
    case "changePipeline":
      return organization.pipelines.get(id)?.etag;
    case "changeConnection":
      return organization.connections.get(id)?.etag;
    case "changeSchedule":
      return organization.schedules.get(id)?.etag;
    default:
      return undefined;
  }
}

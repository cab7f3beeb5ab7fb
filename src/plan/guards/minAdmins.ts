/** Blocks when the files declare too few admins, or when a loss would leave too few who are active. */
import { managesUsers } from "../../model/role.ts";
import { plural } from "../../model/text.ts";
import { activeDeclaredAdmins, isAdminGain, isAdminLoss } from "../adminMinimum.ts";
import type { Guard, Trip } from "./guard.ts";

export const minAdmins: Guard = ({ organization, live, drafts }) => {
  const minimum = organization.policy.guards.minAdmins;
  const declared = [...organization.desired.member.values()].filter(
    (member) => member.state === "active" && managesUsers(member.role),
  ).length;
  const trips: Trip[] = [];
  if (declared < minimum) {
    trips.push({
      message: `the files declare ${plural(declared, "admin")}; guards.min_admins is ${minimum}`,
      numbers: { declared, minimum },
    });
  }
  const losses = drafts.filter(isAdminLoss);
  const declaredLosses = losses.filter((draft) => organization.desired.member.has(draft.key)).length;
  const left =
    activeDeclaredAdmins({ organization, live }).length + drafts.filter(isAdminGain).length - declaredLosses;
  if (losses.length > 0 && left < minimum) {
    trips.push({
      message: `${plural(left, "active admin")} would be left; guards.min_admins is ${minimum}`,
      numbers: { left, minimum },
    });
  }
  return trips;
};

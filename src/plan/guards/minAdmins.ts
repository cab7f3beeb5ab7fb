/** Blocks when the files declare too few admins, or when a loss would leave too few who are active. */
import { managesUsers } from "../../model/role.ts";
import { plural } from "../../model/text.ts";
import { activeDeclaredAdmins, adminGains, adminLosses, movesOfAdmins } from "../adminMinimum.ts";
import type { Guard, Trip } from "./guard.ts";

export const minAdmins: Guard = (input) => {
  const { organization, drafts, roles } = input;
  const minimum = input.settings.minAdmins;
  // Where nothing tells who is an admin, nobody can be counted.
  if (organization.desired.vocabulary.roles.managing === undefined) return [];
  const declared = [...organization.desired.member.values()].filter(
    (member) => member.state === "active" && managesUsers(member.role, roles.after),
  ).length;
  const trips: Trip[] = [];
  if (declared < minimum) {
    trips.push({
      message: `the files declare ${plural(declared, "admin")}; guards.min_admins is ${minimum}`,
      numbers: { declared, minimum },
    });
  }
  const moves = movesOfAdmins(drafts, input);
  const losers = new Set(
    drafts.flatMap((draft) => adminLosses(draft, input)).filter((key) => !moves.has(key)),
  );
  const declaredLosers = [...losers].filter((key) => organization.desired.member.has(key)).length;
  const gained = drafts.reduce((sum, draft) => sum + adminGains(draft, input), 0);
  const left = activeDeclaredAdmins(input).length + gained - declaredLosers;
  if (losers.size > 0 && left < minimum) {
    trips.push({
      message: `${plural(left, "active admin")} would be left; guards.min_admins is ${minimum}`,
      numbers: { left, minimum },
    });
  }
  return trips;
};

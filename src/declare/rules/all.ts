/** Every rule on the files. All of them run, on whatever could be read. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { factsOn } from "../factsOn.ts";
import { append } from "../place.ts";
import type { Facts } from "../facts.ts";
import { checkCeilings, checkScopes } from "./ceilings.ts";
import { checkElevations, warnOfEnding, warnOfPastDates } from "./dates.ts";
import { warnOfDeparted } from "./departed.ts";
import { checkEmails } from "./email.ts";
import { checkOwners, warnOfOwnersWithoutRight } from "./owners.ts";
import { checkFormerNames } from "./formerNames.ts";
import { checkDomains, checkGuests, checkSignIn } from "./guests.ts";
import { checkOrganizationNames, checkScripts, checkTeamNames } from "./lookalikes.ts";
import type { Outline } from "./outline.ts";
import { checkAddress, checkEnvironmentNames, checkSameOrganization } from "./organizations.ts";
import { checkIncludes, checkManaged } from "./includes.ts";
import { checkParents } from "./parents.ts";
import { warnOfManyAdmins, warnOfPlusAddresses, warnOfTeamless } from "./people.ts";
import { checkProtectedPeople } from "./protectedPeople.ts";
import { checkReferences } from "./references.ts";
import { checkIds } from "./ids.ts";
import { checkKeyReasons } from "./keyReasons.ts";
import { checkPermissions, warnOfUnknownPermissions } from "./permissions.ts";
import { warnOfPassing } from "./passing.ts";
import { checkRoleGroup } from "./roleGroup.ts";
import { checkRotations } from "./rotations.ts";
import { checkSlugs } from "./slugs.ts";
import { checkSuccessors } from "./successors.ts";
import { checkProfileTeams, checkTeamLists } from "./teamLists.ts";
import { checkTargets } from "./targets.ts";
import { warnOfLapsedWaivers } from "./waivers.ts";

type Rule = (facts: Facts, today: string) => Diagnostic[];
/** `others` are keys of organizations that are not read. */
type RuleOnAll = (organizations: readonly Outline[], others: readonly string[]) => Diagnostic[];

/**
 * What makes files invalid: judged as if no date had come, so that valid files stay valid on every later day. Each looks
 * at one entry after the other, and at what that one names: of entries that are as they were, and name nothing that is
 * otherwise, they say what they said. Of the people whom a team names they ask no more than whether they are there.
 */
const timeless: readonly Rule[] = [
  checkEmails,
  checkReferences,
  checkOwners,
  checkTeamLists,
  checkIncludes,
  checkManaged,
  checkProfileTeams,
  checkSuccessors,
  checkCeilings,
  checkScopes,
  checkPermissions,
  checkRotations,
  checkKeyReasons,
  checkParents,
  checkFormerNames,
  checkSlugs,
  checkRoleGroup,
  checkIds,
  checkElevations,
  checkDomains,
  checkSignIn,
  checkGuests,
  checkScripts,
  checkAddress,
];
/** Of which each judges all entries beside each other. */
const timelessOfAll: readonly Rule[] = [checkTeamNames];
/** Warnings: judged on what the files come to on the day. */
const ofTheDay: readonly Rule[] = [
  checkProtectedPeople,
  warnOfPastDates,
  warnOfEnding,
  warnOfDeparted,
  warnOfOwnersWithoutRight,
  warnOfLapsedWaivers,
  warnOfManyAdmins,
  warnOfTeamless,
  warnOfPlusAddresses,
  warnOfPassing,
  warnOfUnknownPermissions,
];
const rulesOnAll: readonly RuleOnAll[] = [
  checkSameOrganization,
  checkEnvironmentNames,
  checkOrganizationNames,
  checkTargets,
];

/** What the rules object to in one organization, in no particular order. `today` is a day as YYYY-MM-DD. */
export function judgeOne(facts: Facts, today: string): Diagnostic[] {
  const dated = factsOn(facts, today);
  return [...judgeValid(facts, today), ...ofTheDay.flatMap((rule) => rule(dated, today))];
}

/** What makes the organization invalid, among other things. */
export function judgeValid(facts: Facts, today: string): Diagnostic[] {
  return [...judgeEach(facts, today), ...judgeAll(facts, today)];
}

/** The part of it that is told of each entry and of what it names, where the facts list some entries only. */
export function judgeEach(facts: Facts, today: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of timeless) append(found, rule(facts, today));
  return found;
}

/** The part that is told of all teams beside each other. */
export function judgeAll(facts: Facts, today: string): Diagnostic[] {
  return timelessOfAll.flatMap((rule) => rule(facts, today));
}

/** What they object to in all organizations together; `others` are keys of those that are not read. */
export function judgeTogether(organizations: readonly Outline[], others: readonly string[]): Diagnostic[] {
  return rulesOnAll.flatMap((rule) => rule(organizations, others));
}

/** Every rule on the files. All of them run, on whatever could be read. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import { warnOfDeparted } from "./departed.ts";
import { checkEmails } from "./email.ts";
import { checkFormerNames } from "./formerNames.ts";
import { checkOrganizationNames, checkScripts, checkTeamNames } from "./lookalikes.ts";
import { checkEnvironmentNames, checkSameOrganization } from "./organizations.ts";
import { checkParents } from "./parents.ts";
import { warnOfManyAdmins, warnOfPlusAddresses, warnOfTeamless } from "./people.ts";
import { checkProtectedPeople } from "./protectedPeople.ts";
import { checkReferences } from "./references.ts";
import { checkTeamLists } from "./teamLists.ts";

type Rule = (facts: Facts) => Diagnostic[];
type RuleOnAll = (organizations: readonly Facts[]) => Diagnostic[];

const rules: readonly Rule[] = [
  checkEmails,
  checkReferences,
  checkTeamLists,
  checkParents,
  checkFormerNames,
  checkProtectedPeople,
  checkScripts,
  checkTeamNames,
  warnOfDeparted,
  warnOfManyAdmins,
  warnOfTeamless,
  warnOfPlusAddresses,
];
const rulesOnAll: readonly RuleOnAll[] = [
  checkSameOrganization,
  checkEnvironmentNames,
  checkOrganizationNames,
];

/** What the rules object to, in no particular order. */
export function judge(organizations: readonly Facts[]): Diagnostic[] {
  return [
    ...organizations.flatMap((facts) => rules.flatMap((rule) => rule(facts))),
    ...rulesOnAll.flatMap((rule) => rule(organizations)),
  ];
}

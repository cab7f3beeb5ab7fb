/** What a plan asks of a service beyond who is there: the resources that the files name, and what given people hold. */
import type { Diff } from "../diff/diff.ts";
import { grantList, listOfGrants } from "../kinds/roleGrant/kind.ts";
import type { Organization } from "../model/organization.ts";
import type { ReadScope } from "../model/provider.ts";
import type { HoldingsQuestion } from "../model/holdings.ts";
import { leaversOf } from "../plan/leavers.ts";
import { loweredOf } from "../plan/lowered.ts";

/** The resources that the files name: only the lists of their kinds are read. */
export function scopeOf(organizations: readonly Organization[]): ReadScope {
  const named = organizations.flatMap(({ desired, ended }) => [
    ...desired.share.values(),
    ...(ended?.share.values() ?? []),
    ...desired.ownership.values(),
  ]);
  const grants = grantsAsked(organizations);
  const known = organizations.flatMap(({ desired }) =>
    [...desired.member.values()].flatMap(({ handleKind, email: handle, state, declaredId: id }) =>
      handleKind === "login" && state === "active" && id !== undefined ? [{ handle, id }] : [],
    ),
  );
  return {
    ...(grants.length === 0 ? {} : { grants }),
    resources: [...new Set(named.map(({ resource }) => resource))].sort(),
    named: named.map(({ resource: kind, name }) => ({ kind, name })),
    ...(known.length === 0 ? {} : { known }),
    handles: organizations.flatMap(({ desired }) =>
      [...desired.member.values()].flatMap(({ handleKind, email, state, declaredId }) => {
        if (handleKind === undefined || handleKind === "email") return [];
        // Of a leaver whom no id tells it matters as well: under another name they would stay.
        return state === "active" || declaredId === undefined ? [email] : [];
      }),
    ),
  };
}

/** The lists of holders that the files have, and those in which something has ended. */
function grantsAsked(organizations: readonly Organization[]) {
  const lists = new Set(
    organizations.flatMap(({ grantsListed = [], ended }) => [
      ...grantsListed,
      ...[...(ended?.role_grant.values() ?? [])].map(({ role, holder }) => grantList(role, holder.kind)),
    ]),
  );
  return [...lists].sort().map(listOfGrants);
}

/** Whose belongings have to be known: all that leavers hold, and what those own who are to have a role that may not. */
export function askedAbout(organization: Organization, { live, heldBack }: Diff): HoldingsQuestion[] {
  const withheld = new Set(heldBack.map((item) => `${item.kind} ${item.key}`));
  return [
    ...leaversOf(organization, live, withheld),
    ...loweredOf(organization, live, withheld).map((person) => ({ ...person, resourcesOnly: true as const })),
  ];
}

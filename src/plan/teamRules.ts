/**
 * Of whom in a team the files are the word: where they manage fewer than before, whoever is left out stays, and no action
 * says so.
 */
import type { Team } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import { changed, listed, type Found } from "./ruleChange.ts";

/** What differs, of teams that were there before; what it does counts at once, and stands in the plan itself. */
export function teamRules(before: Organization | undefined, after: Organization): Found[] {
  return [...after.desired.team].flatMap(([key, team]) => {
    const old = before?.desired.team.get(key);
    if (old === undefined) return [];
    return [
      ...changed(`members of ${team.slug}`, managedOf(old), managedOf(team), false),
      ...changed(`ignore of ${team.slug}`, listed(old.ignored ?? []), listed(team.ignored ?? []), false),
    ].map((change) => ({ ...change, ...(team.source === undefined ? {} : { source: team.source }) }));
  });
}

function managedOf({ membersFrom, membersListed, leadsListed }: Team): string {
  if (membersFrom !== undefined) return `from ${membersFrom}`;
  if (membersListed === true) return "all managed";
  return leadsListed === true ? "leads managed" : "only who is listed managed";
}

/** How and for how long the files give something, for people to read beside what is done about it. */
import type { Terms } from "../model/entities/carried.ts";
import type { Policy } from "../model/organization.ts";
import { domainOf } from "../model/text.ts";
import { endOf } from "./day.ts";
import type { DeclaredDay, DeclaredMember } from "./items.ts";
import { given } from "../model/given.ts";

/** Of a membership, a share or a service account; undefined when it has no end. */
export function termsOf(item: {
  readonly expires?: DeclaredDay;
  readonly ended?: true;
  readonly via?: string;
  readonly leadsUntil?: DeclaredDay;
  readonly ledUntil?: DeclaredDay;
}): Terms | undefined {
  const { expires, ended, via, leadsUntil, ledUntil } = item;
  // Nearly everything has none.
  if (expires === undefined && via === undefined && leadsUntil === undefined && ledUntil === undefined)
    return undefined;
  const over = ended === undefined ? ledUntil?.day : expires?.day;
  return {
    ...(expires === undefined || ended !== undefined ? {} : { until: expires.day }),
    ...(leadsUntil === undefined ? {} : { role_until: leadsUntil.day, then: "member" }),
    ...given({ ended: over, via }),
  };
}

/** Of a member under a policy; undefined when there is nothing to say. */
export function memberTerms(
  member: DeclaredMember,
  { sso, guests }: Pick<Policy, "sso" | "guests">,
): Terms | undefined {
  const { state, elevation, endedOn, approvedBy } = member;
  const domain = sso === undefined && guests === undefined ? "" : domainOf(member.email);
  const end = state === "active" ? endOf(member) : undefined;
  // Nearly everybody has none.
  if (domain === "" && (end ?? elevation ?? approvedBy ?? endedOn) === undefined) return undefined;
  const terms: Terms = {
    ...(end === undefined ? {} : { until: end.day }),
    ...(elevation === undefined || state !== "active" ? {} : elevationTerms(elevation)),
    ...(guests?.domains.includes(domain) === true ? { guest: true } : {}),
    ...(approvedBy === undefined ? {} : { approved_by: approvedBy.key }),
    ...(sso?.enforced === true && sso.domains.includes(domain) ? { joins_at_first_login: true } : {}),
    ...given({ ended: endedOn }),
  };
  return Object.keys(terms).length === 0 ? undefined : terms;
}

function elevationTerms({ until, then }: NonNullable<DeclaredMember["elevation"]>): Terms {
  return { role_until: until.day, ...given({ then: then.role }) };
}

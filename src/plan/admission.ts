/** Whom a change of the rules would let in: such a change counts from the next one on, so that those people wait. */
import { isAboutAdmission, specOf } from "../kinds/verbs.ts";
import { daysBetween } from "../model/day.ts";
import type { Organization, Policy } from "../model/organization.ts";
import type { Verb } from "../model/plan.ts";
import { managesUsers, rolesIn } from "../model/role.ts";
import { domainOf, fold } from "../model/text.ts";
import type { Draft, Reason } from "../kinds/draft.ts";

/** Draft id -> why the person cannot be let in yet: the rules as they stood before the change would not have had it. */
export function lateAdmissions(
  drafts: readonly Draft[],
  base: Organization | null,
  today: string,
): Map<string, Reason> {
  const late = new Map<string, Reason>();
  if (base === null) return late;
  for (const draft of drafts) {
    if (specOf(draft.verb).admits !== true) continue;
    const why = refusalBefore(draft, base, today);
    if (why === undefined) continue;
    const message = `${why} before this change, and what loosens the rules counts from the next change on: merge that first, by itself, and let ${draft.key} in afterwards`;
    late.set(draft.id, { code: "depends", message });
  }
  return late;
}

/** Draft id -> why a guest cannot be let in: who approved it is gone, or goes before them. */
export function unapprovedAdmissions(
  drafts: readonly Draft[],
  { desired }: Pick<Organization, "desired">,
): Map<string, Reason> {
  const reasons = new Map<string, Reason>();
  for (const { id, verb, terms = {} } of drafts) {
    const { guest, until, approved_by: approvedBy } = terms;
    if (specOf(verb).admits !== true || guest !== true || approvedBy === undefined) continue;
    const approver = desired.member.get(approvedBy);
    const end = approver?.state === "active" ? approver.terms?.until : "";
    if (end === undefined || (until !== undefined && end >= until)) continue;
    const leaves = end === "" ? "has left" : `leaves on ${end}, before the guest`;
    const message = `${approvedBy}, who approved it, ${leaves}: name somebody who stays as \`approved_by\``;
    reasons.set(id, { code: "depends", message });
  }
  return reasons;
}

/** Why the base's rules refuse somebody, as half a sentence. */
export function refusalBefore(
  { key, terms = {} }: Pick<Draft, "key" | "terms">,
  base: Organization,
  today: string,
): string | undefined {
  const { sso, guests }: Policy = base.policy;
  const domain = domainOf(key);
  if (guests?.domains.includes(domain) === true) {
    const { until, approved_by: approvedBy } = terms;
    if (until === undefined || approvedBy === undefined)
      return `${domain} was a guest domain, whose people need an end and an approval,`;
    const approver = base.desired.member.get(fold(approvedBy));
    if (approver?.state !== "active") return `${approvedBy}, who approved it, was no member under that name`;
    if (
      guests.approvers?.includes(approver.key) !== true &&
      !managesUsers(approver.role, rolesIn(base.desired))
    )
      return `${approvedBy}, who approved it, could not let anybody in`;
    const days = daysBetween(today, until);
    return guests.maxDays !== undefined && days > guests.maxDays
      ? `guests could stay for ${guests.maxDays} days, not ${days},`
      : undefined;
  }
  return sso?.enforced === true && !sso.domains.includes(domain)
    ? `${domain} was neither a domain of single sign-on nor one of guests`
    : undefined;
}

/** What a plan says of how something is given: who approved somebody and how they join matters when they are let in. */
export function termsFor(verb: Verb, terms: Draft["terms"]): Draft["terms"] {
  if (terms === undefined || isAboutAdmission(verb)) return terms;
  const { approved_by: _, joins_at_first_login: __, ...rest } = terms;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

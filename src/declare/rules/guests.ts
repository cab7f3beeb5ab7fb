/** Whom an organization lets in: by single sign-on, or as a guest with an end, an approval and a reason. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { daysBetween } from "../../model/day.ts";
import { domainOf } from "../../model/text.ts";
import { endOf } from "../day.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredMember } from "../items.ts";
import { errorAt, quoted, warningAt } from "../place.ts";
import { activeMember, isGuest, mayApprove } from "../standing.ts";

/** An error for each domain that is one of members and of guests at once. */
export function checkDomains(facts: Facts): Diagnostic[] {
  const { sso, guests } = facts.settings?.policy ?? {};
  return (guests?.domains ?? [])
    .filter((domain) => sso?.domains.includes(domain) === true)
    .map((domain) => {
      const message = `The domain ${domain} stands in \`sso.domains\` and in \`guests.domains\`: its people are members or guests, not both.`;
      return errorAt(facts.at, { code: "domain-twice", message, hint: "Keep it in one of the two." });
    });
}

/** Errors for members who could never sign in. Of those who have left, nobody asks. */
export function checkSignIn(facts: Facts): Diagnostic[] {
  const { sso, guests } = facts.settings?.policy ?? {};
  if (sso?.enforced !== true) return [];
  const allowed = new Set([...sso.domains, ...(guests?.domains ?? [])]);
  return [...facts.members.values()]
    .filter(({ state, email }) => state === "active" && !allowed.has(domainOf(email)))
    .map(({ email, at }) => {
      const message = `${quoted(email)} could never sign in: single sign-on is enforced, and ${quoted(domainOf(email))} is none of its domains.`;
      const hint = "Correct the address, or add the domain to `sso.domains` or `guests.domains`.";
      return errorAt(at, { code: "sso-domain", message, hint });
    });
}

/**
 * Errors for guests without an end, an approval by somebody else and a reason, and for those whose end is too far away.
 * It comes nearer by itself, so that a guest who was valid stays it.
 */
export function checkGuests(facts: Facts, today: string): Diagnostic[] {
  const { guests } = facts.settings?.policy ?? {};
  if (guests === undefined) return [];
  return [...facts.members.values()]
    .filter((member) => member.state === "active" && isGuest(facts, member))
    .flatMap((member) => [
      ...faultsOf(member, { today, maxDays: guests.maxDays }),
      ...approvalFaults(facts, member),
    ]);
}

/**
 * Errors for approvals by people who may not give one, or who do not stay as long as the guest. That an approver has
 * left is no error: their leaving breaks no file.
 */
function approvalFaults(facts: Facts, { key, email, approvedBy, expires }: DeclaredMember): Diagnostic[] {
  if (approvedBy === undefined) return [];
  const error = (code: string, message: string, hint?: string): Diagnostic[] => [
    errorAt(approvedBy.at, { code, message, ...(hint === undefined ? {} : { hint }) }),
  ];
  if (approvedBy.key === key) return error("own-approval", `${quoted(email)} cannot approve themselves.`);
  const approver = activeMember(facts, approvedBy.key);
  if (approver === undefined) return [];
  if (!mayApprove(facts, approver)) {
    const message = `${quoted(approvedBy.text)} may not let the guest ${quoted(email)} in: they do not manage users, and are not in \`guests.approvers\`.`;
    return error("approver", message, "Name somebody who may, or list them in `guests.approvers`.");
  }
  const end = endOf(approver);
  if (end === undefined || expires === undefined || end.day >= expires.day) return [];
  const message = `${quoted(approvedBy.text)}, who let the guest ${quoted(email)} in, has no access from ${end.day} on, before the guest's end on ${expires.day}.`;
  const hint = "Name somebody who stays as long, or let the guest go earlier.";
  // That a person leaves everywhere must never wait for a guest of theirs.
  const remark = end === approver.leaves ? warningAt : errorAt;
  return [remark(approvedBy.at, { code: "approver-leaves", message, hint })];
}

function faultsOf(
  member: DeclaredMember,
  { today, maxDays }: { readonly today: string; readonly maxDays: number | undefined },
): Diagnostic[] {
  const { email, expires, approvedBy, reason, at } = member;
  const missing = [
    ...(expires === undefined ? ["expires"] : []),
    ...(approvedBy === undefined ? ["approved_by"] : []),
    ...(reason === undefined ? ["reason"] : []),
  ].map((field) => {
    const message = `The guest ${quoted(email)} needs \`${field}\`.`;
    const hint = "A guest has an end, somebody who approved it, and a reason.";
    return errorAt(at, { code: "guest", message, hint });
  });
  const days = expires === undefined ? 0 : daysBetween(today, expires.day);
  if (expires === undefined || maxDays === undefined || days <= maxDays) return missing;
  const message = `The guest ${quoted(email)} would stay for ${days} days from today; \`guests.max_days\` is ${maxDays}.`;
  const hint = "Give an earlier day; it can be put off later, in a change of its own.";
  return [...missing, errorAt(expires.at, { code: "guest-days", message, hint })];
}

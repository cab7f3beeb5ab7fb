/** Who let themselves in: single sign-on makes members of people whom no file names yet. They are given time to be written down. */
import type { Reason } from "../kinds/draft.ts";
import type { Organization } from "../model/organization.ts";
import { outermostRoles } from "../model/role.ts";
import type { State } from "../model/state.ts";
import { domainOf } from "../model/text.ts";

const day = 86_400_000;
/** So long they are left alone unless the files say otherwise, in milliseconds. */
export const defaultGrace = 3 * day;

/** The grace that counts: a longer one from the next change on. */
export function graceInForce(organization: Organization, base: Organization | null): number {
  const after = organization.policy.unlisted.grace ?? defaultGrace;
  return base === null ? after : Math.min(after, base.policy.unlisted.grace ?? defaultGrace);
}

/** Members whom single sign-on let in, of a domain that may, and whom no file names: why nothing is done about them yet. */
export function newcomersIn(
  { policy, desired }: Organization,
  live: State,
  { now, grace }: { readonly now: string; readonly grace: number },
): ReadonlyMap<string, Reason> {
  const { sso, unlisted } = policy;
  if (sso === undefined) return new Map();
  const acts = unlisted.members !== "report";
  return new Map(
    [...live.member.values()].flatMap((member): [string, Reason][] => {
      const { key, email, role = outermostRoles(live.vocabulary).lowest, joinedBySso: since, state } = member;
      if (since === undefined || state !== "active" || desired.member.has(key)) return [];
      if (!sso.domains.includes(domainOf(email))) return [];
      const end = Date.parse(since) + grace;
      if (acts && !(Date.parse(now) < end)) return [];
      const until = acts ? `; left alone until ${new Date(end).toISOString().slice(0, 16)}Z` : "";
      const message = `joined by single sign-on on ${since.slice(0, 10)}: add \`${email}: ${role}\` to members${until}`;
      return [[key, { code: "new_by_sso", message }]];
    }),
  );
}

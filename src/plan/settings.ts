/** The policy that counts: what guards allow is never loosened by the very change that it judges. */
import type { GuardSettings, Organization, Waiver } from "../model/organization.ts";
import type { Finding, GuardName } from "../model/guard.ts";
import { once } from "../model/once.ts";
import { compareText } from "../model/text.ts";
import { namesOf } from "./termNames.ts";

/** The stricter of the settings before and after the change. Whoever was protected is so under another address too. */
export function settingsInForce(organization: Organization, base: Organization | null): GuardSettings {
  const after = organization.policy.guards;
  const before = base?.policy.guards ?? after;
  const names = once(() => namesOf((base ?? organization).desired, organization.desired));
  const protectedNow = before.protected.map((person) => names().keyNow("member", person));
  return {
    minAdmins: Math.max(before.minAdmins, after.minAdmins),
    maxLoss: Math.min(before.maxLoss, after.maxLoss),
    maxChanges: Math.min(before.maxChanges, after.maxChanges),
    protected: [...new Set([...before.protected, ...protectedNow, ...after.protected])].sort(compareText),
  };
}

/** Waivers that hold on a day (YYYY-MM-DD): with a base, only those that stood in it already, and no longer than there. */
export function waiversInForce(
  organization: Organization,
  base: Organization | null | undefined,
  today: string,
): Waiver[] {
  const earlier = base === undefined ? null : (base?.policy.waivers ?? []);
  return organization.policy.waivers.flatMap((waiver): Waiver[] => {
    if (earlier === null) return today < waiver.until ? [waiver] : [];
    const until = earlier
      .filter((other) => other.guard === waiver.guard && other.reason === waiver.reason)
      .map((other) => (other.until < waiver.until ? other.until : waiver.until))
      .sort(compareText)
      .at(-1);
    return until !== undefined && today < until ? [{ ...waiver, until }] : [];
  });
}

/** Whether the minimum of active admins is lifted, at the terminal or by a waiver. */
export function liftsMinAdmins({
  allowed,
  waivers,
}: {
  readonly allowed: readonly GuardName[];
  readonly waivers: readonly Waiver[];
}): boolean {
  return allowed.includes("min_admins") || waivers.some(({ guard }) => guard === "min_admins");
}

/** What a reader has to know of waivers that lift nothing: nobody needs them, or they do not count yet. */
export function notesOnWaivers(
  { policy }: Organization,
  findings: readonly Finding[],
  today: string,
): string[] {
  return policy.waivers
    .filter((waiver) => today < waiver.until)
    .flatMap(({ guard, until }) => {
      const found = findings.filter((finding) => finding.guard === guard);
      if (found.length === 0) return [`the waiver of ${guard} until ${until} is not used by this plan`];
      if (found.every((finding) => finding.severity === "warn")) return [];
      return [
        `the waiver of ${guard} until ${until} comes with this change, and does not count yet: merge it first, by itself`,
      ];
    });
}

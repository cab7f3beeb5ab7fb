/** Journals know an organization by the key that it had then, and by the service's id, which a rename leaves as it is. */
import type { Deed } from "./applied.ts";
import type { Timeline } from "./timeline.ts";

type Known = Pick<Timeline, "organizations" | "idOf">;

/** The deeds under the keys that their organizations have last, without those of which it is not clear which one they were. */
export function underLastKeys(deeds: readonly Deed[], timeline: Known): Deed[] {
  const keys = timeline.organizations();
  const keyOf = ({ organization, organizationId: id }: Deed): string | undefined => {
    const isKnown = keys.includes(organization);
    if (id === undefined || (isKnown && timeline.idOf(organization) === id)) return organization;
    const same = keys.filter((key) => timeline.idOf(key) === id);
    return same.length > 1 ? undefined : (same[0] ?? organization);
  };
  return deeds.flatMap((deed) => {
    const organization = keyOf(deed);
    if (organization === undefined) return [];
    return organization === deed.organization ? [deed] : [{ ...deed, organization }];
  });
}

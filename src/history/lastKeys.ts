/** Journals know an organization by the key that it had then, and by the service's id, which a rename leaves as it is. */
import type { Deed } from "./applied.ts";
import type { Timeline } from "./timeline.ts";

type Known = Pick<Timeline, "organizations" | "idOf">;

/**
 * What an organization is called last, by the key and the id that it had then; undefined where it is not clear which one it was.
 */
export function lastKeyOf(
  timeline: Known,
  { key, id }: { readonly key: string; readonly id: string | undefined },
): string | undefined {
  if (id === undefined) return key;
  const same = timeline.organizations().filter((each) => timeline.idOf(each) === id);
  if (same.includes(key)) return key;
  return same.length > 1 ? undefined : (same[0] ?? key);
}

/** The deeds under the keys that their organizations have last, without those of which it is not clear which one they were. */
export function underLastKeys(deeds: readonly Deed[], timeline: Known): Deed[] {
  return deeds.flatMap((deed) => {
    const organization = lastKeyOf(timeline, { key: deed.organization, id: deed.organizationId });
    if (organization === undefined) return [];
    return organization === deed.organization ? [deed] : [{ ...deed, organization }];
  });
}

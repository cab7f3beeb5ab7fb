/**
 * People whose new address is withheld: what they lose does not wait for it. They are demoted under the address that they
 * have, and nobody keeps anything by an address that nobody reviewed or that the service cannot give.
 */
import { actionId, type Draft, type DraftOf, type Reason } from "../kinds/draft.ts";
import type { Called } from "../model/handle.ts";
import type { Organization } from "../model/organization.ts";
import type { Needs } from "./needs.ts";
import type { Prepared } from "./prepare.ts";

/** The drafts with demotions under a former address where the new one is among the reasons; the very same where none is. */
export function underKeptAddresses(
  prepared: Prepared,
  reasons: ReadonlyMap<string, Reason>,
  { connection }: Organization,
): Prepared {
  const kept = new Map(
    prepared.drafts.flatMap((draft) =>
      draft.verb === "change_email" && reasons.has(draft.id) ? [[draft.key, draft.before] as const] : [],
    ),
  );
  if (kept.size === 0) return prepared;
  const renamed = new Map<string, Draft>();
  for (const draft of prepared.drafts) {
    const address = kept.get(draft.key);
    if (draft.verb === "demote" && address !== undefined)
      renamed.set(draft.id, called(draft, address, connection.id));
  }
  const idNow = (id: string): string => renamed.get(id)?.id ?? id;
  const under = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...map].map(([id, value]) => [idNow(id), value]));
  const needsNow = (needs: Needs): Needs =>
    new Map([...needs].map(([id, others]) => [idNow(id), others.map(idNow)]));
  return {
    ...prepared,
    drafts: prepared.drafts.map((draft) => renamed.get(draft.id) ?? draft),
    needs: needsNow(prepared.needs),
    leavingNeeds: needsNow(prepared.leavingNeeds),
    loweringNeeds: needsNow(prepared.loweringNeeds),
    reasons: under(prepared.reasons),
    unsupported: under(prepared.unsupported),
  };
}

function called(draft: DraftOf<"demote">, address: Called, organization: string): DraftOf<"demote"> {
  const now = { ...draft, before: { ...draft.before, ...address }, after: { ...draft.after, ...address } };
  return { ...now, id: actionId(organization, now) };
}

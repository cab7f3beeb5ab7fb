/**
 * People whose new address is withheld: what they lose does not wait for it. They lose it under the address that they have,
 * and nobody keeps anything by an address that nobody reviewed or that the service cannot give.
 */
import { actionId, type Draft, type DraftOf, type Reason } from "../kinds/draft.ts";
import type { Called } from "../model/handle.ts";
import type { Organization } from "../model/organization.ts";
import type { Needs } from "./needs.ts";
import type { Prepared } from "./prepare.ts";

/** The drafts with losses that need no new address which is among the reasons; the very same where none is. */
export function underKeptAddresses(
  prepared: Prepared,
  reasons: ReadonlyMap<string, Reason>,
  { connection }: Organization,
): Prepared {
  const kept = new Map(
    prepared.drafts.flatMap((draft) =>
      draft.verb === "change_email" && reasons.has(draft.id) ? [[draft.id, draft.before] as const] : [],
    ),
  );
  if (kept.size === 0) return prepared;
  const free = new Map<string, Draft>();
  for (const draft of prepared.drafts) {
    const address = (prepared.needs.get(draft.id) ?? []).flatMap((id) => kept.get(id) ?? [])[0];
    if (draft.loss === null || address === undefined) continue;
    free.set(draft.id, draft.verb === "demote" ? called(draft, address, connection.id) : draft);
  }
  const idNow = (id: string): string => free.get(id)?.id ?? id;
  const under = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> =>
    new Map([...map].map(([id, value]) => [idNow(id), value]));
  const needsNow = (needs: Needs): Needs =>
    new Map(
      [...needs].map(([id, others]) => [
        idNow(id),
        others.filter((other) => !free.has(id) || !kept.has(other)).map(idNow),
      ]),
    );
  return {
    ...prepared,
    drafts: prepared.drafts.map((draft) => free.get(draft.id) ?? draft),
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

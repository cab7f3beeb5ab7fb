/** Where the files carry no ids and a plan may take a rename for two things: how to write them down. */
import type { Kind } from "../model/entity.ts";
import { isKnownKind } from "../model/idList.ts";
import type { Organization } from "../model/organization.ts";
import type { Withheld } from "../model/plan.ts";
import { entitiesOf } from "../model/state.ts";
import type { Draft } from "../kinds/draft.ts";

/** Such a note, where nothing in the files has an id of the service and something comes or goes that one would tell. */
export function notesOnIds(
  { key, desired }: Organization,
  { drafts, withheld }: { readonly drafts: readonly Draft[]; readonly withheld: readonly Withheld[] },
): string[] {
  const isUnclear = withheld.some(
    ({ code, kind }) => (code === "probable_rename" || code === "ambiguous") && isKnownKind(kind),
  );
  const known = drafts.filter(({ kind, uncovered }) => isKnownKind(kind) && uncovered === undefined);
  const coming = new Set<Kind>(known.flatMap(({ kind, before }) => (before === null ? [kind] : [])));
  // One thing of a kind comes, and another goes that no file names: each could be the other under a new name.
  const isExchanged = known.some(
    ({ kind, after, source }) => source === null && isGone(after) && coming.has(kind),
  );
  if (!isUnclear && !isExchanged) return [];
  if (entitiesOf(desired).some(({ declaredId }) => declaredId !== undefined)) return [];
  return [
    `the files say no ids, by which a renamed person or thing is known again: \`muster import --ids --org ${key}\` adds them, and nothing else`,
  ];
}

function isGone(after: Draft["after"]): boolean {
  return after === null || ("state" in after && (after.state === "deactivated" || after.state === "removed"));
}

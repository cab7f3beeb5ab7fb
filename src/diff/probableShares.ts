/**
 * Probable renames of what is shared: a live share that no file names, while the files share something of the kind with the
 * same holder at the same level that is not there. To take the one away would lose it with the name.
 */
import type { ChangeOf, HeldBack } from "../model/change.ts";
import type { Share } from "../model/entities/share.ts";
import { grouped } from "../model/grouped.ts";
import type { Organization } from "../model/organization.ts";

/** Of the changes those that are held back, by key. Where nothing unlisted is taken away there is nothing to lose. */
export function probableShares(
  changes: readonly ChangeOf<Share>[],
  { organization, missing }: { readonly organization: Organization; readonly missing: readonly Share[] },
): ReadonlyMap<string, HeldBack> {
  if (missing.length === 0 || organization.policy.unlisted.shares === "report") return new Map();
  const absent = grouped(missing, likeness);
  return new Map(
    changes.flatMap((change): [string, HeldBack][] => {
      if (change.op !== "delete" || !change.unlisted) return [];
      const { resource, name } = change.before;
      const others = (absent.get(likeness(change.before)) ?? []).map((share) => share.name).sort();
      if (others.length === 0) return [];
      const names = others.join(", ");
      const message =
        `${resource} ${name} is shared so in no file, and ${names}, which the files share so, is not there: perhaps the same under another name. ` +
        `If so, write ${name} in the files in place of ${names}; if not, take ${names} out of the files until it is there`;
      const binding = { as: "ambiguous", code: "probable_rename", message, ids: [] } as const;
      return [[change.key, { kind: "share", key: change.key, binding, declared: null }]];
    }),
  );
}

function likeness({ resource, holder, level }: Share): string {
  return `${resource} ${holder.kind} ${holder.key} ${level}`;
}

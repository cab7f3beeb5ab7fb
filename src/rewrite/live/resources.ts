/** What files may call a live resource, and the shares that a holder has under these names. */
import { grouped } from "../../model/grouped.ts";
import type { Holder } from "../../model/entities/holder.ts";
import type { ResourceKind, ShareLevel } from "../../model/entities/resource.ts";
import type { Share } from "../../model/entities/share.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { compareText } from "../../model/text.ts";
import { quoted } from "../../declare/place.ts";
import { resourceNameSchema } from "../../declare/sections/resources.ts";
import type { ImportedShare, LeftOut, Listed } from "./imported.ts";
import { objectionToName } from "./sayable.ts";

/** The name under which the live side knows a resource -> how the files write it; or why they cannot. */
export type Naming = (
  kind: ResourceKind,
  name: string,
) => { readonly name: string } | { readonly why: string };

/** A resource whose name the files may not hold is written by its id. */
export function namingOf(live: State): Naming {
  const ids = new Map<string, string>();
  const names = new Map<string, string | null>();
  for (const { kind, id, name } of live.resources) {
    ids.set(`${kind} ${id}`, id);
    names.set(`${kind} ${name}`, names.has(`${kind} ${name}`) ? null : id);
  }
  return (kind, name) => {
    const id = ids.get(`${kind} ${name}`) ?? names.get(`${kind} ${name}`) ?? undefined;
    if (id === undefined) return { why: `no ${kind} is called ${quoted(name)}` };
    const objection = objectionToName(resourceNameSchema, name);
    if (objection === undefined) return { name };
    if (objectionToName(resourceNameSchema, id) === undefined) return { name: id };
    return { why: `the ${kind} ${quoted(name)} cannot be named: ${objection}` };
  };
}

/** Live shares by their holder. */
export function sharesByHolder(live: State): ReadonlyMap<string, readonly Share[]> {
  return grouped(live.share.values(), ({ holder }) => `${holder.kind} ${holder.key}`);
}

export interface SharesInput {
  readonly shares: readonly Share[];
  /** For messages. */
  readonly holder: { readonly kind: Holder["kind"]; readonly name: string };
  readonly naming: Naming;
  readonly vocabulary: Vocabulary;
  /** The levels that the holder's role allows; absent for teams, which have no ceiling. */
  readonly ceiling?: ReadonlySet<ShareLevel>;
  readonly leftOut: LeftOut[];
}

/** All of a holder's shares; null when one of them cannot be said, since a list that lacks it would end it. */
export function importShares(input: SharesInput): Listed<ImportedShare> {
  // Where nothing is shared, files say nothing of it either.
  if (input.vocabulary.shared.length === 0) return null;
  const imported: ImportedShare[] = [];
  for (const share of input.shares) {
    const said = shareOf(share, input);
    if ("why" in said) {
      const { kind, name } = input.holder;
      const what = `what is shared with the ${kind.replaceAll("_", " ")} ${quoted(name)}`;
      input.leftOut.push({ what, why: said.why });
      return null;
    }
    imported.push(said);
  }
  return imported.sort((a, b) => compareText(`${a.resource} ${a.name}`, `${b.resource} ${b.name}`));
}

function shareOf(
  { resource, name, level }: Share,
  { naming, vocabulary, ceiling }: SharesInput,
): ImportedShare | { readonly why: string } {
  const named = naming(resource, name);
  if ("why" in named) return named;
  const word = vocabulary.shared.find(({ kind }) => kind === resource);
  if (!Object.hasOwn(word?.levels ?? {}, level) && word?.ownLevels === undefined)
    return { why: `the files know no level ${level} of the ${resource} ${quoted(name)}` };
  if (ceiling !== undefined && !ceiling.has(level))
    return { why: `${level} on the ${resource} ${quoted(name)} is above what their role allows` };
  return { resource, name: named.name, level };
}

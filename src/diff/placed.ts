/** Declared shares and ownerships under the names that the live side uses for the resources, and those that have no one place there. */
import type { Binding, HeldBack } from "../model/change.ts";
import type { Ownership } from "../model/entities/ownership.ts";
import type { Share } from "../model/entities/share.ts";
import type { Entity } from "../model/entity.ts";
import { ownershipKey } from "../kinds/ownership/kind.ts";
import { shareKey } from "../kinds/share/kind.ts";
import type { State } from "../model/state.ts";
import { resourceFinder, type Found } from "./resources.ts";

export interface Placed {
  readonly shares: ReadonlyMap<string, Share>;
  readonly ownerships: ReadonlyMap<string, Ownership>;
  /** What has no one place among what is live: its resource is not there, or several things could be it. */
  readonly unplaced: readonly HeldBack[];
  /** Declared shares of what is not there. */
  readonly missing: readonly Share[];
  /** Kind and key at the service -> what the files say, where they name the resource otherwise. */
  readonly byOtherName: ReadonlyMap<string, Entity>;
  /** Keys of live shares of which two lines say different things: they stay as they are. */
  readonly twice: ReadonlySet<string>;
}

/** Declared shares and ownerships under the names that the live side uses for the resources. */
export function placeNames(desired: State, live: State): Placed {
  const find = resourceFinder(live);
  const shares = new Map<string, Share>();
  const ownerships = new Map<string, Ownership>();
  const unplaced: HeldBack[] = [];
  const missing: Share[] = [];
  const lines = new Map<string, (Share | Ownership)[]>();
  for (const item of [...desired.share.values(), ...desired.ownership.values()]) {
    const found = find(item.resource, item.name);
    if (found.as !== "found") {
      unplaced.push({ kind: item.kind, key: item.key, binding: unclear(found), declared: item });
      if (found.as === "missing" && item.kind === "share") missing.push(item);
      continue;
    }
    if (item.kind === "share" && found.closed !== undefined) {
      const { why, held } = found.closed;
      if (held[`${item.holder.kind} ${item.holder.key}`] !== item.level)
        unplaced.push({ kind: item.kind, key: item.key, binding: cannot(why), declared: item });
      continue;
    }
    const key =
      item.kind === "share"
        ? shareKey({ ...item, name: found.name })
        : ownershipKey(item.resource, found.name);
    const same = lines.get(`${item.kind} ${key}`);
    if (same === undefined) lines.set(`${item.kind} ${key}`, [item]);
    else same.push(item);
    if (item.kind === "share") shares.set(key, { ...item, name: found.name, key });
    else ownerships.set(key, { ...item, name: found.name, key });
  }
  const twice = new Set<string>();
  for (const [name, [first, second]] of lines) {
    if (first === undefined || second === undefined || sayTheSame(first, second)) continue;
    const key = name.slice(first.kind.length + 1);
    const binding = namedTwice(first, second);
    for (const declared of [first, second])
      unplaced.push({ kind: declared.kind, key: declared.key, binding, declared });
    twice.add(key);
    shares.delete(key);
    ownerships.delete(key);
  }
  const byOtherName = new Map(
    [...lines].flatMap(([name, [item]]) =>
      item === undefined || name === `${item.kind} ${item.key}` ? [] : [[name, item] as const],
    ),
  );
  return { shares, ownerships, unplaced, missing, byOtherName, twice };
}

function sayTheSame(one: Share | Ownership, other: Share | Ownership): boolean {
  const said = (item: Share | Ownership): string =>
    item.kind === "share" ? `${item.level} ${item.terms?.until ?? ""}` : (item.owner ?? "");
  return said(one) === said(other);
}

/** A resource that stands in the files by its name and by its id, and not with the same words. */
function namedTwice(first: Share | Ownership, second: Share | Ownership): Binding & { as: "ambiguous" } {
  const place = ({ name, source }: Share | Ownership): string =>
    source === undefined ? name : `${name} (${source.file}:${source.line})`;
  return {
    as: "ambiguous",
    code: "ambiguous",
    message: `the ${first.resource} is named twice, as ${place(first)} and as ${place(second)}, and the two lines differ; keep one of them`,
    ids: [],
  };
}

export const nothingPlaced: Placed = {
  shares: new Map(),
  ownerships: new Map(),
  unplaced: [],
  missing: [],
  byOtherName: new Map(),
  twice: new Set(),
};

function cannot(why: string): Binding & { as: "ambiguous" } {
  return { as: "ambiguous", code: "depends", message: why, ids: [] };
}

function unclear(found: Exclude<Found, { as: "found" }>): Binding & { as: "ambiguous" } {
  return found.as === "missing"
    ? cannot(found.message)
    : { as: "ambiguous", code: "ambiguous", message: found.message, ids: found.ids };
}

/** Differences in what is shared with whom, and in who owns what: both name resources, which the files may call otherwise. */
import type { Change, ChangesByKind, HeldBack } from "../model/change.ts";
import type { Share } from "../model/entities/share.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { shareKey } from "../kinds/share/kind.ts";
import { fold, nearest } from "../model/text.ts";
import { compare } from "./compare.ts";
import type { Ended } from "./ended.ts";
import { apart, only, type Held } from "./held.ts";
import type { Placed } from "./placed.ts";
import type { Presence } from "./presence.ts";
import { probableShares } from "./probableShares.ts";

interface ShareSides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  readonly present: Presence;
  readonly placed: Placed;
  readonly ended: Ended;
  /** What the bindings leave open. */
  readonly open: Held<"service_account">;
}

export function shareChanges(sides: ShareSides): {
  readonly changes: Pick<ChangesByKind, "share" | "ownership">;
  readonly heldBack: readonly HeldBack[];
} {
  const { organization, live, placed, ended, open } = sides;
  const { clear, unplaced } = apart(placed.shares, live);
  const unknown = unknownLevels(clear, live);
  const shares = {
    clear: only(clear, (_, key) => !unknown.has(key)),
    unplaced: [...unplaced, ...unknown.values()],
  };
  // What another account of that name has is not this one's.
  const isTold = ({ holder }: Share): boolean =>
    holder.kind !== "service_account" || !open.service_account.declared.has(holder.key);
  const compared = compare({
    kind: "share",
    wanted: only(shares.clear, (share) => isTold(share) && !isInherited(share, sides)),
    live: only(live.share, (share) => isTold(share) && !unknown.has(share.key) && isManaged(share, sides)),
    within: live,
    isUnlisted: ({ key }) => !ended.shares.has(key),
  });
  const renamed = probableShares(compared, { organization, missing: placed.missing });
  const owned = compare({
    kind: "ownership",
    wanted: placed.ownerships,
    live: only(live.ownership, ({ key }) => placed.ownerships.has(key)),
    within: live,
    isUnlisted: () => false,
  });
  return {
    heldBack: [...shares.unplaced, ...renamed.values()],
    changes: {
      share: told(
        compared.filter(({ key }) => !renamed.has(key)),
        [placed, ended],
      ),
      ownership: told(owned, [placed, ended]),
    },
  };
}

/** Shares at a level that neither the service nor the organization has: by key, each held back with the nearest one. */
function unknownLevels(
  wanted: ReadonlyMap<string, Share>,
  { vocabulary, resources }: State,
): ReadonlyMap<string, HeldBack> {
  const held = new Map<string, HeldBack>();
  for (const [key, declared] of wanted) {
    const word = vocabulary.shared.find(({ kind }) => kind === declared.resource);
    if (word?.ownLevels === undefined || Object.hasOwn(word.levels, declared.level)) continue;
    const own = resources.flatMap(({ kind, name }) => (kind === word.ownLevels ? [name] : []));
    if (own.includes(declared.level)) continue;
    const known = [...Object.keys(word.levels), ...own];
    const near = nearest(declared.level, known);
    const hint = near === undefined ? `it has ${known.join(", ")}` : `did you mean ${near}?`;
    const message = `the organization has no level that is called ${declared.level}: ${hint}`;
    const binding = { as: "ambiguous", code: "depends", message, ids: [] } as const;
    held.set(key, { kind: "share", key, binding, declared });
  }
  return held;
}

/** What a team may do through those above it anyway, it need not be given: unless the files take that from the one above. */
function isInherited(share: Share, { live, organization, placed }: ShareSides): boolean {
  const { key, resource, name, level, holder } = share;
  if (holder.kind !== "team" || live.share.has(key)) return false;
  const inherited = live.team.get(holder.key)?.inherits?.[fold(`${resource}:${name}`)];
  const word = live.vocabulary.shared.find(({ kind }) => kind === resource);
  const rank = (of: string): number => word?.levels[of] ?? Infinity;
  if (inherited === undefined || rank(level) > rank(inherited)) return false;
  const parent = live.team.get(holder.key)?.parent ?? "";
  const above = shareKey({ resource, name, holder: { kind: "team", key: parent } });
  const stays = placed.shares.get(above);
  const isListed = organization.desired.team.get(parent)?.sharesListed === true;
  if (stays === undefined) return !isListed || !live.share.has(above);
  return rank(level) <= rank(stays.level);
}

function isManaged(share: Share, sides: ShareSides): boolean {
  const { placed, ended } = sides;
  if (placed.twice.has(share.key)) return false;
  return [placed, ended].some(({ shares }) => shares.has(share.key)) || isListed(share, sides);
}

/** Whether the files say what is shared with the holder, so that a share they do not name is one too many. With whoever leaves it ends by itself. */
function isListed({ holder: { kind, key } }: Share, { organization, present }: ShareSides): boolean {
  const isComplete = organization.desired[kind].get(key)?.sharesListed === true;
  return isComplete && (kind !== "member" || present.stays(key));
}

/** Changes of what is named otherwise in the files than at the service, with what the files say of it. */
function told(changes: readonly Change[], sides: readonly Placed[]): Change[] {
  const byId = new Map(sides.flatMap(({ byOtherName }) => [...byOtherName]));
  return changes.map((change) => {
    const declared = byId.get(`${change.kind} ${change.key}`);
    return declared === undefined ? change : { ...change, declared };
  });
}

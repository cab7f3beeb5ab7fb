/** When a service account's key is replaced, and when one that was replaced may go: the rules, told by nothing but what is live. */
import { spanText } from "../../model/duration.ts";
import type { Key, OlderKey } from "../../model/entities/key.ts";
import { defaultOverlap, eachOf, momentOf } from "../../model/keys.ts";
import type { Acting } from "../../model/provider.ts";
import { someOf } from "../../model/text.ts";

/** Who plans, and when. */
export interface Moment {
  readonly acting: Acting;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * When the secret of a key came to where it is used; undefined while nothing shows that it did. One of muster's own
 * making that is in use was delivered, although a run ended before it could note that.
 */
function arrivalOf(key: OlderKey, acting: Acting): string | undefined {
  if (key.deliveredAt !== undefined) return key.deliveredAt;
  return key.createdBy === acting.id && key.lastUsedAt !== undefined ? key.createdAt : undefined;
}

/**
 * True for a key that a run made and nobody has: it was to be delivered, and nothing shows that it was. One that
 * somebody made by hand is theirs to deliver. Where the service does not tell who made it, only an older key of
 * the same name shows that it is half of a rotation.
 */
function isUndelivered(live: Key, acting: Acting): boolean {
  if (live.deliveredAt !== undefined || live.lastUsedAt !== undefined) return false;
  return live.createdBy === acting.id || (live.createdBy === undefined && live.others !== undefined);
}

/** So many new keys of one name that nobody has are enough: what goes wrong each time has to be found first. */
export const mostUndelivered = 8;

/** New keys of the name that a run made, and that nobody is known to have. */
export function undelivered(live: Key, acting: Acting): readonly OlderKey[] {
  return eachOf(live).filter((key) => key.createdBy === acting.id && arrivalOf(key, acting) === undefined);
}

/** What a plan says of declared keys whose age nobody tells, so that none is reached. */
export function notesOnAges(declared: Iterable<Key>, live: ReadonlyMap<string, Key>): string[] {
  const ageless = [...declared].flatMap(({ key, account, name, rotateAfter }) => {
    const there = live.get(key);
    if (rotateAfter === undefined || there === undefined || there.createdAt !== undefined) return [];
    return `${name} of ${account}`;
  });
  const [first, ...others] = ageless;
  if (first === undefined) return [];
  if (others.length === 0)
    return [
      `key ${first} never grows old: the service does not tell when it was created; to start with one whose age is known, revoke it at the service once nothing needs it`,
    ];
  return [
    `${ageless.length} keys never grow old (${someOf(ageless, agelessNamed)}): the service does not tell when they were created; to start with one whose age is known, revoke the old one at the service once nothing needs it`,
  ];
}

/** So many keys of unknown age are named. */
const agelessNamed = 10;

/** Why a declared key is to be replaced now, in words that no date changes; undefined when it is not. */
export function reasonToRotate(declared: Key, live: Key, { acting, now }: Moment): string | undefined {
  if (declared.deliverTo !== undefined && isUndelivered(live, acting))
    return "the last new one was not delivered";
  const { rotateAfter } = declared;
  if (rotateAfter === undefined) return undefined;
  // Of keys that nothing has replaced yet, the oldest counts.
  const isReplaced = arrivalOf({ id: "", ...live }, acting) !== undefined;
  const ages = (isReplaced ? [live] : eachOf(live)).flatMap(({ createdAt }) => createdAt ?? []);
  const isTooOld = ages.some((createdAt) => now >= momentOf(createdAt) + rotateAfter);
  return isTooOld ? `older than ${spanText(rotateAfter)}` : undefined;
}

/** An older key, and what came in its place. */
export interface Replaced {
  readonly older: OlderKey;
  /** The first one after it that reached its place; undefined when none is known to have. */
  readonly by: OlderKey | undefined;
  /** Whether its time beside that one is over. */
  readonly isOver: boolean;
  /** Whether what acts here may still use it: nothing shows that a newer one is in use since. */
  readonly isInUse: boolean;
}

/** The older keys of a name, newest first. */
export function replacedOf(declared: Key | undefined, live: Key, { acting, now }: Moment): Replaced[] {
  const all = eachOf(live);
  const overlap = declared?.overlap ?? defaultOverlap;
  return all.slice(1).map((older, index) => {
    const newer = all.slice(0, index + 1);
    const by = newer.findLast((key) => arrivalOf(key, acting) !== undefined);
    const arrival = by === undefined ? undefined : arrivalOf(by, acting);
    return {
      older,
      by,
      isOver: arrival !== undefined && now >= momentOf(arrival) + overlap,
      isInUse: !newer.some(
        ({ lastUsedAt }) => lastUsedAt !== undefined && momentOf(lastUsedAt) > momentOf(older.lastUsedAt),
      ),
    };
  });
}

/** A key of a service account, and the older ones of its name while it is replaced; never the secret. */
import type { DeliveryTarget } from "../target.ts";
import type { Carried } from "./carried.ts";

/** What the service tells of one key, live only; times are RFC 3339. */
interface KeyRecord {
  /** The service's id of whoever created it: a member, or a service account. */
  readonly createdBy?: string;
  readonly createdAt?: string;
  /** When its secret was delivered to where it is used, as muster noted it. */
  readonly deliveredAt?: string;
  readonly lastUsedAt?: string;
}

/** An older key of the same name, live while a rotation lasts. */
export interface OlderKey extends KeyRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly etag?: string;
}

/**
 * A key of a service account; never the secret. The key is `ACCOUNT/NAME`, folded. Several live keys may have one
 * name while one is replaced: the newest speaks for it.
 */
export interface Key extends Carried, KeyRecord {
  readonly kind: "key";
  readonly key: string;
  /** Key of the service account. */
  readonly account: string;
  /** As written. */
  readonly name: string;
  /** Sorted, without repetition. */
  readonly scopes: readonly string[];
  /** Live only: older keys of the same name, newest first; absent where there is none. */
  readonly others?: readonly OlderKey[];
  /** Desired only: the age at which it is replaced, in milliseconds. */
  readonly rotateAfter?: number;
  /** Desired only: how long an old key lives on beside the new one, in milliseconds. */
  readonly overlap?: number;
  /** Desired only: where the secret of a new one goes; without it no new one is made. */
  readonly deliverTo?: DeliveryTarget;
}

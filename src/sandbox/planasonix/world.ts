/** Everything one sandbox server holds: its organizations, its clock, its faults and its log of requests. */
import type { Clock } from "../../model/provider.ts";
import type { RouteName } from "../../providers/planasonix/contract.ts";
import type { Exchanged } from "../kit/exchange.ts";
import type { FaultQueue } from "./fault.ts";
import type { Late } from "./late.ts";
import { dumpOrganization, type LiveOrganization } from "./organization.ts";
import { keyWithSecret } from "./secrets.ts";
import type { SandboxKey, SandboxState } from "./state.ts";

export interface RequestRecord extends Exchanged<RouteName> {
  /** Id of the organization whose key came along; null without a known key. */
  readonly organization: string | null;
  /** RFC 3339, by the sandbox's clock. */
  readonly at: string;
}

/** The state of one server; everything in it is shared by all requests. */
export interface World {
  readonly organizations: readonly LiveOrganization[];
  readonly clock: Clock;
  readonly pageSize: number;
  readonly rateLimit: number;
  readonly faults: FaultQueue;
  /** What was created and does not show yet. */
  readonly late: Late;
  /** Keeps the state in its file, if it has one; resolves when everything done so far is kept. */
  readonly keep: () => Promise<void>;
  /** Milliseconds by which this server's clock was set off. */
  clockOffset: number;
  requests: RequestRecord[];
  /** Requests ever seen, for their ids. */
  requestCount: number;
}

/** Now, by the sandbox's clock, in milliseconds. */
export function nowOf(world: World): number {
  return world.clock.now() + world.clockOffset;
}

/** Everything that is worth keeping, as JSON. */
export function dumpWorld(world: World): SandboxState {
  return { version: 1, organizations: world.organizations.map(dumpOrganization) };
}

/** The organization of that key or id. */
export function findOrganization(world: World, name: string): LiveOrganization | undefined {
  return world.organizations.find((item) => item.key === name || item.id === name);
}

/** The key with that token and its organization. */
export function findKey(
  world: World,
  token: string,
): { readonly organization: LiveOrganization; readonly key: SandboxKey } | undefined {
  for (const organization of world.organizations) {
    const key = organization.keys.find((item) => item.token === token);
    if (key !== undefined && isLive(organization, key)) return { organization, key };
    const made = keyWithSecret(organization, token);
    if (made !== undefined) return { organization, key: made };
  }
  return undefined;
}

/** A seeded key may be one of a service account's: it ends when that is revoked. */
function isLive(organization: LiveOrganization, { key_id: id }: SandboxKey): boolean {
  return id === undefined || organization.serviceAccountKeys.get(id) !== undefined;
}

/** A number that changes with everything that is worth keeping. */
export function worldMark(world: World): number {
  return world.organizations.reduce(
    (sum, item) => sum + item.revision + item.serial + item.audit.length + item.keys.length + item.uses,
    0,
  );
}

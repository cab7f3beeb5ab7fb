/** Differences in who holds an organization's roles beside their own: only where the files list who does. */
import { grantedRole, grantList } from "../kinds/roleGrant/kind.ts";
import type { Change, HeldBack } from "../model/change.ts";
import type { RoleGrant } from "../model/entities/roleGrant.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { fold, nearest } from "../model/text.ts";
import { compare } from "./compare.ts";
import { apart, only } from "./held.ts";
import type { Presence } from "./presence.ts";

interface GrantSides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  readonly present: Presence;
}

export function grantChanges({ organization, live, present }: GrantSides): {
  readonly changes: readonly Change[];
  readonly heldBack: readonly HeldBack[];
} {
  const { desired, ended, grantsListed } = organization;
  const isListed = ({ role, holder: { kind } }: RoleGrant): boolean =>
    grantsListed?.has(grantList(role, kind)) === true;
  const isManaged = (grant: RoleGrant): boolean =>
    isListed(grant) || desired.role_grant.has(grant.key) || ended?.role_grant.has(grant.key) === true;
  // Whoever leaves the organization holds no role of it any more, without a line of its own.
  const stays = ({ holder: { kind, key } }: RoleGrant): boolean => kind !== "member" || present.stays(key);
  const { clear, unplaced } = apart(desired.role_grant, live);
  const missing = missingRoles(clear, live);
  // At the service a role is called as it calls it, whatever case the files write it in.
  const names = new Map(rolesThere(live).map((name) => [fold(name), name]));
  const called = (grant: RoleGrant): RoleGrant => ({
    ...grant,
    role: names.get(fold(grant.role)) ?? grant.role,
  });
  return {
    changes: compare({
      kind: "role_grant",
      wanted: new Map(
        [...clear].flatMap(([key, grant]) => (missing.has(key) ? [] : [[key, called(grant)] as const])),
      ),
      live: only(live.role_grant, (grant) => isManaged(grant) && stays(grant)),
      within: live,
      isUnlisted: () => false,
    }),
    heldBack: [
      ...unplaced,
      ...[...missing].map(([key, binding]): HeldBack => ({
        kind: "role_grant",
        key,
        binding,
        declared: clear.get(key) ?? null,
      })),
    ],
  };
}

/** By key, the grants of roles that the service does not have, or that could not be read. */
function missingRoles(
  wanted: ReadonlyMap<string, RoleGrant>,
  live: State,
): ReadonlyMap<string, HeldBack["binding"]> {
  if (wanted.size === 0) return new Map();
  const { role_grant: read } = live.coverage;
  if (!read.complete) {
    const unseen = [...wanted.keys()].filter((key) => !live.role_grant.has(key));
    return new Map(unseen.map((key) => [key, withheld(`it is not known who holds it now. ${read.reason}`)]));
  }
  const names = rolesThere(live);
  const there = new Set(names.map(fold));
  return new Map(
    [...wanted].flatMap(([key, { role }]) => (there.has(fold(role)) ? [] : [[key, unknown(role, names)]])),
  );
}

function rolesThere({ resources }: State): string[] {
  return resources.flatMap(({ kind, name }) => (kind === grantedRole ? [name] : []));
}

function unknown(role: string, names: readonly string[]): HeldBack["binding"] {
  const near = nearest(role, names);
  const hint =
    near === undefined
      ? names.length === 0
        ? "the organization has none"
        : `it has ${[...names].sort().join(", ")}`
      : `did you mean ${near}?`;
  return withheld(`the organization has no role that is called ${role}: ${hint}`);
}

function withheld(message: string): HeldBack["binding"] {
  return { as: "ambiguous", code: "depends", message, ids: [] };
}

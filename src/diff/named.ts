/** Differences in what has a name of its own and is no person: teams, roles, service accounts and their keys. */
import type { Change, ChangesByKind, HeldBack } from "../model/change.ts";
import type { Key } from "../model/entity.ts";
import { knownKinds } from "../model/idList.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { heldBackAs, probableAccounts, probableKeys, probableRoles } from "./alike.ts";
import { compare } from "./compare.ts";
import type { Ended } from "./ended.ts";
import { apart, aside, bothOf, only, without, type Held } from "./held.ts";

interface NamedSides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  /** What the bindings leave open. */
  readonly open: Held;
  readonly ended: Ended;
}

export function teamChanges({ organization: { desired }, live, open }: Omit<NamedSides, "ended">): Change[] {
  return compare({
    kind: "team",
    wanted: without(desired.team, open.team.declared),
    live: without(live.team, open.team.live),
    within: live,
    isUnlisted: () => true,
  });
}

interface NamedChanges {
  readonly changes: Pick<ChangesByKind, "role" | "service_account" | "key">;
  readonly heldBack: readonly HeldBack[];
}

/** All but the teams. */
export function namedChanges({ organization, live, open, ended }: NamedSides): NamedChanges {
  const { desired } = organization;
  const roles = apart(desired.role, live);
  const accounts = apart(desired.service_account, live);
  const keys = apart(desired.key, live);
  const alike = probables(organization, aside(live, open, "live"), {
    ended,
    desired: aside(desired, open, "declared"),
  });
  const held = bothOf(open, alike);
  return {
    heldBack: [
      ...[roles, accounts, keys].flatMap(({ unplaced }) => unplaced),
      ...knownKinds.flatMap((kind) => heldBackAs(kind, alike[kind], desired)),
    ],
    changes: {
      role: compare({
        kind: "role",
        wanted: without(roles.clear, held.role.declared),
        live: without(live.role, held.role.live),
        within: live,
        isUnlisted: () => true,
      }),
      service_account: compare({
        kind: "service_account",
        wanted: without(accounts.clear, held.service_account.declared),
        live: without(live.service_account, held.service_account.live),
        within: live,
        isUnlisted: ({ key }) => !ended.accounts.has(key),
      }),
      key: keyChanges({ organization, live, held, clear: keys.clear, ended }),
    },
  };
}

interface KeySides extends Omit<NamedSides, "open"> {
  readonly held: Held;
  readonly clear: ReadonlyMap<string, Key>;
}

/** Of an account of which it is not known which one it is, no key is touched. */
function keyChanges({ organization, live, held, clear, ended }: KeySides): Change[] {
  const { declared, live: there } = held.service_account;
  const isClear = ({ account }: Key): boolean => !declared.has(account) && !there.has(account);
  return compare({
    kind: "key",
    wanted: only(without(clear, held.key.declared), isClear),
    live: only(
      without(live.key, held.key.live),
      (key) =>
        isClear(key) && (organization.desired.key.has(key.key) || keysListed(key.account, organization)),
    ),
    within: live,
    // Somebody asked for the end of all keys of an account that is disabled, whatever they are called.
    isUnlisted: ({ account }) =>
      !ended.accounts.has(account) && organization.desired.service_account.get(account)?.disabled !== true,
  });
}

/** Of what nobody manages, nothing is said; an account that a date has ended is known. */
function probables(
  organization: Organization,
  live: State,
  { ended, desired }: { readonly ended: Ended; readonly desired: State },
): Partial<Held> {
  const known = { ...live, service_account: without(live.service_account, ended.accounts) };
  const isTold = ({ key, account }: Key): boolean =>
    desired.key.has(key) || keysListed(account, organization);
  const listed = { ...live, key: only(live.key, isTold) };
  return {
    role: probableRoles(desired, live),
    service_account: probableAccounts(desired, known),
    key: probableKeys(desired, listed),
  };
}

/** Whether the files say which keys an account has; an account that is to be deleted has none. */
function keysListed(account: string, { desired, ended, policy }: Organization): boolean {
  if (ended?.service_account.has(account) === true) return true;
  const declared = desired.service_account.get(account);
  return declared === undefined
    ? policy.unlisted.service_accounts === "delete"
    : declared.keysListed === true;
}

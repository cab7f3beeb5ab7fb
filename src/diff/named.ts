/** Differences in keys of service accounts, and which of roles, accounts and keys may be there under another name. */
import type { Change, HeldBack } from "../model/change.ts";
import type { Key } from "../model/entities/key.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { probableAccounts, probableKeys, probableRoles } from "./alike.ts";
import { compare } from "./compare.ts";
import type { Ended } from "./ended.ts";
import { apart, aside, only, without, type Held } from "./held.ts";

interface KeySides {
  readonly organization: Organization;
  /** Under the names that the files use. */
  readonly live: State;
  readonly held: Held;
  readonly ended: Ended;
}

/** Of an account of which it is not known which one it is, no key is touched. */
export function keyChanges({ organization, live, held, ended }: KeySides): {
  readonly changes: readonly Change[];
  readonly heldBack: readonly HeldBack[];
} {
  const { clear, unplaced } = apart(organization.desired.key, live);
  const { declared, live: there } = held.service_account;
  const isClear = ({ account }: Key): boolean => !declared.has(account) && !there.has(account);
  const changes = compare({
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
  return { changes, heldBack: unplaced };
}

/** Roles, service accounts and keys that are probably others, by what they have in common. Of what nobody manages, nothing is said; an account that a date has ended is known. */
export function probablyOthers({
  organization,
  live: found,
  open,
  ended,
}: Omit<KeySides, "held"> & { readonly open: Held }): Partial<Held> {
  const [desired, live] = [aside(organization.desired, open, "declared"), aside(found, open, "live")];
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

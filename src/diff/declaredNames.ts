/** The live state under the names that the files use: what was renamed carries its new key, and so does all that refers to it. */
import type { KnownKind } from "../model/idList.ts";
import {
  membershipKey,
  shareKey,
  type Holder,
  type Member,
  type Role,
  type ServiceAccount,
} from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import type { Bindings } from "./bind.ts";
import { keyed, keysCalled, keysUnder, newKeys } from "./newKeys.ts";

type Rename = (key: string) => string;
type Renames = Readonly<Record<Exclude<KnownKind, "key">, Rename>>;

/** What the names of the files are taken from. */
export interface Declared {
  readonly desired: State;
  readonly bindings: Pick<Bindings, KnownKind>;
  /** The e-mails that members are given, by the keys of the files: what else is done speaks of them so. */
  readonly emails: ReadonlyMap<string, string>;
}

/** The live state with the keys of the files. */
export function underDeclaredNames(live: State, { desired, bindings, emails }: Declared): State {
  const [teams, members] = [newKeys(bindings.team), newKeys(bindings.member)];
  const [roles, accounts] = [newKeys(bindings.role), newKeys(bindings.service_account)];
  const keys = newKeys(bindings.key);
  if ([teams, members, roles, accounts, keys].every(({ size }) => size === 0)) return live;
  const to: Renames = {
    team: (key) => teams.get(key) ?? key,
    member: (key) => members.get(key) ?? key,
    role: (key) => roles.get(key) ?? key,
    service_account: (key) => accounts.get(key) ?? key,
  };
  const holder = ({ kind, key }: Holder): Holder => ({ kind, key: to[kind](key) });
  return {
    ...live,
    member: keyed([...live.member.values()].map((it) => memberUnder(it, to, emails))),
    role: keyed([...live.role.values()].map((it) => roleUnder(it, to.role, desired))),
    team: keyed(
      [...live.team.values()].map((it) => ({
        ...it,
        key: to.team(it.key),
        ...(typeof it.parent === "string" ? { parent: to.team(it.parent) } : {}),
        ...(typeof it.manager === "string" ? { manager: to.member(it.manager) } : {}),
      })),
    ),
    share: keyed(
      [...live.share.values()].map((it) => {
        const moved = { ...it, holder: holder(it.holder) };
        return { ...moved, key: shareKey(moved) };
      }),
    ),
    service_account: keyed(
      [...live.service_account.values()].map((it) => accountUnder(it, { to, holder, desired })),
    ),
    key: keysCalled(keysUnder(live.key, accounts), keys),
    team_membership: keyed(
      [...live.team_membership.values()].map((it) => {
        const ends = { team: to.team(it.team), member: to.member(it.member) };
        return { ...it, ...ends, key: membershipKey(ends.team, ends.member) };
      }),
    ),
    ownership: keyed(
      [...live.ownership.values()].map((it) =>
        it.owner === null ? it : { ...it, owner: to.member(it.owner) },
      ),
    ),
  };
}

function roleUnder(it: Role, to: Rename, desired: State): Role {
  const key = to(it.key);
  return key === it.key ? it : { ...it, key, name: desired.role.get(key)?.name ?? key, calledThere: it.name };
}

function accountUnder(
  it: ServiceAccount,
  {
    to,
    holder,
    desired,
  }: { readonly to: Renames; readonly holder: (it: Holder) => Holder; readonly desired: State },
): ServiceAccount {
  const key = to.service_account(it.key);
  return {
    ...it,
    ...(key === it.key ? {} : { key, name: desired.service_account.get(key)?.name ?? key }),
    ...(it.role === undefined ? {} : { role: to.role(it.role) }),
    ...(it.owner === undefined ? {} : { owner: holder(it.owner) }),
  };
}

function memberUnder(
  live: Member,
  to: Pick<Renames, "member" | "team" | "role">,
  emails: ReadonlyMap<string, string>,
): Member {
  const it = live.role === undefined ? live : { ...live, role: to.role(live.role) };
  const key = to.member(it.key);
  const named = key === it.key ? it : { ...it, key, email: emails.get(key) ?? it.email };
  if (it.teams === undefined) return named;
  const teams = it.teams.map((place) => ({ ...place, team: to.team(place.team) }));
  return { ...named, teams: sortedBy(teams, (place) => place.team) };
}

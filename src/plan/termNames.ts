/** What the things that the base's files name are called now: under another name it is no other thing. */
import { membershipKey, shareKey, type Entity, type Holder } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";

/** What the things of the base are called now: another name is no other thing. */
export interface Names {
  readonly now: (entity: Entity) => string;
  /** Of what others refer to, by its key in the base. */
  readonly keyNow: Readonly<Record<Holder["kind"], (key: string) => string>>;
}

export function namesOf(was: State, is: State): Names {
  const members = new Map([...byFormerName(is.member), ...byId(was.member, is.member)]);
  const teams = new Map([...byFormerName(is.team), ...byId(was.team, is.team)]);
  const accounts = byId(was.service_account, is.service_account);
  const keys = byId(was.key, is.key);
  const keyNow: Names["keyNow"] = {
    member: (key) => members.get(key) ?? key,
    team: (key) => teams.get(key) ?? key,
    service_account: (key) => accounts.get(key) ?? key,
  };
  const now = (entity: Entity): string => {
    switch (entity.kind) {
      case "member":
      case "team":
      case "service_account":
        return keyNow[entity.kind](entity.key);
      case "team_membership":
        return membershipKey(keyNow.team(entity.team), keyNow.member(entity.member));
      case "share": {
        const { kind, key } = entity.holder;
        return shareKey({ ...entity, holder: { kind, key: keyNow[kind](key) } });
      }
      case "key": {
        const { key, account } = entity;
        return keys.get(key) ?? `${keyNow.service_account(account)}${key.slice(account.length)}`;
      }
      case "role":
      case "ownership":
        return entity.key;
    }
  };
  return { now, keyNow };
}

type Identified = Pick<Entity, "key" | "declaredId">;
type Renamed = Pick<Entity, "key"> & { readonly previously?: readonly string[] };

/** Former names that nothing has now -> keys now. */
function byFormerName(is: ReadonlyMap<string, Renamed>): ReadonlyMap<string, string> {
  return new Map(
    [...is.values()].flatMap(({ key, previously = [] }) =>
      previously.map(fold).flatMap((former) => (is.has(former) ? [] : [[former, key] as const])),
    ),
  );
}

/** Keys of the base -> keys now, of what has another name and the same id by the files. */
function byId(
  was: ReadonlyMap<string, Identified>,
  is: ReadonlyMap<string, Identified>,
): ReadonlyMap<string, string> {
  const ids = new Map([...is.values()].map(({ key, declaredId }) => [declaredId, key]));
  return new Map(
    [...was.values()].flatMap(({ key, declaredId }) => {
      const same = declaredId === undefined || is.has(key) ? undefined : ids.get(declaredId);
      return same === undefined ? [] : [[key, same] as const];
    }),
  );
}

/** The thing itself, and those without which it is not there either. */
export function hangsOn(entity: Entity, names: Names): (readonly [Entity["kind"], string])[] {
  const self = [entity.kind, names.now(entity)] as const;
  const on = (kind: Holder["kind"], key: string) => [kind, names.keyNow[kind](key)] as const;
  switch (entity.kind) {
    case "team_membership":
      return [self, on("team", entity.team), on("member", entity.member)];
    case "share":
      return [self, on(entity.holder.kind, entity.holder.key)];
    case "key":
      return [self, on("service_account", entity.account)];
    case "member":
    case "team":
    case "role":
    case "service_account":
    case "ownership":
      return [self];
  }
}

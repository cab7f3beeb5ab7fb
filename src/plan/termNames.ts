/** What the things that the base's files name are called now: under another name it is no other thing. */
import { membershipKey, shareKey, type Entity } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";

/** What the things of the base are called now: another name is no other thing. */
export interface Names {
  readonly now: (entity: Entity) => string;
  readonly memberNow: (key: string) => string;
  readonly teamNow: (key: string) => string;
  readonly accountNow: (key: string) => string;
}

export function namesOf(was: State, is: State): Names {
  const members = new Map<string, string>();
  for (const { key, previously = [] } of is.member.values()) {
    for (const former of previously.map(fold)) if (!is.member.has(former)) members.set(former, key);
  }
  for (const [key, same] of byId(was.member, is.member)) members.set(key, same);
  const teams = new Map<string, string>();
  for (const { key, previously = [] } of is.team.values())
    for (const former of previously.map(fold)) if (!is.team.has(former)) teams.set(former, key);
  for (const [key, same] of byId(was.team, is.team)) teams.set(key, same);
  const accounts = byId(was.service_account, is.service_account);
  const keys = byId(was.key, is.key);
  const memberNow = (key: string): string => members.get(key) ?? key;
  const teamNow = (key: string): string => teams.get(key) ?? key;
  const accountNow = (key: string): string => accounts.get(key) ?? key;
  const now = (entity: Entity): string => {
    switch (entity.kind) {
      case "member":
        return memberNow(entity.key);
      case "team":
        return teamNow(entity.key);
      case "team_membership":
        return membershipKey(teamNow(entity.team), memberNow(entity.member));
      case "share": {
        const { kind, key } = entity.holder;
        const holder = kind === "member" ? memberNow(key) : kind === "team" ? teamNow(key) : accountNow(key);
        return shareKey({ ...entity, holder: { kind, key: holder } });
      }
      case "service_account":
        return accountNow(entity.key);
      case "key":
        return (
          keys.get(entity.key) ?? `${accountNow(entity.account)}${entity.key.slice(entity.account.length)}`
        );
      case "role":
      case "ownership":
        return entity.key;
    }
  };
  return { now, memberNow, teamNow, accountNow };
}

type Identified = Pick<Entity, "key" | "declaredId">;

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
  switch (entity.kind) {
    case "team_membership":
      return [self, ["team", names.teamNow(entity.team)], ["member", names.memberNow(entity.member)]];
    case "share": {
      const { kind, key } = entity.holder;
      return [
        self,
        [
          kind,
          kind === "team"
            ? names.teamNow(key)
            : kind === "member"
              ? names.memberNow(key)
              : names.accountNow(key),
        ],
      ];
    }
    case "key":
      return [self, ["service_account", names.accountNow(entity.account)]];
    case "member":
    case "team":
    case "role":
    case "service_account":
    case "ownership":
      return [self];
  }
}

/** What the things that the base's files name are called now: under another name it is no other thing. */
import { membershipKey, shareKey, type Entity } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { fold } from "../model/text.ts";

/** What the things of the base are called now: another name is no other thing. */
export interface Names {
  readonly now: (entity: Entity) => string;
  readonly memberNow: (key: string) => string;
  readonly teamNow: (key: string) => string;
}

export function namesOf(was: State, is: State): Names {
  const members = new Map<string, string>();
  const ids = new Map<string, string>();
  for (const { key, previously = [], declaredId } of is.member.values()) {
    for (const former of previously.map(fold)) if (!is.member.has(former)) members.set(former, key);
    if (declaredId !== undefined) ids.set(declaredId, key);
  }
  for (const { key, declaredId } of was.member.values()) {
    const same = declaredId === undefined ? undefined : ids.get(declaredId);
    if (same !== undefined && !is.member.has(key)) members.set(key, same);
  }
  const teams = new Map<string, string>();
  for (const { key, previously = [] } of is.team.values())
    for (const former of previously.map(fold)) if (!is.team.has(former)) teams.set(former, key);
  const teamIds = new Map([...is.team.values()].map(({ key, declaredId }) => [declaredId, key]));
  for (const { key, declaredId } of was.team.values()) {
    const same = declaredId === undefined ? undefined : teamIds.get(declaredId);
    if (same !== undefined && !is.team.has(key)) teams.set(key, same);
  }
  const memberNow = (key: string): string => members.get(key) ?? key;
  const teamNow = (key: string): string => teams.get(key) ?? key;
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
        const holder = kind === "member" ? memberNow(key) : kind === "team" ? teamNow(key) : key;
        return shareKey({ ...entity, holder: { kind, key: holder } });
      }
      case "role":
      case "service_account":
      case "key":
      case "ownership":
        return entity.key;
    }
  };
  return { now, memberNow, teamNow };
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
        [kind, kind === "team" ? names.teamNow(key) : kind === "member" ? names.memberNow(key) : key],
      ];
    }
    case "key":
      return [self, ...(entity.account === undefined ? [] : [["service_account", entity.account] as const])];
    case "member":
    case "team":
    case "role":
    case "service_account":
    case "ownership":
      return [self];
  }
}

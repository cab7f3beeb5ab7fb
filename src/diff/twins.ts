/**
 * Several live records under one address. The files mean one of them: the one with the id that they give, the one that
 * is left when the others are somebody else by theirs, or, of somebody who leaves, the one that is still active. The
 * rest stand in no file, each under a key of its own, and are dealt with like anybody who does not.
 */
import { idLine } from "../model/idList.ts";
import { entitiesOf, stateOf, type Collision, type State } from "../model/state.ts";
import type { Member } from "../model/entities/member.ts";
import type { Entity } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import { addressOf, isRecord, recordKey } from "../model/record.ts";
import { fold, sortedBy } from "../model/text.ts";
import { renamed, type Rename } from "../kinds/kinds.ts";
import { ambiguous } from "./former.ts";
import type { HeldBack } from "../model/change.ts";

/** The live state with the members told apart who can be; those of an address who cannot stay a collision. */
export function toldApart(live: State, organization: Organization): State {
  const twins = live.collisions.flatMap(membersOf);
  if (twins.length === 0) return live;
  const told = twins.map((members) => keysOf(members, organization));
  const keys = new Map(told.flatMap((each) => [...each]));
  const renames = new Map([...keys].map(([{ key, id = "" }, to]) => [recordKey(key, id), to]));
  const to: Rename = (kind, key) => (kind === "member" ? renames.get(key) : undefined) ?? key;
  const members = [...keys].map(([member, key]) => ({ ...member, key }));
  const state = stateOf([...entitiesOf(live).map((it) => renamed(it.kind, it, to)), ...members], live);
  const others = live.collisions.filter((it) => membersOf(it).length === 0);
  return {
    ...state,
    collisions: sortedBy([...others, ...state.collisions], ({ kind, key }) => `${kind} ${key}`),
  };
}

/** Records that are still active under the address of somebody who leaves, where no policy ends them. */
export function staysActive({ desired, policy }: Organization, live: State): HeldBack[] {
  if (policy.unlisted.members !== "report") return [];
  return [...live.member.values()].flatMap(({ key, email, id, state }): HeldBack[] => {
    const leaver = isRecord(key) ? desired.member.get(addressOf(key)) : undefined;
    if (state !== "active" || leaver === undefined || leaver.state === "active") return [];
    const message =
      `${email} leaves by the files, and ${key} is active under that address and stands in no file. If that is who leaves, ` +
      `write its id: ${idLine("member", addressOf(key), String(id))}; if it is theirs as well, \`unlisted: { members: deactivate }\` ends it; ` +
      `if it is somebody else's, give it an address of its own`;
    return [{ kind: "member", key, binding: ambiguous(message, [id]), declared: null }];
  });
}

/** The members who share an address, where it is known who they are. */
function membersOf({ kind, objects = [] }: Collision): (readonly Member[])[] {
  const members = objects.filter((it: Entity): it is Member => it.kind === "member");
  return kind === "member" && members.length > 0 ? [members] : [];
}

/** The key of each: all the address where nobody can tell which is meant. */
function keysOf(members: readonly Member[], organization: Organization): Map<Member, string> {
  const address = members[0]?.key ?? "";
  const meant = meantBy(members, address, organization);
  return new Map(
    members.map((member) => [
      member,
      meant === undefined || member === meant ? address : recordKey(address, member.id ?? ""),
    ]),
  );
}

/** Whom the files mean by an address: null for nobody, undefined where it cannot be told. */
function meantBy(
  members: readonly Member[],
  address: string,
  { desired, ended }: Organization,
): Member | null | undefined {
  const declared = desired.member.get(address);
  const all = [...desired.member.values()];
  if (declared === undefined) {
    const isClaimed = all.some(({ previously = [] }) =>
      previously.some((former) => fold(former) === address),
    );
    return isClaimed || ended?.member.has(address) === true ? undefined : null;
  }
  if (declared.declaredId !== undefined) return members.find(({ id }) => id === declared.declaredId);
  const others = new Set(all.flatMap((it) => (it === declared ? [] : (it.declaredId ?? []))));
  const left = members.filter(({ id = "" }) => !others.has(id));
  if (left.length <= 1) return left[0] ?? null;
  const active = left.filter(({ state }) => state === "active");
  return declared.state !== "active" && active.length === 1 ? active[0] : undefined;
}

/** What everybody has in an organization, each with a hash that tells whether it is still so. */
import { addTo } from "../model/grouped.ts";
import { meaningOf, type Naming } from "../history/meaning.ts";
import { kinds, type Entity } from "../model/entity.ts";
import { hashJson, type JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { Held, SubjectKind } from "../model/review.ts";
import { compareText } from "../model/text.ts";

interface Holding {
  readonly own: Entity[];
  /** Keys of the teams that they are in. */
  readonly teams: string[];
}

const asCalled: Naming = (_, key) => key;

/** Everybody who is active, and every service account that may have a key; people first, by key. */
export function heldIn({ desired }: Organization): readonly Held[] {
  const subjects = new Map<string, Holding & { readonly kind: SubjectKind; readonly key: string }>();
  const shares = new Map<string, Entity[]>();
  const give = (kind: SubjectKind, key: string | null | undefined, entity: Entity): void =>
    void subjects.get(`${kind} ${key ?? ""}`)?.own.push(entity);
  for (const member of desired.member.values()) {
    if (member.state === "active") subjects.set(`member ${member.key}`, newSubject("member", member));
  }
  for (const account of desired.service_account.values()) {
    if (account.disabled !== true)
      subjects.set(`service_account ${account.key}`, newSubject("service_account", account));
  }
  for (const place of desired.team_membership.values()) {
    give("member", place.member, place);
    subjects.get(`member ${place.member}`)?.teams.push(place.team);
  }
  for (const held of [...desired.share.values(), ...desired.role_grant.values()]) {
    const { kind, key } = held.holder;
    if (kind === "team") addTo(shares, key, held);
    else give(kind, key, held);
  }
  for (const team of desired.team.values()) give("member", team.manager, team);
  for (const account of desired.service_account.values()) {
    if (account.owner?.kind === "member" && account.disabled !== true)
      give("member", account.owner.key, account);
  }
  for (const key of desired.key.values()) give("service_account", key.account, key);
  const ofTeams = new Map([...shares].map(([team, list]) => [team, hashJson(list.map(told))]));
  return [...subjects.values()].map(({ kind, key, own, teams }) => {
    const access = own
      .map(told)
      .sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || compareText(a.key, b.key));
    const throughTeams = [...teams].sort().map((team) => [team, ofTeams.get(team) ?? null]);
    return { kind, key, access, hash: hashJson([access, throughTeams]).slice(0, 32) };
  });
}

function newSubject<K extends SubjectKind>(kind: K, entity: Entity): Holding & { kind: K; key: string } {
  return { kind, key: entity.key, own: [entity], teams: [] };
}

type Told = { readonly kind: Entity["kind"]; readonly key: string; readonly fields: JsonObject };

function told(entity: Entity): Told {
  return { kind: entity.kind, key: entity.key, fields: meaningOf(entity, asCalled) };
}

/** The live state under the names that the files use: what was renamed carries its new key, and so does all that refers to it. */
import type { Binding } from "../model/change.ts";
import { membershipKey, shareKey, type Holder, type Member } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { sortedBy } from "../model/text.ts";
import type { Bindings } from "./bind.ts";

type Rename = (key: string) => string;

/** The live state with the keys of the files. `emails` are the e-mails that members are given, by those keys: what else is done speaks of them so. */
export function underDeclaredNames(
  live: State,
  bindings: Pick<Bindings, "member" | "team">,
  emails: ReadonlyMap<string, string>,
): State {
  const [teams, members] = [newKeys(bindings.team), newKeys(bindings.member)];
  if (teams.size === 0 && members.size === 0) return live;
  const team: Rename = (key) => teams.get(key) ?? key;
  const member: Rename = (key) => members.get(key) ?? key;
  const holder = (it: Holder): Holder =>
    it.kind === "team"
      ? { kind: "team", key: team(it.key) }
      : it.kind === "member"
        ? { kind: "member", key: member(it.key) }
        : it;
  return {
    ...live,
    member: keyed([...live.member.values()].map((it) => memberUnder(it, { member, team, emails }))),
    team: keyed(
      [...live.team.values()].map((it) => ({
        ...it,
        key: team(it.key),
        ...(typeof it.parent === "string" ? { parent: team(it.parent) } : {}),
        ...(typeof it.manager === "string" ? { manager: member(it.manager) } : {}),
      })),
    ),
    share: keyed(
      [...live.share.values()].map((it) => {
        const moved = { ...it, holder: holder(it.holder) };
        return { ...moved, key: shareKey(moved) };
      }),
    ),
    service_account: keyed(
      [...live.service_account.values()].map((it) =>
        it.owner === undefined ? it : { ...it, owner: holder(it.owner) },
      ),
    ),
    team_membership: keyed(
      [...live.team_membership.values()].map((it) => {
        const ends = { team: team(it.team), member: member(it.member) };
        return { ...it, ...ends, key: membershipKey(ends.team, ends.member) };
      }),
    ),
    ownership: keyed(
      [...live.ownership.values()].map((it) => (it.owner === null ? it : { ...it, owner: member(it.owner) })),
    ),
  };
}

/** Key of each live object that the files know by another -> that other key. */
function newKeys(bindings: ReadonlyMap<string, Binding>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [key, binding] of bindings) {
    if (binding.as === "bound" && binding.live.key !== key) keys.set(binding.live.key, key);
  }
  return keys;
}

function memberUnder(
  it: Member,
  to: { readonly member: Rename; readonly team: Rename; readonly emails: ReadonlyMap<string, string> },
): Member {
  const key = to.member(it.key);
  const named = key === it.key ? it : { ...it, key, email: to.emails.get(key) ?? it.email };
  if (it.teams === undefined) return named;
  const teams = it.teams.map((place) => ({ ...place, team: to.team(place.team) }));
  return { ...named, teams: sortedBy(teams, (place) => place.team) };
}

function keyed<E extends { readonly key: string }>(entities: readonly E[]): ReadonlyMap<string, E> {
  return new Map(sortedBy(entities, (it) => it.key).map((it) => [it.key, it]));
}

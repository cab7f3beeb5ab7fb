/** Teams made of teams: whoever is in an included team stands in the list of the one that includes it, once, and says through which. */
import type { Facts } from "./facts.ts";
import type { DeclaredMember, DeclaredPlace, DeclaredTeam } from "./items.ts";
import { profilePlaces } from "./standing.ts";

/** The teams with everybody whom they include. Of a circle, which is an error, nobody comes twice. */
export function withIncludes(facts: Facts): ReadonlyMap<string, DeclaredTeam> {
  const { teams } = facts;
  if (![...teams.values()].some(({ include }) => include !== undefined)) return teams;
  const whole = new Map(teams);
  const byProfile = profilePlaces(facts);
  for (const team of includedFirst(teams)) {
    if (team.include === undefined) continue;
    const listed = new Set((team.members ?? []).map(({ member }) => member.key));
    const through = new Map<string, DeclaredPlace>();
    for (const { key } of team.include) {
      const included = whole.get(key);
      if (included === undefined || key === team.key) continue;
      for (const place of placesOf(included, byProfile.get(key) ?? [])) {
        if (listed.has(place.member.key)) continue;
        const other = through.get(place.member.key);
        if (other === undefined || lastsLonger(place, other)) through.set(place.member.key, place);
      }
    }
    whole.set(team.key, { ...team, members: [...(team.members ?? []), ...through.values()] });
  }
  return whole;
}

/** Everybody in a team as they come to another: as members, whatever they are there. */
function placesOf(team: DeclaredTeam, byProfile: readonly DeclaredMember[]): DeclaredPlace[] {
  const via = team.slug;
  return [
    ...(team.members ?? []).map(({ member, expires }): DeclaredPlace => {
      return { member, role: "member", via, ...(expires === undefined ? {} : { expires }) };
    }),
    ...byProfile.map(({ key, email, profile, at }): DeclaredPlace => {
      return { member: { key, text: email, at: profile?.at ?? at }, role: "member", via };
    }),
  ];
}

/** Of two ways into a team the one counts that stays open. */
function lastsLonger({ expires: one }: DeclaredPlace, { expires: other }: DeclaredPlace): boolean {
  return other !== undefined && (one === undefined || one.day > other.day);
}

/** Every team after those that it includes, as far as there is no circle. Along long chains, without a call for each link. */
function includedFirst(teams: ReadonlyMap<string, DeclaredTeam>): DeclaredTeam[] {
  const order: DeclaredTeam[] = [];
  const seen = new Set<string>();
  for (const first of teams.values()) {
    const open: { readonly team: DeclaredTeam; next: number }[] = [];
    const enter = (team: DeclaredTeam | undefined): void => {
      if (team === undefined || seen.has(team.key)) return;
      seen.add(team.key);
      open.push({ team, next: 0 });
    };
    enter(first);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const name = top.team.include?.[top.next];
      top.next += 1;
      if (name !== undefined) enter(teams.get(name.key));
      else {
        order.push(top.team);
        open.pop();
      }
    }
  }
  return order;
}

/**
 * What people come to have by the team that they are put into, or by where their team stands: no line shows it but that one,
 * which names the team alone.
 */
import type { Draft } from "../kinds/draft.ts";
import { liveBy } from "../kinds/liveBy.ts";
import { grantedRole } from "../kinds/roleGrant/kind.ts";
import type { Holder } from "../model/entities/holder.ts";
import type { TeamPlace } from "../model/entities/membership.ts";
import { once } from "../model/once.ts";
import type { Organization } from "../model/organization.ts";
import type { Action, Risk } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { compareText, fold, someOf } from "../model/text.ts";
import { teamsHave, type TeamsHave } from "./teamHas.ts";

type Gains = Required<Pick<Action, "because">> & { readonly risk: Risk };

interface Around {
  readonly organization: Organization;
  readonly live: State;
  readonly teams: TeamsHave;
  /** By folded name of a role that is given beside the own one: what it allows, where the service tells. */
  readonly allows: () => ReadonlyMap<string, readonly string[]>;
}

/** Finds what a draft of a plan brings so; undefined where it brings nothing. */
export function gainsIn(organization: Organization, live: State): (draft: Draft) => Gains | undefined {
  const allows = once(
    () =>
      new Map(
        live.resources.flatMap(({ kind, name, allows: all }) =>
          kind === grantedRole && all !== undefined ? [[fold(name), all] as const] : [],
        ),
      ),
  );
  const around: Around = { organization, live, teams: teamsHave(organization, live), allows };
  return (draft) => gainsOf(draft, around);
}

function gainsOf(draft: Draft, around: Around): Gains | undefined {
  const { live, teams } = around;
  switch (draft.verb) {
    case "create_team":
    case "update_team":
      return live.vocabulary.nestedHave === true ? fromAbove(draft.after.parent, teams) : undefined;
    case "share":
    case "change_share":
      return together([forThoseBelow(draft.after.holder, teams)]);
    case "grant_role":
      return together([allowedBy(draft.after.role, around), forThoseBelow(draft.after.holder, teams)]);
    case "invite":
    case "reinvite":
    case "correct_invitation":
      return intoTeams({ member: draft.key, places: draft.after.teams, had: placesBefore(draft) }, around);
    case "reactivate":
      return found(draft.key, around);
    case "join_team":
    case "change_team_role": {
      const { before, after } = draft;
      return intoTeams(
        { member: after.member, places: [after], had: before === null ? [] : [before] },
        around,
      );
    }
    default:
      return undefined;
  }
}

/** Places that outlived the access, and that no line gives or ends: whoever comes back has them again. */
function found(member: string, { organization: { desired }, live }: Around): Gains | undefined {
  const again = liveBy(live)
    .placesOf(member)
    .filter(
      ({ key, team }) => !desired.team_membership.has(key) && desired.team.get(team)?.membersListed !== true,
    )
    .map(({ team }) => live.team.get(team)?.slug ?? team)
    .sort(compareText);
  if (again.length === 0) return undefined;
  const noun = again.length === 1 ? "the place in the team" : "the places in the teams";
  return high(`finds again ${noun} ${someOf(again)}, which no file gives`);
}

interface Placed {
  /** Key. */
  readonly member: string;
  readonly places: readonly TeamPlace[];
  /** What of it was so before: an invitation that is corrected has brought it already. */
  readonly had: readonly TeamPlace[];
}

function placesBefore(
  draft: Extract<Draft, { verb: "invite" | "reinvite" | "correct_invitation" }>,
): readonly TeamPlace[] {
  return draft.verb === "correct_invitation" ? draft.before.teams : [];
}

/** What must not be overlooked of it. Whoever manages users could give themselves all of that. */
function intoTeams(
  { member, places, had }: Placed,
  { organization, live, teams }: Around,
): Gains | undefined {
  const { roles, leadsAdmit } = live.vocabulary;
  if (organization.desired.member.get(member)?.role === roles.managing) return undefined;
  const wasIn = new Set(had.map(({ team }) => team));
  const brought = places.flatMap(({ team }) => (wasIn.has(team) ? [] : teams.has(team).powerful));
  const led = new Set(had.flatMap(({ team, role }) => (role === "lead" ? [team] : [])));
  const leads = leadsAdmit === true && places.some(({ team, role }) => role === "lead" && !led.has(team));
  return together([
    brought.length === 0 ? undefined : high(`brings ${someOf([...new Set(brought)])}`),
    leads ? high("whoever leads a team lets others into it") : undefined,
  ]);
}

function fromAbove(parent: string | null | undefined, teams: TeamsHave): Gains | undefined {
  if (typeof parent !== "string") return undefined;
  const { all, powerful } = teams.has(parent);
  if (all.length === 0) return undefined;
  return {
    because: `its people have what ${parent} has: ${someOf(all)}`,
    risk: powerful.length === 0 ? "low" : "high",
  };
}

function forThoseBelow({ kind, key }: Holder, teams: TeamsHave): Gains | undefined {
  const below = kind === "team" ? teams.below(key) : [];
  if (below.length === 0) return undefined;
  return { because: `for the teams below ${key} as well: ${someOf(below)}`, risk: "low" };
}

function allowedBy(role: string, { allows }: Around): Gains | undefined {
  const all = allows().get(fold(role)) ?? [];
  return all.length === 0 ? undefined : high(`allows ${someOf(all)}`);
}

function high(because: string): Gains {
  return { because, risk: "high" };
}

function together(gains: readonly (Gains | undefined)[]): Gains | undefined {
  const all = gains.filter((it) => it !== undefined);
  if (all.length === 0) return undefined;
  const isHigh = all.some(({ risk }) => risk === "high");
  return { because: all.map(({ because }) => because).join("; "), risk: isHigh ? "high" : "low" };
}

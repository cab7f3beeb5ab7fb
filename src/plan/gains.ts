/**
 * What people come to have by where their team stands, where teams have what those above them have: no line but that of the
 * one team shows it.
 */
import type { Share } from "../model/entity.ts";
import { grouped } from "../model/grouped.ts";
import { once } from "../model/once.ts";
import type { Organization } from "../model/organization.ts";
import type { Action, Risk } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import { compareText, someOf } from "../model/text.ts";
import type { Draft } from "../kinds/draft.ts";
import { riskOfShare } from "../kinds/share/verbs.ts";
import { takenShare } from "./takes.ts";

/** So many teams up or down are looked at: the depth of teams must not cost its square. */
const mostTeams = 100;

type Gains = Required<Pick<Action, "because">> & { readonly risk: Risk };

/** Finds what a draft of a plan brings so; undefined where it brings nothing. */
export function gainsIn(organization: Organization, live: State): (draft: Draft) => Gains | undefined {
  if (live.vocabulary.nestedHave !== true) return () => undefined;
  const { team: declared, share: wanted } = organization.desired;
  // What the files say stands for what is live by the same key.
  const shares = once(() => grouped(new Map([...live.share, ...wanted]).values(), holderOf));
  const parentOf = (team: string): string | null => {
    const parent = declared.get(team)?.parent;
    return (parent === undefined ? live.team.get(team)?.parent : parent) ?? null;
  };
  const below = once(() => grouped(new Set([...live.team.keys(), ...declared.keys()]), parentOf));
  return (draft) => {
    switch (draft.verb) {
      case "create_team":
      case "update_team": {
        const { parent } = draft.after;
        if (typeof parent !== "string") return undefined;
        const above = reached(parent, (team) => {
          const next = parentOf(team);
          return next === null ? [] : [next];
        });
        return fromAbove(
          parent,
          [...above].flatMap((team) => shares().get(`team ${team}`) ?? []),
          live,
        );
      }
      case "share":
      case "change_share": {
        const { key } = draft.after.holder;
        const [, ...teams] = reached(key, (team) => below().get(team) ?? []);
        if (teams.length === 0) return undefined;
        return {
          because: `for the teams below ${key} as well: ${someOf(teams.sort(compareText))}`,
          risk: "low",
        };
      }
      default:
        return undefined;
    }
  };
}

function fromAbove(parent: string, shares: readonly Share[], { vocabulary }: State): Gains | undefined {
  if (shares.length === 0) return undefined;
  const names = new Set(shares.map(takenShare));
  return {
    because: `its people have what ${parent} has: ${someOf([...names].sort(compareText))}`,
    risk: shares.some((share) => riskOfShare(share, vocabulary) === "high") ? "high" : "low",
  };
}

function holderOf({ holder: { kind, key } }: Share): string {
  return `${kind} ${key}`;
}

/** A team and those that it leads to. */
function reached(team: string, next: (team: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([team]);
  for (const each of found) {
    for (const other of next(each)) if (found.size < mostTeams) found.add(other);
  }
  return found;
}

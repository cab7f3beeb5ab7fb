/**
 * What stands above a team once the plan is done: its parent and that one's, up to the top. Each team is walked over
 * once for all that is asked, so that a chain costs its length; nothing here recurses, however deep the teams are nested.
 */
import { roundFrom, roundsAlong } from "../../model/rounds.ts";

export interface TeamsAbove {
  /** The nearest team, from this one upwards, that the plan makes or moves. */
  nearest(team: string): string | null;
  /** The circle that a team stands on, each below the next, beginning after itself; null where it stands on none. */
  circle(team: string): readonly string[] | null;
}

interface AboveInput {
  /** Once the plan is done; null at the top. */
  readonly parentOf: (team: string) => string | null;
  /** Whether the plan makes or moves that team. */
  readonly isPlaced: (team: string) => boolean;
}

export function teamsAbove({ parentOf, isPlaced }: AboveInput): TeamsAbove {
  const nearest = new Map<string, string | null>();
  const rounds = roundsAlong(parentOf);
  return {
    nearest: (team) => {
      const path = new Set<string>();
      let at: string | null = team;
      while (at !== null && !nearest.has(at) && !path.has(at) && !isPlaced(at)) {
        path.add(at);
        at = parentOf(at);
      }
      // Round a circle none of which is placed, there is none.
      const found = at === null || path.has(at) ? null : (nearest.get(at) ?? (isPlaced(at) ? at : null));
      for (const passed of path) nearest.set(passed, found);
      return found;
    },
    circle: (team) => roundFrom(team, rounds(team))?.slice(1) ?? null,
  };
}

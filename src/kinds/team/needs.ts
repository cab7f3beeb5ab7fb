/** What must be there, or gone, before a team is made, placed or deleted. */
import { someOf } from "../../model/text.ts";
import type { DraftOf, Reason } from "../draft.ts";
import { memberObstacle, teamObstacle, type Lookup, type NeedsRule } from "../lookup.ts";
import { teamsAbove, type TeamsAbove } from "./above.ts";

/**
 * A new parent must be in its own place first: the nearest team above that is created or moved in this plan, which needs
 * the next one above it, up to the top, so that no two moves ever make a circle half-way. Files that are fine by
 * themselves can still make one with a parent that they leave open: then nobody in it moves.
 */
export const parentObstacle: NeedsRule<"create_team" | "update_team"> = (draft, lookup, edge) => {
  const { parent } = draft.after;
  if (typeof parent !== "string") return null;
  const obstacle = teamObstacle(parent, lookup, edge);
  const above = lookup.above.nearest(parent);
  if (above !== null) {
    const move = lookup.find("update_team", above);
    if (isMove(move)) edge(move);
    edge(lookup.find("create_team", above));
  }
  const round = lookup.above.circle(draft.key);
  return obstacle ?? (round === null ? null : circle(draft.key, round));
};

/** What stands above each team once the plan is done: as it places them, as declared, or as it is where the files leave it open. */
export function aboveIn({
  organization,
  live,
  find,
}: Pick<Lookup, "organization" | "live" | "find">): TeamsAbove {
  const placing = (team: string): DraftOf<"create_team" | "update_team"> | undefined => {
    const move = find("update_team", team);
    return isMove(move) ? move : find("create_team", team);
  };
  return teamsAbove({
    isPlaced: (team) => placing(team) !== undefined,
    parentOf: (team) => {
      const placed = placing(team)?.after.parent;
      const declared = placed === undefined ? organization.desired.team.get(team)?.parent : placed;
      return (declared === undefined ? live.team.get(team)?.parent : declared) ?? null;
    },
  });
}

function isMove(update: DraftOf<"update_team"> | undefined): boolean {
  return update !== undefined && "parent" in update.after;
}

function circle(team: string, above: readonly string[]): Reason {
  const more = above.length - mostNamed;
  const rest = more > 0 ? [`${more} more`] : [];
  const names = [team, ...above.slice(0, mostNamed), ...rest, team];
  return {
    code: "depends",
    message: `team ${team} would be below itself: ${names.join(" below ")}. Declare the parent of each of them`,
  };
}

/** Of a circle; each of its teams tells of it. */
const mostNamed = 20;

export const managerObstacle: NeedsRule<"update_team"> = (draft, lookup, edge) => {
  const { manager } = draft.after;
  return typeof manager === "string" ? memberObstacle(manager, lookup, edge) : null;
};

/** A team is deleted when its children are gone or moved; a child that stays holds it. */
export const childrenObstacle: NeedsRule<"delete_team"> = (draft, lookup, edge) => {
  const staying = lookup.liveBy.parent(draft.key).filter((child) => {
    const deletion = lookup.find("delete_team", child.key);
    const move = lookup.find("update_team", child.key);
    const moves = isMove(move);
    edge(deletion);
    if (moves) edge(move);
    return deletion === undefined && !moves;
  });
  if (staying.length === 0) return null;
  const names = staying.map((child) => child.slug).join(", ");
  return {
    code: "depends",
    message: `team ${draft.key} still has ${names} below it; move that (write null as its parent for none) or delete it first`,
  };
};

/** A team is deleted when no service account is its own any more. */
export const ownedAccountsObstacle: NeedsRule<"delete_team"> = (draft, lookup, edge) => {
  const staying: string[] = [];
  for (const account of lookup.liveBy.owningTeam(draft.key)) {
    const change = lookup.find("delete_service_account", account.key) ?? lookup.find("transfer", account.key);
    if (change === undefined) staying.push(account.name);
    edge(change);
  }
  if (staying.length === 0) return null;
  return {
    code: "depends",
    message: `team ${draft.key} still owns service accounts: ${someOf(staying)}; give them another owner first`,
  };
};

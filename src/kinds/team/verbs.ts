/** The verbs on teams: made, renamed, placed, deleted. */
import { object, optional, orNull, text } from "../../model/shape.ts";
import type { DeletedTeam, NewTeamFields, SlugFields, TeamFields, VerbOf } from "../../model/shapes.ts";
import { someOf } from "../../model/text.ts";
import { altered, ended, made } from "../sides.ts";
import { teamsAbove, type TeamsAbove } from "./above.ts";
import { firstOf, memberObstacle, teamObstacle, type Lookup, type NeedsRule } from "../lookup.ts";
import type { DraftOf, Reason } from "../draft.ts";
import { joined, labelled, moved, movedField } from "../pieces.ts";
import type { VerbSpecs } from "../verb.ts";

/**
 * A new parent must be in its own place first: the nearest team above that is created or moved in this plan, which needs
 * the next one above it, up to the top, so that no two moves ever make a circle half-way. Files that are fine by
 * themselves can still make one with a parent that they leave open: then nobody in it moves.
 */
const parentObstacle: NeedsRule<"create_team" | "update_team"> = (draft, lookup, edge) => {
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

const managerObstacle: NeedsRule<"update_team"> = (draft, lookup, edge) => {
  const { manager } = draft.after;
  return typeof manager === "string" ? memberObstacle(manager, lookup, edge) : null;
};

/** A team is deleted when its children are gone or moved; a child that stays holds it. */
const childrenObstacle: NeedsRule<"delete_team"> = (draft, lookup, edge) => {
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
const ownedAccountsObstacle: NeedsRule<"delete_team"> = (draft, lookup, edge) => {
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

/** What of a team can be altered. */
export const teamFields = ["name", "description", "parent", "manager", "privacy", "notifications"] as const;

const newTeam = object<NewTeamFields>({
  slug: text,
  name: text,
  description: optional(text),
  parent: optional(text),
  privacy: optional(text),
  notifications: optional(text),
});
const textOrNull = optional(orNull(text));
const someOfTeam = object<TeamFields>({
  slug: text,
  name: textOrNull,
  description: textOrNull,
  parent: textOrNull,
  manager: textOrNull,
  privacy: textOrNull,
  notifications: textOrNull,
});

export const teamSpecs: VerbSpecs<VerbOf<"team">> = {
  create_team: {
    sides: { team: made(newTeam) },
    words: { sign: "+", infinitive: "create team", noun: "team", toDo: "to create", done: "created" },
    phase: 1,
    loss: null,
    risk: "low",
    creates: true,
    needs: parentObstacle,
    detail: ({ after }) =>
      joined(
        [
          labelled("", after, "name"),
          labelled("below ", after, "parent"),
          labelled("description ", after, "description"),
          labelled("", after, "privacy"),
          labelled("notifications ", after, "notifications"),
        ],
        "; ",
      ),
  },
  rename_team: {
    sides: { team: altered(object<SlugFields>({ slug: text })) },
    words: { sign: "~", infinitive: "rename team", noun: "team", toDo: "to rename", done: "renamed" },
    phase: 1,
    loss: null,
    risk: "low",
    detail: ({ before, after }) => moved(before, after, "slug"),
  },
  update_team: {
    sides: { team: altered(someOfTeam) },
    words: { sign: "~", infinitive: "update team", noun: "team", toDo: "to update", done: "updated" },
    // Its manager is set once people have joined: a manager must be a member first.
    phase: ({ after }) => ("manager" in after ? 4 : 1),
    loss: null,
    risk: "low",
    needs: (draft, lookup, edge) => {
      edge(lookup.find("create_team", draft.key));
      edge(lookup.find("rename_team", draft.key));
      return firstOf(parentObstacle(draft, lookup, edge), managerObstacle(draft, lookup, edge));
    },
    detail: ({ before, after }) =>
      joined(
        teamFields.map((field) => movedField(before, after, field)),
        "; ",
      ),
  },
  delete_team: {
    sides: { team: ended(object<DeletedTeam>({ slug: text, name: text })) },
    words: { sign: "-", infinitive: "delete team", noun: "team", toDo: "to delete", done: "deleted" },
    phase: 9,
    loss: "team",
    risk: "high",
    needs: (draft, lookup, edge) =>
      firstOf(childrenObstacle(draft, lookup, edge), ownedAccountsObstacle(draft, lookup, edge)),
    detail: ({ before }) => labelled("", before, "name"),
  },
};

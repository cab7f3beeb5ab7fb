/**
 * What must be done first: edges between drafts, and the drafts that cannot run because what they rest on is
 * not there. The needs that keep the admin minimum are added in `adminMinimum.ts`.
 */
import type { Team } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import type { Draft, Reason } from "./draft.ts";
import {
  accountDeletionObstacle,
  accountObstacle,
  keyObstacle,
  ownedAccountsObstacle,
  roleDeletionObstacle,
  roleObstacle,
  shareObstacle,
  transferObstacle,
} from "./needsAutomation.ts";
import { firstOf, memberObstacle, teamObstacle, unclear, type Edge, type Lookup } from "./obstacles.ts";

export type Needs = ReadonlyMap<string, readonly string[]>;

export interface NeedsInput extends Omit<Lookup, "find" | "childrenOf"> {
  readonly drafts: readonly Draft[];
}

export interface NeedsResult {
  /** Draft id -> ids of the drafts that it needs. */
  readonly needs: Needs;
  /** Draft id -> why it cannot run now. */
  readonly blocked: ReadonlyMap<string, Reason>;
}

/** Edges and obstacles of every draft. */
export function needsOf(input: NeedsInput): NeedsResult {
  const byVerbAndKey = new Map(input.drafts.map((draft) => [slot(draft), draft]));
  const lookup: Lookup = {
    ...input,
    childrenOf: childrenOf(input.live),
    find: (verb, key) => byVerbAndKey.get(`${verb} ${key}`),
  };
  const needs = new Map<string, string[]>();
  const blocked = new Map<string, Reason>();
  for (const draft of input.drafts) {
    const edges: string[] = [];
    const obstacle = obstacleOf(draft, lookup, (other) => {
      if (other !== undefined && other.id !== draft.id) edges.push(other.id);
    });
    if (obstacle !== null) blocked.set(draft.id, obstacle);
    needs.set(draft.id, [...new Set(edges)].sort());
  }
  return { needs, blocked };
}

function childrenOf(live: State): Map<string, Team[]> {
  const children = new Map<string, Team[]>();
  for (const team of live.team.values()) {
    if (typeof team.parent !== "string") continue;
    const siblings = children.get(team.parent);
    if (siblings === undefined) children.set(team.parent, [team]);
    else siblings.push(team);
  }
  return children;
}

/** The two updates of one team (its manager, and the rest) have a slot each, and so have the keys of one name. */
function slot(draft: Draft): string {
  const manager = draft.verb === "update_team" && draft.phase === 4 ? " manager" : "";
  const id = draft.verb === "revoke_key" ? ` ${String(draft.before?.["id"])}` : "";
  return `${draft.verb} ${draft.key}${manager}${id}`;
}

/** Adds the draft's edges, and returns why it cannot run, if so. */
function obstacleOf(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const { find } = lookup;
  if (draft.kind === "member") edge(find("change_email", draft.key));
  switch (draft.verb) {
    case "create_team":
    case "update_team":
      if (draft.verb === "update_team") {
        edge(find("create_team", draft.key));
        edge(find("rename_team", draft.key));
      }
      return firstOf(parentObstacle(draft, lookup, edge), managerObstacle(draft, lookup, edge));
    case "invite":
    case "reinvite":
    case "correct_invitation":
      return firstOf(
        roleObstacle(draft, lookup, edge),
        ...placesOf(draft).map((team) => teamObstacle(team, lookup, edge)),
      );
    case "join_team":
    case "change_team_role":
    case "leave_team": {
      const { team, member } = endsOf(draft);
      edge(find("reactivate", member));
      edge(find("change_email", member));
      return firstOf(teamObstacle(team, lookup, edge), personObstacle(member, lookup));
    }
    case "delete_team":
      return firstOf(childrenObstacle(draft, lookup, edge), ownedAccountsObstacle(draft, lookup, edge));
    case "reactivate":
    case "promote":
    case "change_role":
    case "demote":
      return roleObstacle(draft, lookup, edge);
    case "share":
    case "change_share":
      return shareObstacle(draft, lookup, edge);
    case "create_service_account":
    case "update_service_account":
      return accountObstacle(draft, lookup, edge);
    case "delete_service_account":
      return accountDeletionObstacle(draft, lookup, edge);
    case "delete_role":
      return roleDeletionObstacle(draft, lookup, edge);
    case "transfer":
      return transferObstacle(draft, lookup, edge);
    case "create_key":
    case "rotate_key":
      return keyObstacle(draft, lookup, edge);
    case "rename_team":
    case "create_role":
    case "update_role":
    case "unshare":
    case "revoke_key":
    case "change_email":
    case "cancel_invitation":
    case "deactivate":
    case "remove":
      return null;
  }
}

/** Both ends of a membership. Its key would not do: an address may hold a slash. */
function endsOf({ before, after }: Draft): { readonly team: string; readonly member: string } {
  const text = (name: string): string => String((after ?? before)?.[name] ?? "");
  return { team: text("team"), member: text("member") };
}

/** Whoever is not one live person (two may share the address) has places that nobody can speak of. */
function personObstacle(member: string, { heldBack, live }: Lookup): Reason | null {
  return heldBack.has(`member ${member}`) || !live.member.has(member) ? unclear(member) : null;
}

function placesOf(draft: Draft): string[] {
  const places = draft.after?.["teams"];
  return Array.isArray(places) ? places.map((place: { team: string }) => place.team) : [];
}

/**
 * A new parent must be in its own place first: every team above it that is created or moved in this plan,
 * up to the top, so that no two moves ever make a circle half-way. Files that are fine by themselves can still
 * make one with a parent that they leave open: then nobody in it moves.
 */
function parentObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const parent = draft.after?.["parent"];
  if (typeof parent !== "string") return null;
  const obstacle = teamObstacle(parent, lookup, edge);
  const seen = new Set<string>();
  for (
    let above: string | null = parent;
    above !== null && !seen.has(above);
    above = parentOf(above, lookup)
  ) {
    if (above === draft.key) return obstacle ?? circle(draft.key, [...seen]);
    seen.add(above);
    const move = lookup.find("update_team", above);
    if (move?.after !== undefined && move.after !== null && "parent" in move.after) edge(move);
    edge(lookup.find("create_team", above));
  }
  return obstacle;
}

/** The team above once the plan is done: as declared, or as it is where the files leave it open. */
function parentOf(team: string, { organization, live }: Lookup): string | null {
  const declared = organization.desired.team.get(team)?.parent;
  return (declared === undefined ? live.team.get(team)?.parent : declared) ?? null;
}

function circle(team: string, above: readonly string[]): Reason {
  return {
    code: "depends",
    message: `team ${team} would be below itself: ${[team, ...above, team].join(" below ")}. Declare the parent of each of them`,
  };
}

function managerObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const manager = draft.after?.["manager"];
  if (typeof manager !== "string") return null;
  return memberObstacle(manager, lookup, edge);
}

/** A team is deleted when its children are gone or moved; a child that stays holds it. */
function childrenObstacle(draft: Draft, lookup: Lookup, edge: Edge): Reason | null {
  const staying = (lookup.childrenOf.get(draft.key) ?? []).filter((child) => {
    const deletion = lookup.find("delete_team", child.key);
    const move = lookup.find("update_team", child.key);
    const moves = move?.after !== undefined && move.after !== null && "parent" in move.after;
    if (deletion !== undefined) edge(deletion);
    if (moves) edge(move);
    return deletion === undefined && !moves;
  });
  if (staying.length === 0) return null;
  const names = staying.map((child) => child.slug).join(", ");
  return {
    code: "depends",
    message: `team ${draft.key} still has ${names} below it; move or delete that first`,
  };
}

/** What is done about places in teams. */
import type { ChangeOf } from "../../model/change.ts";
import { teamRoles, type TeamMembership, type TeamRole } from "../../model/entities/membership.ts";
import { object, oneOf, text } from "../../model/shape.ts";
import type { Altered, Ended, Made, VerbOf } from "../../model/shapes.ts";
import { altered, ended, made } from "../sides.ts";
import { firstOf, teamObstacle, unclear, type NeedsRule } from "../lookup.ts";
import { labelled, moved } from "../pieces.ts";
import type { SidesOf, Step } from "../step.ts";
import type { KindVerbs, VerbSpecs } from "../verb.ts";
import { membershipOf } from "./kind.ts";

export type PlaceFields = { readonly team: string; readonly member: string; readonly role: TeamRole };

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly team_membership: {
      readonly join_team: Made<"team_membership", PlaceFields>;
      readonly change_team_role: Altered<"team_membership", PlaceFields>;
      readonly leave_team: Ended<"team_membership", PlaceFields>;
    };
  }
}

/** Both ends are there. */
const needs: NeedsRule<VerbOf<"team_membership">> = (draft, lookup, edge) => {
  // Its key would not do: an address may hold a slash.
  const { team, member } = draft.after ?? draft.before;
  edge(lookup.find("reactivate", member));
  if (draft.loss === null) edge(lookup.find("change_email", member));
  // Whoever is not one live person (two may share the address) has places that nobody can speak of.
  const isUnclear = lookup.heldBack.has(`member ${member}`) || !lookup.live.member.has(member);
  return firstOf(teamObstacle(team, lookup, edge), isUnclear ? unclear(member) : null);
};

/** A lead who is one no more has lost something. */
const lossOfRole = ({ before }: SidesOf<"change_team_role">) => (before.role === "lead" ? "team_role" : null);

const place = object<PlaceFields>({ team: text, member: text, role: oneOf(teamRoles) });

const verbs: VerbSpecs<VerbOf<"team_membership">> = {
  join_team: {
    sides: { team_membership: made(place) },
    words: { sign: "+", infinitive: "join team", toDo: "to join a team", done: "joined a team" },
    phase: 4,
    loss: null,
    risk: "low",
    creates: true,
    needs,
    detail: ({ after }) => labelled("as ", after, "role"),
  },
  change_team_role: {
    sides: { team_membership: altered(place) },
    words: {
      sign: "~",
      infinitive: "change team role",
      noun: "team role",
      toDo: "to change",
      done: "changed",
    },
    phase: (sides) => (lossOfRole(sides) === null ? 4 : 7),
    loss: lossOfRole,
    risk: "low",
    needs,
    detail: ({ before, after }) => moved(before, after, "role"),
  },
  leave_team: {
    sides: { team_membership: ended(place) },
    words: { sign: "-", infinitive: "leave team", toDo: "to leave a team", done: "left a team" },
    phase: 7,
    rank: 2,
    loss: "team_membership",
    risk: "high",
    needs,
    detail: ({ before }) => labelled("was ", before, "role"),
  },
};

export const membershipVerbs: KindVerbs<"team_membership"> = {
  verbs,
  compared: ["role"],
  restsOn: ["team_membership", "team", "member"],
  steps,
  loss: { costs: ({ loss, key }) => (loss === null ? [] : [membershipOf(key).member]) },
  unclear: "join_team",
};

/** The step for a change of a membership. */
function steps({ before, after }: ChangeOf<TeamMembership>): Step[] {
  if (before === null) return [{ verb: "join_team", before, after: placeFields(after) }];
  if (after === null) return [{ verb: "leave_team", before: placeFields(before), after }];
  return [{ verb: "change_team_role", before: placeFields(before), after: placeFields(after) }];
}

function placeFields({ team, member, role }: TeamMembership): PlaceFields {
  return { team, member, role };
}

/** The verbs on places in teams. */
import type { MembershipVerb } from "../../model/plan.ts";
import type { Draft } from "../draft.ts";
import { firstOf, teamObstacle, unclear, type NeedsRule } from "../lookup.ts";
import { labelled, moved } from "../pieces.ts";
import type { Sides, VerbSpecs } from "../verb.ts";

/** Both ends are there. */
const needs: NeedsRule = (draft, lookup, edge) => {
  const { team, member } = endsOf(draft);
  edge(lookup.find("reactivate", member));
  edge(lookup.find("change_email", member));
  // Whoever is not one live person (two may share the address) has places that nobody can speak of.
  const isUnclear = lookup.heldBack.has(`member ${member}`) || !lookup.live.member.has(member);
  return firstOf(teamObstacle(team, lookup, edge), isUnclear ? unclear(member) : null);
};

/** Both ends of a membership. Its key would not do: an address may hold a slash. */
function endsOf({ before, after }: Draft): { readonly team: string; readonly member: string } {
  const text = (name: string): string => String((after ?? before)?.[name] ?? "");
  return { team: text("team"), member: text("member") };
}

/** A lead who is one no more has lost something. */
const lossOfRole = ({ before, after }: Sides) =>
  before?.["role"] === "lead" && after?.["role"] !== "lead" ? "team_role" : null;

export const membershipSpecs: VerbSpecs<MembershipVerb> = {
  join_team: {
    words: { sign: "+", infinitive: "join team", toDo: "to join a team", done: "joined a team" },
    phase: 4,
    loss: null,
    risk: "low",
    creates: true,
    needs,
    detail: ({ after }) => labelled("as ", after, "role"),
  },
  change_team_role: {
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
    words: { sign: "-", infinitive: "leave team", toDo: "to leave a team", done: "left a team" },
    phase: 7,
    rank: 2,
    loss: "team_membership",
    risk: "high",
    needs,
    detail: ({ before }) => labelled("was ", before, "role"),
  },
};

/** Blocks when too large a part of what the files manage would be lost at once, judged apart for each kind of loss. */
import type { MemberState } from "../../model/entity.ts";
import type { Draft, Loss } from "../draft.ts";
import type { Guard, GuardInput, Trip } from "./guard.ts";

export const maxLoss: Guard = (input) => [
  ...judgeLoss(input, {
    loss: "leaving",
    from: "active",
    live: managedMembers(input, "active"),
    what: "active members would leave",
  }),
  ...judgeLoss(input, {
    loss: "leaving",
    from: "deactivated",
    live: managedMembers(input, "deactivated"),
    what: "deactivated members would be removed",
  }),
  ...judgeLoss(input, {
    loss: "demotion",
    live: managedMembers(input, "active"),
    what: "active members would be demoted",
  }),
  ...judgeLoss(input, { loss: "team", live: managedTeams(input), what: "teams would be deleted" }),
  ...judgeTeams(input),
  ...judgeLoss(input, {
    loss: "invitation",
    live: managedMembers(input, "pending"),
    what: "pending invitations would be cancelled",
  }),
];

interface Measure {
  readonly loss: Loss;
  /** Only losses of members who are in this state now. */
  readonly from?: MemberState;
  /** How many of them are live and managed by the files. */
  readonly live: number;
  readonly what: string;
}

function judgeLoss({ organization, drafts }: GuardInput, { loss, from, live, what }: Measure): Trip[] {
  const lost = drafts.filter(
    (draft) => draft.loss === loss && (from === undefined || draft.before?.["state"] === from),
  ).length;
  return judgeCount(organization.policy.guards.maxLoss, { live, what, lost });
}

function judgeCount(
  fraction: number,
  { live, lost, what }: { live: number; lost: number; what: string },
): Trip[] {
  const limit = live < 10 ? 2 : Math.floor(fraction * live);
  if (lost <= limit) return [];
  return [
    {
      message: `${lost} of ${live} ${what}; at most ${limit} at once (guards.max_loss ${Math.round(fraction * 1000) / 10}%)`,
      numbers: { lost, live, limit },
    },
  ];
}

/** People leaving any one team, each team by itself. */
function judgeTeams({ organization, live, drafts }: GuardInput): Trip[] {
  const leaving = new Map<string, number>();
  for (const draft of drafts) {
    if (draft.loss === "team_membership") leaving.set(teamOf(draft), (leaving.get(teamOf(draft)) ?? 0) + 1);
  }
  const members = new Map<string, number>();
  for (const { team } of live.team_membership.values()) members.set(team, (members.get(team) ?? 0) + 1);
  return [...leaving].flatMap(([team, lost]) =>
    judgeCount(organization.policy.guards.maxLoss, {
      live: members.get(team) ?? 0,
      lost,
      what: `members would leave team ${team}`,
    }),
  );
}

function teamOf(draft: Draft): string {
  return draft.key.slice(0, draft.key.indexOf("/"));
}

function managedMembers(
  { organization, live, drafts }: GuardInput,
  state: "active" | "deactivated" | "pending",
): number {
  const { unlisted } = organization.policy;
  const all = state === "pending" ? unlisted.invitations !== "report" : unlisted.members !== "report";
  const touched = new Set(drafts.filter((draft) => draft.kind === "member").map((draft) => draft.key));
  return [...live.member.values()].filter(
    (member) =>
      member.state === state &&
      (all || organization.desired.member.has(member.key) || touched.has(member.key)),
  ).length;
}

function managedTeams({ organization, live }: GuardInput): number {
  const all = organization.policy.unlisted.teams === "delete";
  return [...live.team.keys()].filter((key) => all || organization.desired.team.has(key)).length;
}

/** Blocks when too large a part of what the files manage would be lost at once, judged apart for each kind of loss. */
import type { MemberState } from "../../model/entities/member.ts";
import { grouped } from "../../model/grouped.ts";
import { eachOf } from "../../model/keys.ts";
import { liveBy } from "../../kinds/liveBy.ts";
import { grantList } from "../../kinds/roleGrant/kind.ts";
import { membershipOf } from "../../kinds/membership/kind.ts";
import type { Draft, Loss } from "../../kinds/draft.ts";
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
  ...judgeCount(input.settings.maxLoss, {
    lost: demoted(input),
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
  ...judgeLoss(input, {
    loss: "share",
    live: managedShares(input),
    what: "shares would be lowered or ended",
  }),
  ...judgeLoss(input, {
    loss: "role_grant",
    live: managedGrants(input),
    what: "organization roles would be taken back",
  }),
  ...judgeCount(input.settings.maxLoss, {
    lost: revokedKeys(input),
    live: managedKeys(input),
    what: "keys would be revoked",
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

function judgeLoss(input: GuardInput, { loss, from, live, what }: Measure): Trip[] {
  const lost = input.drafts.filter(
    (draft) => draft.loss === loss && (from === undefined || stateOf(draft, input) === from),
  );
  // Somebody who is deactivated first and removed then leaves once.
  const count = new Set(lost.map((draft) => draft.key)).size;
  return judgeCount(input.settings.maxLoss, { live, what, lost: count });
}

function stateOf({ key }: Draft, { live }: GuardInput): MemberState | undefined {
  return live.member.get(key)?.state;
}

/** A share of so few says nothing: of fewer, two may go. */
const few = 10;

function judgeCount(
  fraction: number,
  { live, lost, what }: { live: number; lost: number; what: string },
): Trip[] {
  const isFew = live < few;
  const limit = isFew ? 2 : Math.floor(fraction * live);
  if (lost <= limit) return [];
  const why = isFew
    ? `of fewer than ${few}, whatever guards.max_loss says`
    : `guards.max_loss ${Math.round(fraction * 1000) / 10}%`;
  return [
    {
      message: `${lost} of ${live} ${what}; at most ${limit} at once (${why})`,
      numbers: { lost, live, limit },
    },
  ];
}

/** People leaving any one team, each team by itself. */
function judgeTeams({ settings, live, drafts }: GuardInput): Trip[] {
  const leaving = grouped(
    drafts.flatMap(({ loss, key }) => (loss === "team_membership" ? [membershipOf(key)] : [])),
    ({ team }) => team,
  );
  const members = grouped(live.team_membership.values(), ({ team }) => team);
  return [...leaving].flatMap(([team, { length: lost }]) =>
    judgeCount(settings.maxLoss, {
      live: members.get(team)?.length ?? 0,
      lost,
      what: `members would leave team ${team}`,
    }),
  );
}

/** Everybody who would be able to do less: by a change of their own role, or of a role that they hold. */
function demoted({ drafts, live }: GuardInput): number {
  const people = new Set<string>();
  for (const draft of drafts) {
    if (draft.loss === "demotion" && live.member.get(draft.key)?.state === "active") people.add(draft.key);
    if (draft.loss !== "role") continue;
    for (const member of liveBy(live).membersWith(draft.key))
      if (member.state === "active") people.add(member.key);
  }
  return people.size;
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

function managedShares({ organization: { desired, policy }, live }: GuardInput): number {
  const all = policy.unlisted.shares !== "report";
  return [...live.share.keys()].filter((key) => all || desired.share.has(key)).length;
}

/** Whoever is declared to hold a role stands in a list of it. */
function managedGrants({ organization: { grantsListed }, live }: GuardInput): number {
  return [...live.role_grant.values()].filter(
    ({ role, holder }) => grantsListed?.has(grantList(role, holder.kind)) === true,
  ).length;
}

function managedKeys({ organization: { desired, policy }, live }: GuardInput): number {
  const all = policy.unlisted.keys !== "report";
  return [...live.key.values()].flatMap((key) => (all || desired.key.has(key.key) ? eachOf(key) : [])).length;
}

/** Keys of service accounts that nothing came in the place of. A leaver's own keys go with them, and are judged as their leaving. */
function revokedKeys({ drafts, organization: { desired } }: GuardInput): number {
  // Whoever disables an account in so many words has no slip of a list to be saved from, and no time to lose.
  const isDisabled = (account: string): boolean => desired.service_account.get(account)?.disabled === true;
  return drafts.filter(
    ({ verb, before }) =>
      verb === "revoke_key" &&
      "account" in before &&
      before.replaced_by === undefined &&
      !isDisabled(before.account),
  ).length;
}

/**
 * What somebody else made is left to them: at services to which others write as well, two masters would undo each other's
 * work for ever. What nobody knows the maker of is muster's from when the files give its id, as an import does.
 */
import type { Draft, Reason } from "../kinds/draft.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";

/** Why drafts on what was not made here are withheld, by their ids. */
export function elsewhereAmong(
  drafts: readonly Draft[],
  { desired }: Organization,
  live: State,
): Map<string, Reason> {
  const reasons = new Map<string, Reason>();
  for (const draft of drafts) {
    const kind = draft.kind === "team_membership" ? "team" : draft.kind;
    if (kind !== "member" && kind !== "team") continue;
    const key = draft.kind === "team_membership" ? teamOf(draft) : draft.key;
    const there = live[kind].get(key);
    const group = draft.kind === "team_membership" ? live.team.get(key)?.membersFrom : undefined;
    if (group !== undefined) reasons.set(draft.id, decidedBy(group, key));
    if (there?.madeBy === undefined) continue;
    const { elsewhere = { team: "team", change: "" } } = live.vocabulary;
    const noun =
      kind === "team" ? `the ${elsewhere.team} ${there.kind === "team" ? (there.name ?? key) : key}` : key;
    const isKnown = desired[kind].get(key)?.declaredId === there.id;
    const reason = reasonFor(there, { noun, isKnown, change: elsewhere.change });
    if (reason !== undefined) reasons.set(draft.id, reason);
  }
  return reasons;
}

/** Nobody can be put into such a team, nor taken out of it, but by the group. */
function decidedBy(from: string, team: string): Reason {
  const group = from.replace(/^sso:/, "");
  return {
    code: "managed_elsewhere",
    message: `the identity provider's group ${group} decides who is in team ${team}: write \`members_from: ${JSON.stringify(from)}\` for it in place of its members`,
  };
}

function teamOf({ before, after }: Draft): string {
  const side = after ?? before;
  return side !== null && "team" in side && typeof side.team === "string" ? side.team : "";
}

function reasonFor(
  { madeBy, id }: { readonly madeBy?: "others" | "unknown"; readonly id?: string },
  { noun, isKnown, change }: { readonly noun: string; readonly isKnown: boolean; readonly change: string },
): Reason | undefined {
  if (madeBy === "others")
    return {
      code: "managed_elsewhere",
      message: `${noun} is provisioned by somebody else, an identity provider perhaps, and left to them${change === "" ? "" : ` (${change} would change that)`}`,
    };
  if (isKnown) return undefined;
  return {
    code: "managed_elsewhere",
    message: `nobody knows who made ${noun}, and it is left alone: write its id (${String(id)}) into ids.yaml, as \`muster import --ids\` does${change === "" ? "" : `, or ${change}`}`,
  };
}

/**
 * `invite_again` holds for one sending. What tells whether it was sent is the journal, or the service's own count; where
 * neither does, nothing is sent: a journal that is lost is not to become invitations without end.
 */
import type { Draft, Reason } from "../kinds/draft.ts";
import { maxSendings } from "../kinds/member/invitation.ts";
import type { Member } from "../model/entities/member.ts";
import { textOf } from "../model/jsonFields.ts";
import type { Organization } from "../model/organization.ts";
import { nothingRemembered, reasonKey, type SentAgain } from "../model/sentAgain.ts";
import type { State } from "../model/state.ts";

/** Draft id -> why it is not sent once more. */
export function sentBefore(
  drafts: readonly Draft[],
  live: State,
  memory: SentAgain = nothingRemembered,
): Map<string, Reason> {
  const reasons = new Map<string, Reason>();
  for (const draft of drafts) {
    const again = draft.kind === "member" ? textOf(draft.after, "again") : undefined;
    if (again === undefined) continue;
    const reason = whyNot(draft, { again, member: live.member.get(draft.key), memory });
    if (reason !== undefined) reasons.set(draft.id, reason);
  }
  return reasons;
}

interface Asked {
  readonly again: string;
  readonly member: Member | undefined;
  readonly memory: SentAgain;
}

function whyNot({ id, key }: Draft, { again, member, memory }: Asked): Reason | undefined {
  const who = member?.email ?? key;
  if (memory.sent.has(reasonKey(key, again))) {
    const message = `${who} was invited again for this reason already (${again}), and ${whatCameOfIt(member)}: a reason holds for one sending. Ask them, then write another one, or take them out of the files`;
    return { code: "declined", message };
  }
  if (isUnsent(member)) return undefined;
  if (memory.remembered && !memory.doubted.has(id)) return undefined;
  const message = memory.remembered
    ? `the journal begins after \`invite_again\` was written, so that nobody knows whether ${who} was invited for it before: write another reason, which it can vouch for`
    : `no journal of an earlier run tells whether ${who} was invited for this reason before (${again}): keep the journal that \`apply\` writes, and give another reason once there is one`;
  return { code: "depends", message };
}

/** Whether the service's own count shows that nothing was sent beyond what is sent by itself. */
function isUnsent(member: Member | undefined): boolean {
  if (member?.state === "declined") return member.sendings === 1;
  const ranOut = member?.state === "expired" || member?.state === "failed";
  return ranOut && member.sendings === maxSendings;
}

function whatCameOfIt(member: Member | undefined): string {
  if (member?.state === "left") return "left again";
  return member?.state === "declined" ? "declined again" : "that invitation came to nothing, too";
}

/** Whoever is a member needs no `invite_again`: it would only wait for them to leave. */
export function notesOnInviteAgain({ desired }: Organization, live: State): string[] {
  return [...desired.member.values()].flatMap(({ key, email, inviteAgain }) =>
    inviteAgain !== undefined && live.member.get(key)?.state === "active"
      ? [
          `${email} is a member: take their \`invite_again\` out, which would let them back in once they leave`,
        ]
      : [],
  );
}

/** Who leaves an organization: declared deactivated or removed, or in no file where policy acts on that. */
import type { Member } from "../model/entities/member.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";

export interface Leaver {
  readonly key: string;
  /** The service's id. */
  readonly id: string;
}

/** Everybody who leaves, or has left and may still hold something, by key. Who cannot be told apart is not among them. */
export function leaversOf(organization: Organization, live: State, heldBack: ReadonlySet<string>): Leaver[] {
  const leavers: Leaver[] = [];
  for (const member of live.member.values()) {
    const { key, id } = member;
    if (id !== undefined && leaves(organization, member) && !heldBack.has(`member ${key}`))
      leavers.push({ key, id });
  }
  return leavers;
}

function leaves({ desired, policy }: Organization, { key, state }: Member): boolean {
  const declared = desired.member.get(key);
  // Whoever left by themselves may have left things behind; the files say so when that is known.
  const isThere = state === "active" || state === "deactivated";
  if (!isThere && (state !== "left" || declared === undefined)) return false;
  if (declared !== undefined) return declared.state !== "active";
  const { members } = policy.unlisted;
  return members === "remove" || (members === "deactivate" && state === "active");
}

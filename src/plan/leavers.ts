/** Who leaves an organization: declared deactivated or removed, or in no file where policy acts on that. */
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";

export interface Leaver {
  readonly key: string;
  /** The service's id. */
  readonly id: string;
}

/** Everybody who leaves, or has left and may still hold something, by key. Who cannot be told apart is not among them. */
export function leaversOf(organization: Organization, live: State, heldBack: ReadonlySet<string>): Leaver[] {
  const { desired, policy } = organization;
  return [...live.member.values()].flatMap((member): Leaver[] => {
    if (member.id === undefined || heldBack.has(`member ${member.key}`)) return [];
    const declared = desired.member.get(member.key);
    // Whoever left by themselves may have left things behind; the files say so when that is known.
    const isThere = member.state === "active" || member.state === "deactivated";
    if (!isThere && (member.state !== "left" || declared === undefined)) return [];
    const leaves =
      declared === undefined
        ? policy.unlisted.members === "remove" ||
          (policy.unlisted.members === "deactivate" && member.state === "active")
        : declared.state !== "active";
    return leaves ? [{ key: member.key, id: member.id }] : [];
  });
}

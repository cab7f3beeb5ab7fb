/** Between SCIM's groups and muster's teams, and whose a thing is. Total functions. */
import { membershipKey } from "../../kinds/membership/kind.ts";
import type { TeamMembership } from "../../model/entities/membership.ts";
import type { Team } from "../../model/entities/team.ts";
import type { ScimSettings } from "../../model/scim.ts";
import { fold } from "../../model/text.ts";
import type { Group } from "./resource.ts";

/** What `externalId` (RFC 7643, 3.1) begins with wherever muster made something. */
const mark = "muster:";

/** The key for which muster made something; undefined for what others made. */
export function markedAs(externalId: string | undefined): string | undefined {
  return externalId?.startsWith(mark) === true ? externalId.slice(mark.length) : undefined;
}

export function ownMark(key: string): string {
  return mark + key;
}

/**
 * Whether the answer to what makes something shows just that, and not something else that is there. A service may write the
 * name in its own way, or keep no mark; what bears the mark of another, or is known as another, is another.
 */
export function isMade(
  { externalId }: { readonly externalId?: string },
  wanted: {
    readonly mark: string;
    readonly isNamed: boolean;
    readonly key: string;
    /** As what it is known already. */
    readonly called: string | undefined;
  },
): boolean {
  if (wanted.called !== undefined && wanted.called !== wanted.key) return false;
  return wanted.isNamed || externalId === undefined || externalId === wanted.mark;
}

/** By whom it was made: `externalId` is given by whoever provisions. */
function madeBy(externalId: string | undefined): { readonly madeBy?: "others" | "unknown" } {
  if (externalId === undefined) return { madeBy: "unknown" };
  return markedAs(externalId) === undefined ? { madeBy: "others" } : {};
}

/** Whose changes are left to others; nobody's where the files manage everything. */
export function origin(
  { manages }: ScimSettings,
  externalId: string | undefined,
): { readonly madeBy?: "others" | "unknown" } {
  return manages === "all" ? {} : madeBy(externalId);
}

/** A short name of ASCII for a group's: that of the files where muster made it. */
function slugOf({ externalId, displayName, id }: Group): string {
  const own = markedAs(externalId);
  if (own !== undefined && isSlug(own)) return own;
  const made = displayName
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 100);
  return made === "" ? `group-${id.toLowerCase().replace(/[^a-z0-9._-]+/g, "-")}`.slice(0, 100) : made;
}

function isSlug(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(text);
}

export function teamOf(group: Group, settings: ScimSettings): Team {
  const slug = slugOf(group);
  return {
    kind: "team",
    key: fold(slug),
    slug,
    name: group.displayName,
    ...origin(settings, group.externalId),
    id: group.id,
  };
}

/** Of ids without a user among those that were read nothing is known here. */
export function placesOf(
  team: Team,
  members: readonly string[],
  keyOf: (id: string) => string | undefined,
): TeamMembership[] {
  return members.flatMap((id): TeamMembership[] => {
    const member = keyOf(id);
    if (member === undefined) return [];
    return [
      {
        kind: "team_membership",
        key: membershipKey(team.key, member),
        team: team.key,
        member,
        role: "member",
        ...(team.madeBy === undefined ? {} : { madeBy: team.madeBy }),
        id: `${String(team.id)}/${id}`,
      },
    ];
  });
}

/** Between SCIM's users and groups and muster's members and teams. Total functions. */
import { membershipKey } from "../../kinds/membership/kind.ts";
import type { Member, Team, TeamMembership } from "../../model/entity.ts";
import type { ScimRole, ScimSettings } from "../../model/scim.ts";
import { fold } from "../../model/text.ts";
import type { Group, User } from "./resource.ts";

/** What `externalId` (RFC 7643, 3.1) begins with wherever muster made something. */
const mark = "muster:";

export function ownMark(key: string): string {
  return mark + key;
}

/** By whom it was made: `externalId` is given by whoever provisions. */
function madeBy(externalId: string | undefined): { readonly madeBy?: "others" | "unknown" } {
  if (externalId === undefined) return { madeBy: "unknown" };
  return externalId.startsWith(mark) ? {} : { madeBy: "others" };
}

/** Whose changes are left to others; nobody's where the files manage everything. */
function origin(
  { manages }: ScimSettings,
  externalId: string | undefined,
): { readonly madeBy?: "others" | "unknown" } {
  return manages === "all" ? {} : madeBy(externalId);
}

/** What a user is called: by their e-mail address where user names are made of it, else by the user name. */
function handleOf(user: User, { userName }: ScimSettings): string {
  if (userName === "login") return user.userName;
  const address = user.userName.includes("@") ? user.userName : undefined;
  return user.emails.find(({ value }) => value.includes("@"))?.value ?? address ?? user.userName;
}

export function memberOf(user: User, settings: ScimSettings, admins: ReadonlySet<string>): Member {
  const handle = handleOf(user, settings);
  const { name } = user;
  // A user name that is no e-mail address is shown beside it.
  const beside = fold(handle) === fold(user.userName) ? undefined : user.userName;
  const shown = [name, beside === undefined ? undefined : `user name ${beside}`].filter(
    (it) => it !== undefined,
  );
  const hasAddress = user.emails.some(({ value }) => value.includes("@")) || user.userName.includes("@");
  return {
    kind: "member",
    key: fold(handle),
    email: handle,
    ...(handle.includes("@") ? {} : { handleKind: "user_name" as const }),
    ...(shown.length === 0 ? {} : { name: shown.join(", ") }),
    role: roleOf(user, settings.role, admins),
    state: user.active ? "active" : "deactivated",
    ...(hasAddress ? {} : { withoutEmail: true as const }),
    ...(beside === undefined ? {} : { alsoCalled: fold(beside) }),
    ...(user.externalId?.startsWith(mark) === true ? { madeFor: user.externalId.slice(mark.length) } : {}),
    ...origin(settings, user.externalId),
    id: user.id,
  };
}

/** The higher of several; what nobody knows counts for nothing, and is kept. */
function roleOf(user: User, { from, admin }: ScimRole, admins: ReadonlySet<string>): string {
  switch (from) {
    case "none":
      return "member";
    case "groups":
      return admins.has(user.id) ? "admin" : "member";
    case "roles":
    case "entitlements":
      return user[from].some(({ value }) => value === admin) ? "admin" : "member";
  }
}

/** A short name of ASCII for a group's: that of the files where muster made it. */
function slugOf({ externalId, displayName, id }: Group): string {
  if (externalId?.startsWith(mark) === true && isSlug(externalId.slice(mark.length)))
    return externalId.slice(mark.length);
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

/**
 * Roles of people who leave or have left: whoever has more than the role of their entry gets that one; whoever has a
 * custom role that is to be deleted gets its base, or it would be held by somebody whom nobody changes any more.
 */
import type { Member } from "../model/entities/member.ts";
import { baseOf } from "../model/role.ts";
import type { Draft } from "../kinds/draft.ts";
import { roleFields } from "../kinds/member/sides.ts";
import { draftOf } from "./drafts.ts";
import type { Needs } from "./needs.ts";
import { directionOf, type RoleSides } from "../kinds/role/direction.ts";
import type { RoleDrafts } from "./interim.ts";

interface FormerRoles {
  readonly drafts: readonly Draft[];
  /** Draft id -> ids of drafts that it needs. */
  readonly needs: Needs;
}

/** The changes of roles that leaving brings, beside the drafts that there are. Access ends first. */
export function formerRoles(input: RoleDrafts): FormerRoles {
  const ofMembers = input.drafts.filter(({ kind }) => kind === "member");
  const going = new Map(ofMembers.flatMap(({ verb, key, id }) => (verb === "deactivate" ? [[key, id]] : [])));
  const settled = new Set(ofMembers.flatMap(({ verb, key }) => (verb === "deactivate" ? [] : [key])));
  const deleted = new Set(input.drafts.flatMap(({ verb, key }) => (verb === "delete_role" ? [key] : [])));
  const needs = new Map<string, readonly string[]>();
  const drafts = [...input.live.member.values()].flatMap((member): Draft[] => {
    const leave = going.get(member.key);
    const stays = member.state !== "deactivated" && leave === undefined;
    if (member.role === undefined || stays || settled.has(member.key)) return [];
    const role = givenTo(member, input) ?? (deleted.has(member.role) ? baseFor(member, input) : undefined);
    if (role === undefined) return [];
    const draft: Draft = { ...roleChange(member, role, input), phase: 9 };
    if (leave !== undefined) needs.set(draft.id, [leave]);
    return [draft];
  });
  return { drafts, needs };
}

/**
 * The role that an entry with `state: deactivated` gives. One above what they have counts when they come back; that of
 * an entry that a date has ended was for as long as they were there.
 */
function givenTo({ key, role = "" }: Member, { organization, roles }: RoleDrafts): string | undefined {
  const declared = organization.desired.member.get(key);
  if (declared?.state !== "deactivated" || declared.terms?.ended !== undefined) return undefined;
  const { role: given = role } = declared;
  return given === role || directionAtEnd(role, given, roles) === "up" ? undefined : given;
}

/** By what both roles will allow: what this plan makes of the one that they have, the next plan would find. */
function directionAtEnd(from: string, to: string, roles: RoleSides): ReturnType<typeof directionOf> {
  const { before, after } = roles;
  return directionOf(
    { role: from, roles: after.custom.has(from) ? after : before },
    { role: to, roles: after },
  );
}

/** What is left of a role that is deleted; of somebody in no file who is deactivated already, nobody said anything. */
function baseFor({ key, role = "", state }: Member, { organization, roles }: RoleDrafts): string | undefined {
  if (state === "deactivated" && !organization.desired.member.has(key)) return undefined;
  return baseOf(role, roles.before);
}

function directionTo(from: string, to: string, roles: RoleSides): ReturnType<typeof directionOf> {
  return directionOf({ role: from, roles: roles.before }, { role: to, roles: roles.after });
}

function roleChange(member: Member, role: string, { organization, roles }: RoleDrafts): Draft {
  const { key } = member;
  const verb = directionTo(member.role ?? "", role, roles) === "down" ? "demote" : "change_role";
  const fields = { before: roleFields(member), after: roleFields({ ...member, role }) };
  return draftOf(organization, { verb, ...fields }, { kind: "member", key });
}

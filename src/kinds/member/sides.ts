/** What a member is called, and what stands before and after the verbs on one. */
import { memberStates, type Member, type MemberState } from "../../model/entities/member.ts";
import { teamRoles, type TeamPlace } from "../../model/entities/membership.ts";
import { calledOf, type Called } from "../../model/handle.ts";
import { list, object, oneOf, optional, orNull, text, type Shape } from "../../model/shape.ts";

/** Somebody and the role that they hold, or were invited to; null where none is known. */
export type RoleOfMember = Called & { readonly role: string | null };
export type StateOfMember = RoleOfMember & { readonly state: MemberState };
export type InvitationFields = RoleOfMember & {
  readonly teams: readonly TeamPlace[];
  /** Where the service asks for it. */
  readonly name?: string;
  /** Why it is sent although an earlier one came to nothing, or they left: each reason is another action, and holds once. */
  readonly again?: string;
};
export type SentInvitation = InvitationFields & { readonly state: MemberState };

/** What somebody is called, of any verb on them. */
export const calledFields = {
  email: optional(text),
  login: optional(text),
  account: optional(text),
  user_name: optional(text),
} as const;

/** Everybody is called by something. */
export function called<T extends Called>(shape: Shape<T>): Shape<T> {
  return {
    ...shape,
    read: (check, value, path) => {
      const read = shape.read(check, value, path);
      if (read.email === undefined && read.login === undefined && read.user_name === undefined)
        check.text(undefined, `${path}.email`);
      return read;
    },
  };
}

const roleShape = { ...calledFields, role: orNull(text) };
const state = oneOf(memberStates);
const teamPlaces = list(object<TeamPlace>({ team: text, role: oneOf(teamRoles) }));
const invitationShape = { ...roleShape, teams: teamPlaces, name: optional(text), again: optional(text) };

/** How each of them stands in a plan. */
export const memberShapes = {
  role: called(object<RoleOfMember>(roleShape)),
  state: called(object<StateOfMember>({ ...roleShape, state })),
  invitation: called(object<InvitationFields>(invitationShape)),
  sentInvitation: called(object<SentInvitation>({ ...invitationShape, state })),
} as const;

/** A member with the role that they have. */
export function roleFields(member: Member): RoleOfMember {
  return { ...calledOf(member), role: member.role ?? null };
}

/** The same with where they stand. */
export function stateFields(member: Member): StateOfMember {
  return { ...roleFields(member), state: member.state };
}

/** What an invitation of theirs brings. */
export function invitationFields(member: Member): InvitationFields {
  return {
    ...roleFields(member),
    teams: (member.teams ?? []).map(({ team, role }) => ({ team, role })),
    ...(member.toldName === undefined ? {} : { name: member.toldName }),
  };
}

/**
 * The verbs, and what stands before and after each: the compared fields, as plans, journals and ids hold them. All of it
 * is JSON, and ids are hashes over it, so a field that is added or renamed here is another action.
 */
import type { Called } from "./handle.ts";
import type {
  Holder,
  Kind,
  MemberState,
  OwnedKind,
  ShareLevel,
  SharedKind,
  TeamPlace,
  TeamRole,
} from "./entity.ts";
import type { TargetFields } from "./target.ts";

/** The verbs of each kind. Where nothing else tells two actions apart, theirs is the order. */
export const verbsOf = {
  member: [
    "invite",
    "reinvite",
    "correct_invitation",
    "cancel_invitation",
    "reactivate",
    "change_email",
    "promote",
    "demote",
    "change_role",
    "deactivate",
    "remove",
  ],
  role: ["create_role", "update_role", "delete_role"],
  team: ["create_team", "rename_team", "update_team", "delete_team"],
  team_membership: ["join_team", "change_team_role", "leave_team"],
  share: ["share", "change_share", "unshare"],
  service_account: ["create_service_account", "update_service_account", "delete_service_account"],
  key: ["create_key", "rotate_key", "revoke_key"],
  // Service accounts change hands by the same verb.
  ownership: ["transfer"],
  role_grant: ["grant_role", "revoke_role"],
} as const satisfies Readonly<Partial<Record<Kind, readonly string[]>>>;
export type VerbOf<K extends keyof typeof verbsOf> = (typeof verbsOf)[K][number];

export const verbs: readonly VerbOf<keyof typeof verbsOf>[] = Object.values(verbsOf).flat();

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
export type AddressFields = Called;

export type NewTeamFields = {
  readonly slug: string;
  readonly name: string;
  readonly description?: string;
  readonly parent?: string;
  readonly privacy?: string;
  readonly notifications?: string;
};
/** Its slug, and the fields that change. */
export type TeamFields = {
  readonly slug: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly parent?: string | null;
  readonly manager?: string | null;
  readonly privacy?: string | null;
  readonly notifications?: string | null;
};
export type DeletedTeam = { readonly slug: string; readonly name: string };
export type SlugFields = { readonly slug: string };
export type PlaceFields = { readonly team: string; readonly member: string; readonly role: TeamRole };

export type RoleFields = {
  readonly name: string;
  readonly base: string;
  readonly permissions: readonly string[];
};

export type ShareFields = {
  readonly resource: SharedKind;
  readonly name: string;
  readonly holder: Holder;
  readonly level: ShareLevel;
};

/** A role of the organization, by its name, and who holds it beside their own. */
export type RoleGrantFields = { readonly role: string; readonly holder: Holder };

export type NewAccountFields = {
  readonly name: string;
  readonly description?: string;
  readonly role: string | null;
  readonly owner: Holder | null;
};
export type DeletedAccount = { readonly name: string; readonly role: string | null };
/** Its name, and the fields that change. */
export type AccountFields = {
  readonly name: string;
  readonly description?: string;
  readonly role?: string | null;
};

/** A resource and the member who owns it. */
export type OwnedResource = {
  readonly resource: OwnedKind;
  readonly name: string;
  readonly id: string | null;
  readonly owner: string | null;
};
export type OwnedAccount = { readonly name: string; readonly owner: Holder | null };

export type NewKeyFields = {
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** Absent: nothing says where its secret goes, so none is made. */
  readonly deliver_to?: TargetFields;
};
/** A key of a service account. */
export type AccountKeyFields = {
  readonly account: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly id?: string;
  /** Id of the key that came in its place. */
  readonly replaced_by?: string;
};
/** A key of a person's own. */
export type PersonalKeyFields = { readonly member: string; readonly id: string; readonly name: string };

/** A change of something that is there. */
type Altered<K, F> = { readonly kind: K; readonly before: F; readonly after: F };
type Made<K, F> = { readonly kind: K; readonly before: null; readonly after: F };
type Ended<K, F> = { readonly kind: K; readonly before: F; readonly after: null };

/** Each verb with its kind and its two sides. */
export interface Shapes {
  invite: Made<"member", InvitationFields>;
  reinvite: Altered<"member", SentInvitation>;
  correct_invitation: Altered<"member", InvitationFields>;
  cancel_invitation: Ended<"member", RoleOfMember>;
  reactivate: Altered<"member", StateOfMember>;
  change_email: Altered<"member", AddressFields>;
  promote: Altered<"member", RoleOfMember>;
  demote: Altered<"member", RoleOfMember>;
  change_role: Altered<"member", RoleOfMember>;
  deactivate: Altered<"member", StateOfMember>;
  remove: Ended<"member", StateOfMember>;
  create_role: Made<"role", RoleFields>;
  update_role: Altered<"role", RoleFields>;
  delete_role: Ended<"role", RoleFields>;
  create_team: Made<"team", NewTeamFields>;
  rename_team: Altered<"team", SlugFields>;
  update_team: Altered<"team", TeamFields>;
  delete_team: Ended<"team", DeletedTeam>;
  join_team: Made<"team_membership", PlaceFields>;
  change_team_role: Altered<"team_membership", PlaceFields>;
  leave_team: Ended<"team_membership", PlaceFields>;
  share: Made<"share", ShareFields>;
  change_share: Altered<"share", ShareFields>;
  unshare: Ended<"share", ShareFields>;
  create_service_account: Made<"service_account", NewAccountFields>;
  update_service_account: Altered<"service_account", AccountFields>;
  delete_service_account: Ended<"service_account", DeletedAccount>;
  create_key: Made<"key", NewKeyFields>;
  rotate_key: { readonly kind: "key"; readonly before: AccountKeyFields; readonly after: NewKeyFields };
  revoke_key: Ended<"key", AccountKeyFields | PersonalKeyFields>;
  transfer: Altered<"ownership", OwnedResource> | Altered<"service_account", OwnedAccount>;
  grant_role: Made<"role_grant", RoleGrantFields>;
  revoke_role: Ended<"role_grant", RoleGrantFields>;
}

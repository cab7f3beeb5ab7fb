/** The `before` and `after` of each verb, read back from the plan. */
import * as z from "zod";
import { ownedKinds, sharedKinds } from "../../model/entity.ts";
import type { Action, Verb } from "../../model/plan.ts";

const role = z.string().min(1);
const teamRole = z.enum(["member", "lead"]);
const teams = z.array(z.object({ team: z.string(), role: teamRole })).default([]);
const state = z.string();

const invitation = z.object({ email: z.string(), role, teams });
const membership = z.object({ team: z.string(), member: z.string(), role: teamRole });
const teamFields = z.object({
  slug: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  parent: z.string().nullable().optional(),
  manager: z.string().nullable().optional(),
});
const roleChange = z.object({ email: z.string(), role });
const text = z.string().min(1);
const permissions = z.array(z.string());
const holder = z.object({ kind: z.enum(["team", "member", "service_account"]), key: text });
const share = z.object({
  resource: z.enum(sharedKinds),
  name: text,
  holder,
  level: z.enum(["view", "run", "edit", "use"]),
});
const owner = z.object({ kind: z.enum(["team", "member"]), key: text });
const accountFields = z.object({ name: text, description: z.string().optional(), role: role.optional() });
const handedResource = z.object({ resource: z.enum(ownedKinds), name: text, id: text, owner: text });
const handedAccount = z.object({ name: text, owner });
const accountKey = z.object({
  account: text,
  name: text,
  scopes: z.array(z.string()),
  id: text.optional(),
  replaced_by: text.optional(),
});
const place = z.union([z.object({ github_secret: text }), z.object({ file: text })]);
const newKey = z.object({ account: text, name: text, scopes: z.array(text), deliver_to: place });
const personalKey = z.object({ member: text, id: text, name: z.string() });

const afterShapes = {
  invite: invitation,
  reinvite: invitation,
  correct_invitation: invitation,
  cancel_invitation: z.null(),
  reactivate: z.object({ email: z.string(), role: role.optional(), state }),
  promote: roleChange,
  demote: roleChange,
  change_role: roleChange,
  change_email: z.object({ email: z.string() }),
  deactivate: z.object({ email: z.string(), state }),
  remove: z.null(),
  create_team: teamFields.extend({ name: z.string() }),
  rename_team: z.object({ slug: z.string() }),
  update_team: teamFields,
  delete_team: z.null(),
  join_team: membership,
  change_team_role: membership,
  leave_team: z.null(),
  create_role: z.object({ name: text, base: role, permissions }),
  update_role: z.object({ name: text, base: role.optional(), permissions: permissions.optional() }),
  delete_role: z.null(),
  share,
  change_share: share,
  unshare: z.null(),
  create_service_account: accountFields.extend({ role, owner }),
  update_service_account: accountFields,
  delete_service_account: z.null(),
  transfer: z.union([handedResource, handedAccount]),
  create_key: newKey,
  rotate_key: newKey,
  revoke_key: z.null(),
} as const satisfies Partial<Record<Verb, z.ZodType>>;

type Shaped = keyof typeof afterShapes;

/** The action's `after`, or null when it is not what the verb needs. Null is also what verbs that end something have. */
export function afterOf<V extends Shaped>(
  verb: V,
  action: Action,
): z.output<(typeof afterShapes)[V]> | undefined {
  const read = afterShapes[verb].safeParse(action.after);
  // The schema is picked by the same verb as the type.
  return read.success ? (read.data as z.output<(typeof afterShapes)[V]>) : undefined;
}

/** The two ends of a membership, from whichever side of the action holds them. */
export function endsOf(action: Action): { readonly team: string; readonly member: string } | undefined {
  const read = membership.safeParse(action.after ?? action.before);
  return read.success ? read.data : undefined;
}

/** The share that an `unshare` ends. */
export function sharedOf(action: Action): ShareShape | undefined {
  const read = share.safeParse(action.before);
  return read.success ? read.data : undefined;
}

/** What a `revoke_key` speaks of: a key of a service account, or a person's own. */
export function revokedOf(action: Action): AccountKeyShape | PersonalKeyShape | undefined {
  const read = z.union([accountKey, personalKey]).safeParse(action.before);
  return read.success ? read.data : undefined;
}

export type AccountKeyShape = z.output<typeof accountKey>;
export type NewKeyShape = z.output<typeof newKey>;
export type PersonalKeyShape = z.output<typeof personalKey>;
export type ShareShape = z.output<typeof share>;
export type ResourceShape = z.output<typeof handedResource>;
export type AccountShape = z.output<typeof handedAccount>;
export type InvitationShape = z.output<typeof invitation>;
export type TeamShape = z.output<typeof teamFields>;

/** The `before` and `after` of each verb, read back from the plan. */
import * as z from "zod";
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

const afterShapes = {
  invite: invitation,
  reinvite: invitation,
  correct_invitation: invitation,
  cancel_invitation: z.null(),
  reactivate: z.object({ email: z.string(), role: role.optional(), state }),
  promote: roleChange,
  demote: roleChange,
  change_role: roleChange,
  deactivate: z.object({ email: z.string(), state }),
  remove: z.null(),
  create_team: teamFields.extend({ name: z.string() }),
  rename_team: z.object({ slug: z.string() }),
  update_team: teamFields,
  delete_team: z.null(),
  join_team: membership,
  change_team_role: membership,
  leave_team: z.null(),
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

export type InvitationShape = z.output<typeof invitation>;
export type TeamShape = z.output<typeof teamFields>;

/** What is done about roles that somebody holds beside their own: given and taken back. */
import type { ChangeOf } from "../../model/change.ts";
import type { Holder } from "../../model/entities/holder.ts";
import type { RoleGrant } from "../../model/entities/roleGrant.ts";
import { object, text } from "../../model/shape.ts";
import type { Ended, Made, VerbOf } from "../../model/shapes.ts";
import { holderFields, holderObstacle } from "../holder.ts";
import type { NeedsRule } from "../lookup.ts";
import { ended, holder, made } from "../sides.ts";
import type { Step } from "../step.ts";
import type { KindVerbs, VerbSpecs } from "../verb.ts";
import { roleGrantLoss } from "./loss.ts";

/** A role of the organization, by its name, and who holds it beside their own. */
export type RoleGrantFields = { readonly role: string; readonly holder: Holder };

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly role_grant: {
      readonly grant_role: Made<"role_grant", RoleGrantFields>;
      readonly revoke_role: Ended<"role_grant", RoleGrantFields>;
    };
  }
}

/** A role is given to who is there: a team that exists, a member who is active. */
const needs: NeedsRule<"grant_role"> = ({ after }, lookup, edge) =>
  holderObstacle(after.holder, { lookup, edge, allows: () => true });

const grantFields = object<RoleGrantFields>({ role: text, holder });

const verbs: VerbSpecs<VerbOf<"role_grant">> = {
  grant_role: {
    sides: { role_grant: made(grantFields) },
    words: { sign: "+", infinitive: "grant role", noun: "role", toDo: "to grant", done: "granted" },
    phase: 4,
    loss: null,
    // It holds in the whole organization, and what it lets somebody do is the service's to say.
    risk: "high",
    creates: true,
    needs,
    detail: () => [],
  },
  revoke_role: {
    sides: { role_grant: ended(grantFields) },
    words: { sign: "-", infinitive: "revoke role", noun: "role", toDo: "to revoke", done: "revoked" },
    phase: 7,
    rank: 1,
    loss: "role_grant",
    risk: "high",
    detail: () => [],
  },
};

export const roleGrantVerbs: KindVerbs<"role_grant"> = {
  verbs,
  compared: [],
  restsOn: ["role_grant", "team", "member"],
  steps,
  loss: roleGrantLoss,
  unclear: "grant_role",
};

/** The steps for a change of a grant. The files list who holds a role, or say nothing of it: what they leave out is to go. */
function steps({ before, after }: ChangeOf<RoleGrant>): Step[] {
  if (before === null) return [{ verb: "grant_role", before, after: roleGrantFields(after) }];
  return after === null ? [{ verb: "revoke_role", before: roleGrantFields(before), after }] : [];
}

function roleGrantFields({ role, holder }: RoleGrant): RoleGrantFields {
  return { role, holder: holderFields(holder) };
}

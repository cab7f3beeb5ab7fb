/** The verbs on organization roles that somebody holds beside their own. */
import type { RoleGrantFields, VerbOf } from "../../model/shapes.ts";
import { object, text } from "../../model/shape.ts";
import { holderObstacle } from "../holder.ts";
import type { NeedsRule } from "../lookup.ts";
import { ended, holder, made } from "../sides.ts";
import type { VerbSpecs } from "../verb.ts";

/** A role is given to who is there: a team that exists, a member who is active. */
const needs: NeedsRule<"grant_role"> = ({ after }, lookup, edge) =>
  holderObstacle(after.holder, { lookup, edge, allows: () => true });

const grantFields = object<RoleGrantFields>({ role: text, holder });

export const roleGrantSpecs: VerbSpecs<VerbOf<"role_grant">> = {
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

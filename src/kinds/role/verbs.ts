/** What is done about custom roles. */
import type { ChangeOf } from "../../model/change.ts";
import type { Role } from "../../model/entities/role.ts";
import { textOf, textsOf } from "../../model/jsonFields.ts";
import { list, object, text } from "../../model/shape.ts";
import type { Altered, Ended, Made, VerbOf } from "../../model/shapes.ts";
import { altered, ended, made } from "../sides.ts";
import type { JsonObject } from "../../model/json.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { someOf } from "../../model/text.ts";
import type { NeedsRule } from "../lookup.ts";
import { foreign, joined, labelled, movedField, namesOf, own, was } from "../pieces.ts";
import type { Piece } from "../pieces.ts";
import { unmanaged, type SidesOf, type Step, type StepContext } from "../step.ts";
import type { KindVerbs, Sides, VerbSpecs } from "../verb.ts";
import { roleChange, type RoleFields } from "./direction.ts";
import { liveBy } from "../liveBy.ts";
import { isPowerful } from "./given.ts";
import { roleLoss } from "./loss.ts";

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly role: {
      readonly create_role: Made<"role", RoleFields>;
      readonly update_role: Altered<"role", RoleFields>;
      readonly delete_role: Ended<"role", RoleFields>;
    };
  }
}

const lossOfPermissions = (sides: SidesOf<"update_role">, vocabulary: Vocabulary) =>
  roleChange(sides, vocabulary).narrows ? "role" : null;

/** The verbs by which somebody comes to hold another role, or none. */
const moving = [
  "promote",
  "demote",
  "change_role",
  "reactivate",
  "remove",
  "cancel_invitation",
  "correct_invitation",
  "reinvite",
] as const;

/** A role is deleted when nobody holds it any more. */
const holdersObstacle: NeedsRule<"delete_role"> = (draft, lookup, edge) => {
  const staying: string[] = [];
  for (const member of lookup.liveBy.membersWith(draft.key)) {
    // Whoever left by themselves holds nothing, although the name of their last role is still told.
    if (member.state === "left") continue;
    const change = moving
      .map((verb) => lookup.find(verb, member.key))
      .find((it) => it !== undefined && textOf(it.after, "role") !== draft.key);
    if (change === undefined) staying.push(member.email);
    edge(change);
  }
  for (const account of lookup.liveBy.accountsWith(draft.key)) {
    const change =
      lookup.find("delete_service_account", account.key) ??
      lookup.find("update_service_account", account.key);
    const moves = change !== undefined && (change.after === null || "role" in change.after);
    if (!moves) staying.push(account.name);
    else edge(change);
  }
  if (staying.length === 0) return null;
  return {
    code: "depends",
    message: `role ${draft.key} is still held by ${someOf(staying.sort())}; give them another role first`,
  };
};

function isHeld(role: string, live: State): boolean {
  const { membersWith, accountsWith } = liveBy(live);
  return membersWith(role).length > 0 || accountsWith(role).length > 0;
}

/** "BASE + reports:run, reports:write" */
function reach(role: JsonObject | null): Piece[] {
  return joined([labelled("", role, "base"), namesOf(textsOf(role, "permissions"))], " + ");
}

/** "+ reports:write, - reports:run" */
function movedPermissions({ before, after }: Sides): Piece[] {
  const [old, now] = [textsOf(before, "permissions"), textsOf(after, "permissions")];
  const [had, has] = [new Set(old), new Set(now)];
  return joined([
    ...now.filter((permission) => !had.has(permission)).map((permission) => [own("+ "), foreign(permission)]),
    ...old.filter((permission) => !has.has(permission)).map((permission) => [own("- "), foreign(permission)]),
  ]);
}

const fieldsOfRole = object<RoleFields>({ name: text, base: text, permissions: list(text) });

const verbs: VerbSpecs<VerbOf<"role">> = {
  create_role: {
    sides: { role: made(fieldsOfRole) },
    words: { sign: "+", infinitive: "create role", noun: "role", toDo: "to create", done: "created" },
    phase: 1,
    loss: null,
    risk: ({ key }, { roles }) => (isPowerful(key, roles.after) ? "high" : "low"),
    creates: true,
    detail: ({ after }) => reach(after),
  },
  update_role: {
    sides: { role: altered(fieldsOfRole) },
    words: { sign: "~", infinitive: "update role", noun: "role", toDo: "to update", done: "updated" },
    phase: (sides, vocabulary) => (lossOfPermissions(sides, vocabulary) === null ? 3 : 7),
    rank: 3,
    loss: lossOfPermissions,
    // Whoever holds it gets what is added.
    risk: ({ key, before, after }, { roles, live }) =>
      isPowerful(key, roles.after) ||
      (isHeld(key, live) && roleChange({ before, after }, live.vocabulary).widens)
        ? "high"
        : "low",
    detail: (sides) => joined([movedField(sides.before, sides.after, "base"), movedPermissions(sides)], "; "),
  },
  delete_role: {
    sides: { role: ended(fieldsOfRole) },
    words: { sign: "-", infinitive: "delete role", noun: "role", toDo: "to delete", done: "deleted" },
    phase: 9,
    loss: "role",
    risk: "high",
    needs: holdersObstacle,
    detail: ({ before }) => was(reach(before)),
  },
};

export const roleVerbs: KindVerbs<"role"> = {
  verbs,
  compared: ["base", "permissions"],
  restsOn: ["role"],
  steps,
  loss: roleLoss,
  unclear: "update_role",
  twoOfOne: { made: "create_role", ended: "delete_role" },
};

/** The steps for a change of a custom role. */
function steps({ before, after }: ChangeOf<Role>, { unlisted }: StepContext): Step[] {
  if (after === null) {
    const step: Step = { verb: "delete_role", before: roleFields(before), after };
    const message = `role ${before.name} is live, but stands in no file`;
    return [unlisted.roles === "delete" ? step : unmanaged(step, message)];
  }
  if (before === null) return [{ verb: "create_role", before, after: roleFields(after) }];
  return [{ verb: "update_role", before: roleFields(before), after: roleFields(after) }];
}

function roleFields({ name, base, permissions }: Role): RoleFields {
  return { name, base, permissions: [...permissions] };
}

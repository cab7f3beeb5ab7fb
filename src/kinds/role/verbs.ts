/** The verbs on custom roles. */
import { textOf, textsOf } from "../../model/fields.ts";
import { list, object, text } from "../../model/shape.ts";
import type { RoleFields, VerbOf } from "../../model/shapes.ts";
import { altered, ended, made } from "../sides.ts";
import type { JsonObject } from "../../model/json.ts";
import type { State } from "../../model/state.ts";
import type { Vocabulary } from "../../model/vocabulary.ts";
import { someOf } from "../../model/text.ts";
import type { NeedsRule } from "../lookup.ts";
import { foreign, joined, labelled, movedField, namesOf, own, was } from "../pieces.ts";
import type { Piece } from "../pieces.ts";
import type { SidesOf } from "../step.ts";
import type { Sides, VerbSpecs } from "../verb.ts";
import { roleChange } from "./direction.ts";
import { liveBy } from "../liveBy.ts";
import { isPowerful } from "./given.ts";

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

const roleFields = object<RoleFields>({ name: text, base: text, permissions: list(text) });

export const roleSpecs: VerbSpecs<VerbOf<"role">> = {
  create_role: {
    sides: { role: made(roleFields) },
    words: { sign: "+", infinitive: "create role", noun: "role", toDo: "to create", done: "created" },
    phase: 1,
    loss: null,
    risk: ({ key }, { roles }) => (isPowerful(key, roles.after) ? "high" : "low"),
    creates: true,
    detail: ({ after }) => reach(after),
  },
  update_role: {
    sides: { role: altered(roleFields) },
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
    sides: { role: ended(roleFields) },
    words: { sign: "-", infinitive: "delete role", noun: "role", toDo: "to delete", done: "deleted" },
    phase: 9,
    loss: "role",
    risk: "high",
    needs: holdersObstacle,
    detail: ({ before }) => was(reach(before)),
  },
};

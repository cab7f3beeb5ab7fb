/** The verbs on keys of service accounts and of people. */
import { textOf, textsOf } from "../../model/fields.ts";
import { list, object, optional, text, type Shape } from "../../model/shape.ts";
import type { AccountKeyFields, VerbOf, NewKeyFields, PersonalKeyFields } from "../../model/shapes.ts";
import { either, ended, made } from "../sides.ts";
import { targetFieldsOf, targetKinds, targetText, type TargetFields } from "../../model/target.ts";
import type { JsonObject } from "../../model/json.ts";
import { targetIn } from "../../model/keys.ts";
import { unclear, type NeedsRule } from "../lookup.ts";
import { foreign, joined, labelled, namesOf, own, was } from "../pieces.ts";
import type { Piece } from "../pieces.ts";
import type { Sides, VerbSpecs } from "../verb.ts";

/** A key is made for a service account that is there, in the role that it will have. */
const needs: NeedsRule<"create_key" | "rotate_key"> = (draft, lookup, edge) => {
  const { account } = draft.after;
  edge(lookup.find("create_service_account", account));
  edge(lookup.find("update_service_account", account));
  const isHeldBack = lookup.heldBack.has(`service_account ${account}`);
  return isHeldBack ? unclear(`service account ${account}`) : null;
};

/** Keys that share a name while one is replaced are told apart by their ids. */
function oneOfSeveral(key: JsonObject | null): Piece[] {
  return textOf(key, "replaced_by") === undefined ? [] : labelled("id ", key, "id");
}

function scopes(key: JsonObject | null): Piece[] {
  const names = textsOf(key, "scopes");
  return names.length === 0 ? [] : [own(names.length === 1 ? "scope " : "scopes "), ...namesOf(names)];
}

function movedScopes({ before, after }: Sides): Piece[] {
  const [had, has] = [textsOf(before, "scopes"), textsOf(after, "scopes")];
  return JSON.stringify(had) === JSON.stringify(has) ? [] : scopes(after);
}

/** "new key to acme/dbt/NAME", "new key to file PATH" */
function newKeyTo(key: JsonObject | null): Piece[] {
  const target = targetIn(key);
  return target === undefined ? [] : [own("new key to "), foreign(targetText(target))];
}

/** The kind of target whose word is there. */
const target: Shape<TargetFields> = {
  read: (check, value, path) => {
    const fields = check.object(value, path);
    const kind = targetKinds.findLast((word) => fields.has(word)) ?? "github_secret";
    return targetFieldsOf(kind, check.text(fields.get(kind), `${path}.${kind}`));
  },
  ordered: (value) => value,
};
const newKey = object<NewKeyFields>({
  account: text,
  name: text,
  scopes: list(text),
  deliver_to: optional(target),
});
const accountKey = object<AccountKeyFields>({
  account: text,
  name: text,
  scopes: list(text),
  id: optional(text),
  replaced_by: optional(text),
});
const personalKey = object<PersonalKeyFields>({ member: text, id: text, name: text });

// The subject of these says "key" already.
export const keySpecs: VerbSpecs<VerbOf<"key">> = {
  create_key: {
    sides: { key: made(newKey) },
    words: { sign: "+", infinitive: "create", noun: "key", toDo: "to create", done: "created" },
    phase: 6,
    loss: null,
    risk: "high",
    creates: true,
    needs,
    detail: ({ after }) => joined([scopes(after), newKeyTo(after)], "; "),
  },
  rotate_key: {
    sides: { key: { before: accountKey, after: newKey } },
    words: { sign: "~", infinitive: "rotate", noun: "key", toDo: "to rotate", done: "rotated" },
    phase: 6,
    loss: null,
    risk: "high",
    creates: true,
    needs,
    detail: (sides) => joined([movedScopes(sides), newKeyTo(sides.after)], "; "),
  },
  revoke_key: {
    sides: { key: ended(either(accountKey, "member", personalKey)) },
    words: { sign: "-", infinitive: "revoke", noun: "key", toDo: "to revoke", done: "revoked" },
    // A person's own key goes when they go.
    phase: ({ before }) => ("member" in before ? 8 : 6),
    loss: "key",
    risk: "high",
    detail: ({ before }) => joined([oneOfSeveral(before), was(namesOf(textsOf(before, "scopes")))]),
  },
};

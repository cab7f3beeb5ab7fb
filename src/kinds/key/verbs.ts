/** What is done about keys of service accounts and of people: made, replaced and revoked. */
import type { ChangeOf } from "../../model/change.ts";
import type { Key, OlderKey } from "../../model/entities/key.ts";
import { textOf, textsOf } from "../../model/jsonFields.ts";
import { list, object, optional, text, type Shape } from "../../model/shape.ts";
import type { Ended, Made, VerbOf } from "../../model/shapes.ts";
import { either, ended, made } from "../sides.ts";
import {
  targetFields,
  targetFieldsOf,
  targetKinds,
  targetText,
  type TargetFields,
} from "../../model/target.ts";
import type { JsonObject } from "../../model/json.ts";
import { eachOf, targetIn } from "../../model/keys.ts";
import type { Reason } from "../draft.ts";
import { unclear, type NeedsRule } from "../lookup.ts";
import { foreign, joined, labelled, namesOf, own, was } from "../pieces.ts";
import type { Piece } from "../pieces.ts";
import { unmanaged, type Step, type StepContext, type StepOf } from "../step.ts";
import type { KindVerbs, Sides, VerbSpecs } from "../verb.ts";
import { keyLoss } from "./loss.ts";

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

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly key: {
      readonly create_key: Made<"key", NewKeyFields>;
      readonly rotate_key: {
        readonly kind: "key";
        readonly before: AccountKeyFields;
        readonly after: NewKeyFields;
      };
      readonly revoke_key: Ended<"key", AccountKeyFields | PersonalKeyFields>;
    };
  }
}

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
const verbs: VerbSpecs<VerbOf<"key">> = {
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

export const keyVerbs: KindVerbs<"key"> = {
  verbs,
  compared: ["scopes"],
  restsOn: ["key", "service_account"],
  steps,
  loss: keyLoss,
  unclear: "create_key",
  twoOfOne: { made: "create_key", ended: "revoke_key" },
};

/** The steps for a difference. A name that no file has goes with all its keys. */
function steps({ before, after, unlisted: isUnlisted }: ChangeOf<Key>, { unlisted }: StepContext): Step[] {
  if (after !== null) return [before === null ? creation(after) : rotation(after, before)];
  const message = `key ${before.name} of ${before.account} is live, but stands in no file`;
  return eachOf(before).map((key) => {
    const step = revocation(before.account, key);
    return unlisted.keys === "revoke" || !isUnlisted ? step : unmanaged(step, message);
  });
}

function creation(declared: Key): Step {
  const step: Step = { verb: "create_key", before: null, after: newKeyFields(declared) };
  if (declared.deliverTo !== undefined) return step;
  const message = `key ${declared.name} of ${declared.account} is not there, and nothing says where the secret of a new one goes; ${byHand("create", declared)}`;
  return { ...step, reason: { code: "no_target", message } };
}

/** Puts a new key in the place of a live one; `because` is left out where other scopes are the reason. */
export function rotation(declared: Key, live: Key, because?: string): StepOf<"rotate_key"> {
  const step: StepOf<"rotate_key"> = {
    verb: "rotate_key",
    before: liveFields(live.account, eachOf(live)[0] ?? { ...live, id: "" }),
    after: newKeyFields(declared),
    ...(because === undefined ? {} : { because }),
  };
  return declared.deliverTo === undefined ? { ...step, reason: noTarget(declared, because) } : step;
}

/** A key that must be replaced, and has no place to deliver a new one to. */
function noTarget(declared: Key, because: string | undefined): Reason {
  const { name, account } = declared;
  const why =
    because === undefined
      ? "has other scopes than declared, and a key cannot change"
      : `must be replaced (${because})`;
  const message = `key ${name} of ${account} ${why}, but nothing says where the secret of a new one goes; ${byHand("replace", declared)}`;
  return { code: "no_target", message };
}

function byHand(what: "create" | "replace", { scopes }: Key): string {
  return `write deliver_to at it, or ${what} it by hand with ${scopes.join(", ")}`;
}

/** The end of one; `replacedBy` is the id of what came in its place. */
export function revocation(account: string, key: OlderKey, replacedBy?: string): StepOf<"revoke_key"> {
  const before = {
    ...liveFields(account, key),
    ...(replacedBy === undefined ? {} : { replaced_by: replacedBy }),
  };
  return { verb: "revoke_key", before, after: null };
}

function liveFields(account: string, { id, name, scopes }: OlderKey): AccountKeyFields {
  return { account, name, scopes: [...scopes], ...(id === "" ? {} : { id }) };
}

function newKeyFields({ account, name, scopes, deliverTo }: Key): NewKeyFields {
  const target = deliverTo === undefined ? {} : { deliver_to: targetFields(deliverTo) };
  return { account, name, scopes: [...scopes], ...target };
}

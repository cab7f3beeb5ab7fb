/** What is done about service accounts; that one changes hands is the verb of ownership. */
import type { ChangeOf } from "../../model/change.ts";
import type { ServiceAccount } from "../../model/entities/account.ts";
import type { Holder } from "../../model/entities/holder.ts";
import { object, optional, orNull, text } from "../../model/shape.ts";
import type { Altered, Ended, Made, VerbOf } from "../../model/shapes.ts";
import { altered, ended, holder, made } from "../sides.ts";
import { eachOf } from "../../model/keys.ts";
import type { Reason } from "../draft.ts";
import { holderFields, holderObstacle } from "../holder.ts";
import { firstOf, type NeedsRule } from "../lookup.ts";
import { joined, labelled, movedField, own } from "../pieces.ts";
import { ownerOf } from "../ownership/owner.ts";
import { directionOf, type RoleSides } from "../role/direction.ts";
import { givesPower, roleObstacle } from "../role/given.ts";
import { unmanaged, type SidesOf, type Step, type StepContext, type StepOf } from "../step.ts";
import type { KindVerbs, VerbSpecs } from "../verb.ts";
import { accountLoss } from "./loss.ts";

type NewAccountFields = {
  readonly name: string;
  readonly description?: string;
  readonly role: string | null;
  readonly owner: Holder | null;
};
type DeletedAccount = { readonly name: string; readonly role: string | null };
/** Its name, and the fields that change. */
type AccountFields = {
  readonly name: string;
  readonly description?: string;
  readonly role?: string | null;
};

declare module "../../model/shapes.ts" {
  interface VerbShapes {
    readonly service_account: {
      readonly create_service_account: Made<"service_account", NewAccountFields>;
      readonly update_service_account: Altered<"service_account", AccountFields>;
      readonly delete_service_account: Ended<"service_account", DeletedAccount>;
    };
  }
}

/** A service account needs its role and whoever answers for it. */
const creationNeeds: NeedsRule<"create_service_account"> = (draft, lookup, edge) => {
  const { owner } = draft.after;
  return firstOf(
    roleObstacle(draft, lookup, edge),
    owner === null ? ownerless(draft.key) : holderObstacle(owner, { lookup, edge, allows: () => true }),
  );
};

/** Its declared owner has left, and nobody stands in: the service takes no account without one. */
function ownerless(account: string): Reason {
  return {
    code: "no_successor",
    message: `the owner of service account ${account} has left, and nobody is there in their place; name another owner in service_accounts, or a successor`,
  };
}

/** A service account is deleted when its keys are revoked. */
const deletionNeeds: NeedsRule<"delete_service_account"> = (draft, lookup, edge) => {
  const staying: string[] = [];
  for (const key of lookup.live.key.values()) {
    if (key.account !== draft.key) continue;
    for (const { id } of eachOf(key)) {
      const revocation = lookup.find("revoke_key", `${key.key} ${id}`);
      if (revocation === undefined) staying.push(key.name);
      edge(revocation);
    }
  }
  for (const { kind, key } of lookup.live.collisions)
    if (kind === "key" && key.startsWith(`${draft.key}/`)) staying.push(key.slice(draft.key.length + 1));
  if (staying.length === 0) return null;
  return {
    code: "depends",
    message: `service account ${draft.key} still has keys: ${staying.sort().join(", ")}; unlisted.keys: delete would revoke them`,
  };
};

/** A service account stops to work with a role that is too low, as a pipeline does without an owner. */
function isLowered({ before, after }: SidesOf<"update_service_account">, roles: RoleSides): boolean {
  const [had, has] = [before.role, after.role];
  if (typeof had !== "string" || typeof has !== "string") return false;
  return directionOf({ role: had, roles: roles.before }, { role: has, roles: roles.after }) === "down";
}

const newAccount = object<NewAccountFields>({
  name: text,
  description: optional(text),
  role: orNull(text),
  owner: orNull(holder),
});
const someOfAccount = object<AccountFields>({
  name: text,
  description: optional(text),
  role: optional(orNull(text)),
});

// The subject of these says "service account" already.
const verbs: VerbSpecs<VerbOf<"service_account">> = {
  create_service_account: {
    sides: { service_account: made(newAccount) },
    words: { sign: "+", infinitive: "create", noun: "service account", toDo: "to create", done: "created" },
    phase: 1,
    loss: null,
    risk: givesPower,
    creates: true,
    needs: creationNeeds,
    detail: ({ after }) => {
      const owner = ownerOf(after);
      const ownedBy = owner.length === 0 ? [] : [own("owned by "), ...owner];
      return joined(
        [joined([labelled("", after, "role"), ownedBy]), labelled("description ", after, "description")],
        "; ",
      );
    },
  },
  update_service_account: {
    sides: { service_account: altered(someOfAccount) },
    words: { sign: "~", infinitive: "update", noun: "service account", toDo: "to update", done: "updated" },
    phase: 1,
    loss: null,
    risk: (draft, context) => (isLowered(draft, context.roles) ? "high" : givesPower(draft, context)),
    needs: roleObstacle,
    detail: ({ before, after }) =>
      joined([movedField(before, after, "role"), movedField(before, after, "description")], "; "),
  },
  delete_service_account: {
    sides: { service_account: ended(object<DeletedAccount>({ name: text, role: orNull(text) })) },
    words: { sign: "-", infinitive: "delete", noun: "service account", toDo: "to delete", done: "deleted" },
    phase: 9,
    loss: "service_account",
    risk: "high",
    needs: deletionNeeds,
    detail: ({ before }) => labelled("was ", before, "role"),
  },
};

export const accountVerbs: KindVerbs<"service_account"> = {
  verbs,
  compared: ["description", "role", "owner"],
  restsOn: ["service_account"],
  takes: ["key"],
  steps,
  loss: accountLoss,
  unclear: "update_service_account",
  twoOfOne: { made: "create_service_account", ended: "delete_service_account" },
};

/** The steps for a change of a service account; its owner is handed over apart from the rest. */
function steps(change: ChangeOf<ServiceAccount>, { unlisted }: StepContext): Step[] {
  const { before, after } = change;
  if (before === null)
    return [{ verb: "create_service_account", before, after: accountFields(change.after) }];
  if (after === null) {
    const step: Step = {
      verb: "delete_service_account",
      before: { name: before.name, role: before.role ?? null },
      after,
    };
    const message = `service account ${before.name} is live, but stands in no file`;
    const isMeant = unlisted.service_accounts === "delete" || !change.unlisted;
    return [isMeant ? step : unmanaged(step, message)];
  }
  const fields = change.fields.filter((field) => field !== "owner");
  const done: Step[] = [];
  if (fields.length > 0) {
    done.push({
      verb: "update_service_account",
      before: someFields(before, fields, after.name),
      after: someFields(after, fields, after.name),
    });
  }
  if (change.fields.includes("owner"))
    done.push(accountTransfer(after.name, before.owner ?? null, after.owner ?? null));
  return done;
}

/** Hands a service account over. */
export function accountTransfer(name: string, from: Holder | null, to: Holder | null): StepOf<"transfer"> {
  return {
    verb: "transfer",
    before: { name, owner: from === null ? null : holderFields(from) },
    after: { name, owner: to === null ? null : holderFields(to) },
  };
}

function accountFields(account: ServiceAccount): NewAccountFields {
  return {
    name: account.name,
    ...(account.description === undefined ? {} : { description: account.description }),
    role: account.role ?? null,
    owner: account.owner === undefined ? null : holderFields(account.owner),
  };
}

function someFields(account: ServiceAccount, fields: readonly string[], name: string): AccountFields {
  return {
    name,
    ...(fields.includes("description") ? { description: account.description ?? "" } : {}),
    ...(fields.includes("role") ? { role: account.role ?? null } : {}),
  };
}

/** What changes in roles, shares, service accounts, keys and ownership, as pieces. */
import type { keyVerbs, ownershipVerbs, roleVerbs, serviceAccountVerbs, shareVerbs } from "../model/plan.ts";
import { targetText } from "../model/deliver.ts";
import { targetIn } from "../model/keys.ts";
import type { JsonObject } from "../model/json.ts";
import { arrow, fieldOf, foreign, holderPieces, joined, labelled, moved, movedField } from "./pieces.ts";
import { namesOf, objectIn, own, textOf, textsOf } from "./pieces.ts";
import type { Piece } from "./pieces.ts";

/** Verbs on what is neither a person nor a team. */
export type AutomationVerb =
  | (typeof roleVerbs)[number]
  | (typeof shareVerbs)[number]
  | (typeof serviceAccountVerbs)[number]
  | (typeof keyVerbs)[number]
  | (typeof ownershipVerbs)[number];

/** The detail of such an action; no pieces when there is nothing to add to verb and subject. */
export function automationDetail(
  verb: AutomationVerb,
  before: JsonObject | null,
  after: JsonObject | null,
): Piece[] {
  switch (verb) {
    case "create_role":
      return reach(after);
    case "update_role":
      return joined([movedField(before, after, "base"), movedPermissions(before, after)], "; ");
    case "delete_role":
      return afterWas(reach(before));
    case "share":
      return labelled("", after, "level");
    case "change_share":
      return moved(before, after, "level");
    case "unshare":
      return labelled("was ", before, "level");
    case "create_service_account":
      return joined(
        [
          joined([labelled("", after, "role"), ownedBy(after)]),
          labelled("description ", after, "description"),
        ],
        "; ",
      );
    case "update_service_account":
      return joined([movedField(before, after, "role"), movedField(before, after, "description")], "; ");
    case "delete_service_account":
      return labelled("was ", before, "role");
    case "create_key":
      return joined([scopes(after), newKeyTo(after)], "; ");
    case "rotate_key":
      return joined([movedScopes(before, after), newKeyTo(after)], "; ");
    case "revoke_key":
      return joined([oneOfSeveral(before), afterWas(namesOf(textsOf(before, "scopes")))]);
    case "transfer":
      return movedOwner(before, after);
  }
}

/** "viewer + pipelines:run, pipelines:write" */
function reach(role: JsonObject | null): Piece[] {
  return joined([labelled("", role, "base"), namesOf(textsOf(role, "permissions"))], " + ");
}

/** "+ pipelines:write, - pipelines:run" */
function movedPermissions(before: JsonObject | null, after: JsonObject | null): Piece[] {
  const [old, now] = [textsOf(before, "permissions"), textsOf(after, "permissions")];
  const [had, has] = [new Set(old), new Set(now)];
  return joined([
    ...now.filter((permission) => !had.has(permission)).map((permission) => [own("+ "), foreign(permission)]),
    ...old.filter((permission) => !has.has(permission)).map((permission) => [own("- "), foreign(permission)]),
  ]);
}

function afterWas(pieces: readonly Piece[]): Piece[] {
  return pieces.length === 0 ? [] : [own("was "), ...pieces];
}

/** Keys that share a name while one is replaced are told apart by their ids. */
function oneOfSeveral(key: JsonObject | null): Piece[] {
  return textOf(key, "replaced_by") === undefined ? [] : labelled("id ", key, "id");
}

function scopes(key: JsonObject | null): Piece[] {
  const names = textsOf(key, "scopes");
  return names.length === 0 ? [] : [own(names.length === 1 ? "scope " : "scopes "), ...namesOf(names)];
}

function movedScopes(before: JsonObject | null, after: JsonObject | null): Piece[] {
  const [had, has] = [textsOf(before, "scopes"), textsOf(after, "scopes")];
  return JSON.stringify(had) === JSON.stringify(has) ? [] : scopes(after);
}

/** "new key to acme/dbt/NAME", "new key to file PATH" */
function newKeyTo(key: JsonObject | null): Piece[] {
  const target = targetIn(key);
  return target === undefined ? [] : [own("new key to "), foreign(targetText(target))];
}

function ownedBy(account: JsonObject | null): Piece[] {
  const owner = ownerOf(account);
  return owner.length === 0 ? [] : [own("owned by "), ...owner];
}

/** An owner is the key of a member, or a holder. */
function ownerOf(object: JsonObject | null): Piece[] {
  const member = textOf(object, "owner");
  if (member !== undefined) return [foreign(member)];
  return holderPieces(objectIn(fieldOf(object, "owner"))) ?? [];
}

function movedOwner(before: JsonObject | null, after: JsonObject | null): Piece[] {
  const [old, now] = [ownerOf(before), ownerOf(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return [];
  const shown = (owner: Piece[]): Piece[] => (owner.length === 0 ? [own("nobody")] : owner);
  return [...shown(old), arrow, ...shown(now)];
}

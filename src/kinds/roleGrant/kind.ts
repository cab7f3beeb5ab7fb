/** What a grant of an organization's role is: which role, and who holds it beside their own. */
import { holderKinds, type Holder } from "../../model/entities/holder.ts";
import type { RoleGrant } from "../../model/entities/roleGrant.ts";
import { fieldOf, objectIn, textOf } from "../../model/jsonFields.ts";
import { fold } from "../../model/text.ts";
import type { KindSpec } from "../kind.ts";
import { roleGrantAccess } from "./access.ts";
import { foreign, holderNamed, holderPieces, own, type Piece } from "../pieces.ts";
import type { Told } from "../subject.ts";
import { personHolding } from "../holder.ts";

/** Who can hold a role beside their own. */
export const grantHolders = ["team", "member"] as const satisfies readonly Holder["kind"][];
export type GrantHolder = (typeof grantHolders)[number];

/** The kind under which a service's roles stand among what is live. */
export const grantedRole = "organization_role";

/** The list of those of a kind who hold a role. */
export function grantList(role: string, kind: Holder["kind"]): string {
  return `${fold(role)}/${kind}`;
}

/** The role, folded, and who of it, of such a list. */
export function listOfGrants(list: string): { readonly role: string; readonly holder: Holder["kind"] } {
  const at = list.lastIndexOf("/");
  const holder = holderKinds.find((kind) => kind === list.slice(at + 1)) ?? "member";
  return { role: list.slice(0, at), holder };
}

export function roleGrantKey({ role, holder }: Pick<RoleGrant, "role" | "holder">): string {
  return `${fold(role)}/${holder.kind}:${holder.key}`;
}

// Greedy, so that the last "/KIND:" divides: a role may be named anything, a holder's key holds no ":".
const parts = new RegExp(`^(.*)/(${holderKinds.join("|")}):(.*)$`, "s");

/** The grant of a key; undefined for what is no such key. */
function roleGrantOf(key: string): RoleGrant | undefined {
  const [, role, held, holder = ""] = parts.exec(key) ?? [];
  const kind = holderKinds.find((known) => known === held);
  if (role === undefined || kind === undefined) return undefined;
  return { kind: "role_grant", key, role, holder: { kind, key: holder } };
}

export const roleGrantKind: KindSpec<"role_grant"> = {
  naming: (it, to) => {
    const { kind, key } = it.holder;
    const given = { ...it, holder: { kind, key: to({ kind, key, within: true }) } };
    return { ...given, key: roleGrantKey(given) };
  },
  personIn: personHolding,
  within: (key) => {
    const holder = roleGrantOf(key)?.holder;
    return holder === undefined ? [] : [holder];
  },
  ofKey: roleGrantOf,
  subject,
  access: roleGrantAccess,
  resources: ({ role }) => [{ kind: grantedRole, name: role }],
};

/** "security_manager of team security" */
function subject({ key, before, after }: Told): Piece[] {
  const side = after ?? before;
  const role = textOf(side, "role");
  const holder = holderPieces(objectIn(fieldOf(side, "holder")));
  if (role !== undefined && holder !== undefined) return told(role, holder);
  const said = roleGrantOf(key);
  return said === undefined ? [foreign(key)] : told(said.role, holderNamed(said.holder));
}

function told(role: string, holder: readonly Piece[]): Piece[] {
  return [foreign(role), own(" of "), ...holder];
}

/** What a share is: what it is of, and who holds it. */
import { holderKinds } from "../../model/entities/holder.ts";
import type { Share } from "../../model/entities/share.ts";
import { fieldOf, objectIn, textOf } from "../../model/jsonFields.ts";
import { sharedKinds } from "../../model/vocabularies/all.ts";
import type { KindSpec } from "../kind.ts";
import { shareAccess } from "./access.ts";
import { foreign, holderNamed, holderPieces, own, type Piece } from "../pieces.ts";
import type { Told } from "../subject.ts";
import { personHolding } from "../holder.ts";

export function shareKey({ resource, name, holder }: Pick<Share, "resource" | "name" | "holder">): string {
  return `${resource}:${name}/${holder.kind}:${holder.key}`;
}

// Greedy, so that the last "/KIND:" divides: a resource may be named anything, a holder's key holds no ":".
const parts = new RegExp(`^(${sharedKinds.join("|")}):(.*)/(${holderKinds.join("|")}):(.*)$`, "s");

/** The share of a key; of its level nothing is known. Undefined for what is no such key. */
export function shareOf(key: string): Share | undefined {
  const [, kind, name = "", held, holder = ""] = parts.exec(key) ?? [];
  const resource = sharedKinds.find((known) => known === kind);
  const holderKind = holderKinds.find((known) => known === held);
  if (resource === undefined || holderKind === undefined) return undefined;
  return { kind: "share", key, resource, name, holder: { kind: holderKind, key: holder }, level: "" };
}

export const shareKind: KindSpec<"share"> = {
  naming: (it, to) => {
    const { kind, key } = it.holder;
    const shared = { ...it, holder: { kind, key: to({ kind, key, within: true }) } };
    return { ...shared, key: shareKey(shared) };
  },
  personIn: personHolding,
  within: (key) => {
    const holder = shareOf(key)?.holder;
    return holder === undefined ? [] : [holder];
  },
  ofKey: shareOf,
  subject,
  access: shareAccess,
  byFiles: (live) => ({ ...live, id: live.name }),
  resources({ resource: kind, name, level }, { shared }) {
    const { ownLevels } = shared.find((word) => word.kind === kind) ?? {};
    return [{ kind, name }, ...(ownLevels === undefined ? [] : [{ kind: ownLevels, name: level }])];
  },
};

/** "pipeline nightly_sales with team finance" */
function subject({ key, before, after, called }: Told): Piece[] {
  const side = after ?? before;
  const kind = sharedKinds.find((known) => known === textOf(side, "resource"));
  const name = textOf(side, "name");
  const holder = holderPieces(objectIn(fieldOf(side, "holder")));
  if (kind !== undefined && name !== undefined && holder !== undefined)
    return [own(`${kind} `), ...calledSo(name, called), own(" with "), ...holder];
  const said = shareOf(key);
  return said === undefined
    ? [foreign(key)]
    : [own(`${said.resource} `), ...calledSo(said.name, called), own(" with "), ...holderNamed(said.holder)];
}

/** "Weekly Report (pl_3)": the id stays beside the name, since several may have that. */
function calledSo(name: string, called: string | undefined): Piece[] {
  return called === undefined || called === name
    ? [foreign(name)]
    : [foreign(called), own(" ("), foreign(name), own(")")];
}

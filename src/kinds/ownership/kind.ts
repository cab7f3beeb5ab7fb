/** What it is to own something. */
import type { OwnedKind } from "../../model/entities/resource.ts";
import { ownedKinds } from "../../model/vocabularies/all.ts";
import type { KindSpec } from "../kind.ts";
import { ownershipAccess } from "./access.ts";
import { foreign, own } from "../pieces.ts";
import { toldOf, type Told } from "../subject.ts";

export function ownershipKey(resource: OwnedKind, name: string): string {
  return `${resource}:${name}`;
}

const parts = new RegExp(`^(${ownedKinds.join("|")}):(.*)$`, "s");

/** What changes hands, when the plan says so in a way that can be told; its kind is one of ours. */
export function ownedResource(told: Told): { readonly kind: string; readonly name: string } | undefined {
  const resource = ownedKinds.find((known) => known === toldOf(told, "resource"));
  const named = toldOf(told, "name");
  if (resource !== undefined && named !== undefined) return { kind: resource, name: named };
  const [, kind, name] = parts.exec(told.key) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

export const ownershipKind: KindSpec<"ownership"> = {
  naming: (it, to) => (it.owner === null ? it : { ...it, owner: to({ kind: "member", key: it.owner }) }),
  subject: (told) => {
    const resource = ownedResource(told);
    return resource === undefined ? [foreign(told.key)] : [own(`${resource.kind} `), foreign(resource.name)];
  },
  access: ownershipAccess,
  byFiles: (live) => ({ ...live, id: live.name }),
  resources: ({ resource: kind, name }) => [{ kind, name }],
};

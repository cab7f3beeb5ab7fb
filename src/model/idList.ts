/** The lists of ids at the service by which files know what is live, whatever it is called there. */
import type { Kind } from "./entity.ts";
import { perName } from "./perName.ts";

/** The kind whose ids each list holds, in the order in which lists are written. */
export const kindOfList = {
  members: "member",
  teams: "team",
  roles: "role",
  service_accounts: "service_account",
  keys: "key",
} as const satisfies Readonly<Record<string, Kind>>;

export type IdList = keyof typeof kindOfList;
/** The kinds that can be known by an id. */
export type KnownKind = (typeof kindOfList)[IdList];

export const idLists = Object.keys(kindOfList) as readonly IdList[];
export const knownKinds: readonly KnownKind[] = Object.values(kindOfList);

/** Something of each list. */
export function perIdList<T>(of: (list: IdList) => T): Readonly<Record<IdList, T>> {
  return perName(idLists, of);
}

/** Something of each of them. */
export function perKnownKind<T>(of: (kind: KnownKind) => T): Readonly<Record<KnownKind, T>> {
  return perName(knownKinds, of);
}

/** Whether things of a kind can be known by an id. */
export function isKnownKind(kind: Kind): kind is KnownKind {
  return knownKinds.some((known) => known === kind);
}

/** The line that says which live object something is, whatever that is called. */
export function idLine(kind: KnownKind, name: string, id: string): string {
  const list = idLists.find((known) => kindOfList[known] === kind) ?? kind;
  return `\`${name}: ${id}\` under ${list} in ids.yaml`;
}

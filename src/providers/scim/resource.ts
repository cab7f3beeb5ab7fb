/**
 * What SCIM services answer, taken as tolerantly as can be done without guessing: names of attributes in any letter case
 * (RFC 7643, 2.1), booleans and numbers as text, lists of bare values. What lacks an id is nothing that can be named.
 */
import { given } from "../../model/given.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** One value of a multi-valued attribute (RFC 7643, 2.4). */
interface Value {
  readonly value: string;
  readonly primary: boolean;
  readonly type?: string;
  readonly display?: string;
}

export interface User {
  readonly id: string;
  readonly userName: string;
  readonly externalId?: string;
  readonly name?: string;
  /** The primary one first. */
  readonly emails: readonly Value[];
  readonly active: boolean;
  readonly roles: readonly Value[];
  readonly entitlements: readonly Value[];
  /** Ids of the groups that the service says they are in themselves; absent where it says nothing. */
  readonly groups?: readonly string[];
  readonly version?: string;
  /** All of it, for a service that takes nothing but the whole. */
  readonly whole: Fields;
}

export interface Group {
  readonly id: string;
  readonly displayName: string;
  readonly externalId?: string;
  /** Absent where the answer has none: that may be an empty group, or a service that leaves them out. */
  readonly members?: readonly GroupMember[];
  /** So many members came without anything that says who they are. */
  readonly nameless?: number;
  /** So many members it says that it has, where it counts them. */
  readonly counted?: number;
  readonly version?: string;
  readonly whole: Fields;
}

interface GroupMember {
  readonly id: string;
  /** A group in the group (RFC 7643, 4.2), or something else that is no user. */
  readonly nested: boolean;
}

/** A page of a list (RFC 7644, 3.4.2). */
export interface Page {
  readonly resources: readonly Fields[];
  readonly totalResults?: number;
  readonly nextCursor?: string;
}

/** An object of an answer. */
export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

/** The attribute, whatever the case of its name. */
export function attribute(fields: Fields | undefined, name: string): unknown {
  if (fields === undefined) return undefined;
  if (Object.hasOwn(fields, name)) return fields[name];
  const lower = name.toLowerCase();
  const found = Object.keys(fields).find((key) => key.toLowerCase() === lower);
  return found === undefined ? undefined : fields[found];
}

function textOf(value: unknown): string | undefined {
  // A longer number than can be told apart is none: two people could have the same one.
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Services write booleans as text, in any case, and as 0 and 1. */
function flagOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === 0 || value === 1) return value === 1;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

function countOf(value: unknown): number | undefined {
  const count = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

/** The values of a multi-valued attribute: objects with `value`, or bare text. */
export function valuesOf(value: unknown): Value[] {
  return listOf(value).flatMap((item): Value[] => {
    const bare = textOf(item);
    if (bare !== undefined) return [{ value: bare, primary: false }];
    const fields = fieldsOf(item);
    const text = textOf(attribute(fields, "value"));
    if (text === undefined) return [];
    const type = textOf(attribute(fields, "type"));
    const display = textOf(attribute(fields, "display"));
    return [
      { value: text, primary: flagOf(attribute(fields, "primary")) === true, ...given({ type, display }) },
    ];
  });
}

/** A user, or undefined for what has no id or no user name. */
export function userOf(data: unknown): User | undefined {
  const fields = fieldsOf(data);
  const id = textOf(attribute(fields, "id"));
  const emails = valuesOf(attribute(fields, "emails"));
  const userName = textOf(attribute(fields, "userName"));
  if (fields === undefined || id === undefined || userName === undefined) return undefined;
  const groups = attribute(fields, "groups");
  const name = fieldsOf(attribute(fields, "name"));
  const shown = textOf(attribute(fields, "displayName")) ?? textOf(attribute(name, "formatted"));
  return {
    id,
    userName,
    ...optional("externalId", textOf(attribute(fields, "externalId"))),
    ...optional("name", shown),
    emails: [...emails].sort((a, b) => Number(b.primary) - Number(a.primary)),
    // RFC 7643, 4.1.1 leaves its meaning to the service; without a word nobody is shut out.
    active: accessOf(attribute(fields, "active")) ?? true,
    roles: valuesOf(attribute(fields, "roles")),
    entitlements: valuesOf(attribute(fields, "entitlements")),
    ...(groups === undefined ? {} : { groups: ownGroups(groups) }),
    ...versionOf(fields),
    whole: fields,
  };
}

/** Words in place of a boolean. */
const withoutAccess = /^(?:inactive|disabled|suspended|deactivated|deprovisioned|no|off)$/i;

function accessOf(value: unknown): boolean | undefined {
  return flagOf(value) ?? (typeof value === "string" && withoutAccess.test(value.trim()) ? false : undefined);
}

/** Without those that they are in by another group (RFC 7643, 4.1.2: `type`). */
function ownGroups(groups: unknown): string[] {
  return valuesOf(groups).flatMap(({ value, type }) => (/^indirect$/i.test(type ?? "") ? [] : [value]));
}

/** By one of these names services say how many members a group has, beside the list or in an extension of the schema. */
const counts = [
  "memberCount",
  "membersCount",
  "numMembers",
  "numberOfMembers",
  "memberTotal",
  "totalMembers",
];

function countedIn(fields: Fields): number | undefined {
  const extensions = Object.keys(fields).flatMap((name): Fields[] => {
    const extension = /^urn:/i.test(name) ? fieldsOf(fields[name]) : undefined;
    return extension === undefined ? [] : [extension];
  });
  const found = [fields, ...extensions].flatMap((part) =>
    counts.map((name) => countOf(attribute(part, name))),
  );
  return found.find((it) => it !== undefined);
}

/** A group, or undefined for what has no id or no name. */
export function groupOf(data: unknown): Group | undefined {
  const fields = fieldsOf(data);
  const id = textOf(attribute(fields, "id"));
  const displayName = textOf(attribute(fields, "displayName"));
  if (fields === undefined || id === undefined || displayName === undefined) return undefined;
  const members = attribute(fields, "members");
  return {
    id,
    displayName,
    ...optional("externalId", textOf(attribute(fields, "externalId"))),
    ...(members === undefined || members === null ? {} : membersOf(members)),
    ...given({ counted: countedIn(fields) }),
    ...versionOf(fields),
    whole: fields,
  };
}

function membersOf(data: unknown): Pick<Group, "members" | "nameless"> {
  const items = listOf(data);
  const members = items.flatMap((item): GroupMember[] => {
    const bare = textOf(item);
    if (bare !== undefined) return [{ id: bare, nested: false }];
    const fields = fieldsOf(item);
    const type = textOf(attribute(fields, "type"));
    const at = textOf(attribute(fields, "$ref"));
    const id = textOf(attribute(fields, "value")) ?? lastPartOf(at);
    const other = /^(?:group|service_?principal)$/i.test(type ?? "");
    const nested = other || (type === undefined && /(?:^|\/)(?:Groups|ServicePrincipals)\//i.test(at ?? ""));
    return id === undefined ? [] : [{ id, nested }];
  });
  const nameless = items.length - members.length;
  return { members, ...(nameless === 0 ? {} : { nameless }) };
}

/** The id at the end of an address (RFC 7643, 2.4): a service may name a member by it alone. */
function lastPartOf(address: string | undefined): string | undefined {
  const part = /(?:^|\/)(?:Users|Groups|ServicePrincipals)\/([^/?#]+)\/?$/i.exec(address ?? "")?.[1];
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function versionOf(fields: Fields): { readonly version?: string } {
  return optional("version", textOf(attribute(fieldsOf(attribute(fields, "meta")), "version")));
}

/** A list's page, or undefined for what is none. */
export function pageOf(data: unknown): Page | undefined {
  const fields = fieldsOf(data);
  const resources = attribute(fields, "Resources");
  const total = countOf(attribute(fields, "totalResults"));
  // Without any, `Resources` may be left out (RFC 7644, 3.4.2).
  const items = resources === undefined || resources === null ? (total === 0 ? [] : undefined) : resources;
  if (fields === undefined || !Array.isArray(items)) return undefined;
  const next = textOf(attribute(fields, "nextCursor"));
  return {
    resources: items.map((item: unknown) => fieldsOf(item) ?? {}),
    ...given({ totalResults: total }),
    ...optional("nextCursor", next),
  };
}

function optional<Name extends string>(
  name: Name,
  value: string | undefined,
): { readonly [N in Name]?: string } {
  if (value === undefined) return {};
  const made: Partial<Record<Name, string>> = {};
  made[name] = value;
  return made;
}

/** What the service says of itself (RFC 7643, 5); what it does not say is undefined. */
export interface ServiceConfig {
  readonly patch?: boolean;
  readonly filter?: boolean;
  readonly etag?: boolean;
  readonly maxResults?: number;
  /** RFC 9865, 4. */
  readonly cursor?: boolean;
  readonly index?: boolean;
}

export function configOf(data: unknown): ServiceConfig {
  const fields = fieldsOf(data);
  const supported = (name: string): boolean | undefined =>
    flagOf(attribute(fieldsOf(attribute(fields, name)), "supported"));
  const pagination = fieldsOf(attribute(fields, "pagination"));
  const known = {
    patch: supported("patch"),
    filter: supported("filter"),
    etag: supported("etag"),
    maxResults: countOf(attribute(fieldsOf(attribute(fields, "filter")), "maxResults")),
    cursor: flagOf(attribute(pagination, "cursor")),
    index: flagOf(attribute(pagination, "index")),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}

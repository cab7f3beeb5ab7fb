/** Users, groups and lists as the server writes them. */
import type { Answer } from "./answer.ts";
import { refusal } from "./answer.ts";
import type { Group, Resource, Tenant } from "./state.ts";

export const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
export const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";
const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

export function showUser(tenant: Tenant, { id, version, attributes }: Resource): object {
  const { character, groups } = tenant;
  const { active, schemas: _, ...others } = attributes;
  const inside = [...groups.values()].filter(({ members }) => members.has(id));
  return {
    schemas: [userSchema],
    id,
    ...others,
    ...(active === undefined
      ? {}
      : { active: character.activeAs === "text" ? (active === true ? "True" : "False") : active }),
    ...(character.showsGroups
      ? { groups: inside.map((group) => ({ value: group.id, display: group.attributes["displayName"] })) }
      : {}),
    meta: metaOf(tenant, "User", version),
  };
}

export function showGroup(tenant: Tenant, group: Group, alone: boolean): object {
  const { id, version, attributes, members, nested } = group;
  const { showsMembers } = tenant.character;
  const shown = showsMembers === "always" || (showsMembers === "alone" && alone);
  const all = [
    ...[...members].map((value) => ({ value, type: "User" })),
    ...[...nested].map((value) => ({ value, type: "Group" })),
  ];
  const { schemas: _, ...others } = attributes;
  return {
    schemas: [groupSchema],
    id,
    ...others,
    ...(showsMembers === "never" ? { members: [] } : shown ? { members: all } : {}),
    meta: metaOf(tenant, "Group", version),
  };
}

function metaOf({ character }: Tenant, resourceType: string, version: number): object {
  return { resourceType, ...(character.etags ? { version: etagOf(version) } : {}) };
}

export function etagOf(version: number): string {
  return `W/"${version}"`;
}

/** What a list is of, and how each of it is shown; only what stands on the page is. */
interface Listing<T> {
  readonly all: readonly T[];
  readonly show: (item: T) => object;
}

/** A page of a list. */
export function listed<T>({ character }: Tenant, query: URLSearchParams, listing: Listing<T>): Answer {
  const asked = Number(query.get("count") ?? character.pageSize);
  if (!Number.isInteger(asked)) return refusal(400, "count is no whole number", "invalidValue");
  const size = Math.min(Math.max(asked, 0), character.pageSize);
  return character.paging === "cursor"
    ? byCursor(query, size, listing)
    : byIndex(query, { size, character }, listing);
}

function byIndex<T>(
  query: URLSearchParams,
  { size, character }: { readonly size: number; readonly character: Tenant["character"] },
  { all, show }: Listing<T>,
): Answer {
  const start = Math.max(Number(query.get("startIndex") ?? 1) || 1, 1);
  const { pastEnd } = character;
  const again = pastEnd === "always_first" || (start > all.length && pastEnd === "first_page");
  const from = again ? 1 : start;
  const Resources = all.slice(from - 1, from - 1 + size).map(show);
  return list({ totalResults: all.length, startIndex: from, itemsPerPage: Resources.length, Resources });
}

/** Without a cursor one page, and not a word on the rest; with one, no totals (RFC 9865, 2). */
function byCursor<T>(query: URLSearchParams, size: number, { all, show }: Listing<T>): Answer {
  const cursor = query.get("cursor");
  if (cursor === null) {
    const Resources = all.slice(0, size).map(show);
    return list({ totalResults: Resources.length, startIndex: 1, itemsPerPage: Resources.length, Resources });
  }
  const from = cursor === "" ? 0 : Number(/^c(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) return refusal(400, "The cursor is not known", "invalidCursor");
  const Resources = all.slice(from, from + size).map(show);
  const more = from + size < all.length;
  return list({
    itemsPerPage: Resources.length,
    Resources,
    ...(more ? { nextCursor: `c${from + size}` } : {}),
  });
}

function list(fields: object): Answer {
  return { status: 200, body: { schemas: [listSchema], ...fields } };
}

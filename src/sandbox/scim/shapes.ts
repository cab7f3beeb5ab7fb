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

/** A page of a list. */
export function listed({ character }: Tenant, query: URLSearchParams, all: readonly object[]): Answer {
  const asked = Number(query.get("count") ?? character.pageSize);
  if (!Number.isInteger(asked)) return refusal(400, "count is no whole number", "invalidValue");
  const size = Math.min(Math.max(asked, 0), character.pageSize);
  return character.paging === "cursor"
    ? byCursor(query, size, all)
    : byIndex(query, { size, all, character });
}

function byIndex(
  query: URLSearchParams,
  {
    size,
    all,
    character,
  }: { readonly size: number; readonly all: readonly object[]; readonly character: Tenant["character"] },
): Answer {
  const start = Math.max(Number(query.get("startIndex") ?? 1) || 1, 1);
  const { pastEnd } = character;
  const again = pastEnd === "always_first" || (start > all.length && pastEnd === "first_page");
  const from = again ? 1 : start;
  const Resources = all.slice(from - 1, from - 1 + size);
  return list({ totalResults: all.length, startIndex: from, itemsPerPage: Resources.length, Resources });
}

/** Without a cursor one page, and not a word on the rest; with one, no totals (RFC 9865, 2). */
function byCursor(query: URLSearchParams, size: number, all: readonly object[]): Answer {
  const cursor = query.get("cursor");
  if (cursor === null) {
    const Resources = all.slice(0, size);
    return list({ totalResults: Resources.length, startIndex: 1, itemsPerPage: Resources.length, Resources });
  }
  const from = cursor === "" ? 0 : Number(/^c(\d+)$/.exec(cursor)?.[1] ?? Number.NaN);
  if (Number.isNaN(from)) return refusal(400, "The cursor is not known", "invalidCursor");
  const Resources = all.slice(from, from + size);
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

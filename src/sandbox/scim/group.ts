/** Groups: looked up, made, changed and ended, with whoever is in them. */
import { done, notFound, refusal, type Answer } from "./answer.ts";
import type { Condition } from "./filter.ts";
import { idsIn, patched, type MemberChange } from "./patch.ts";
import { groupSchema, listed, showGroup } from "./shapes.ts";
import { addGroup, moved, textIn, type Attributes, type Group, type Tenant } from "./state.ts";
import { etagHeader } from "./user.ts";

export function listGroups(tenant: Tenant, query: URLSearchParams, conditions: readonly Condition[]): Answer {
  const found = [...tenant.groups.values()].filter((group) =>
    conditions.every((condition) => isSo(group, condition)),
  );
  return listed(tenant, query, { all: found, show: (group) => showGroup(tenant, group, false) });
}

function isSo({ id, attributes, members }: Group, { attribute, value }: Condition): boolean {
  switch (attribute) {
    case "id":
      return id === value;
    case "displayname":
      return textIn(attributes, "displayName")?.toLowerCase() === value.toLowerCase();
    case "externalid":
      return textIn(attributes, "externalId") === value;
    case "members":
    case "members.value":
      return members.has(value);
    default:
      return false;
  }
}

export function readGroup(tenant: Tenant, group: Group): Answer {
  return { status: 200, body: showGroup(tenant, group, true), headers: etagHeader(tenant, group) };
}

function kept(
  { character }: Tenant,
  { id: _, meta: __, members: ___, ...attributes }: Attributes,
): Attributes {
  if (character.groupMarks) return attributes;
  const { externalId: ____, ...others } = attributes;
  return others;
}

function objectionToGroup(tenant: Tenant, body: Attributes): Answer | undefined {
  const { schemas, members = [] } = body;
  if (!Array.isArray(schemas) || !schemas.includes(groupSchema))
    return refusal(400, "schemas lacks the one of groups", "invalidSyntax");
  if (textIn(body, "displayName") === undefined)
    return refusal(400, "displayName is missing", "invalidValue");
  return objectionToMembers(tenant, idsIn(members));
}

function objectionToMembers(tenant: Tenant, ids: readonly string[]): Answer | undefined {
  const stranger = ids.find((id) => !tenant.users.has(id) && !tenant.groups.has(id));
  return stranger === undefined
    ? undefined
    : refusal(400, `The member ${stranger} is not known`, "invalidValue");
}

export function makeGroup(tenant: Tenant, body: Attributes): Answer {
  const wrong = objectionToGroup(tenant, body);
  if (wrong !== undefined) return wrong;
  const group = addGroup(tenant, kept(tenant, body));
  for (const id of idsIn(body["members"])) group.members.add(id);
  return { ...readGroup(tenant, group), status: 201 };
}

export function patchGroup(tenant: Tenant, group: Group, body: Attributes): Answer {
  const { character } = tenant;
  const made = patched(body, group.attributes, character);
  if ("status" in made) return made;
  const changes = made.members.flatMap(({ ids }) => ids);
  if (changes.length > character.maxMemberChanges)
    return refusal(400, `More than ${character.maxMemberChanges} changes of members`, "tooMany");
  if (Number.isFinite(character.maxMemberChanges) && made.members.some(({ op }) => op === "replace"))
    return refusal(400, "Members are not replaced", "invalidValue");
  const wrong = objectionToMembers(
    tenant,
    made.members.flatMap(({ op, ids }) => (op === "remove" ? [] : ids)),
  );
  if (wrong !== undefined) return wrong;
  group.attributes = kept(tenant, made.attributes);
  for (const change of made.members) changeMembers(group, change);
  group.version += 1;
  const to = textIn(group.attributes, "displayName");
  return readGroup(tenant, moved(tenant, tenant.groups, { from: group, to }));
}

function changeMembers(group: Group, { op, ids }: MemberChange): void {
  if (op === "replace") group.members.clear();
  for (const id of ids) {
    if (op === "remove") group.members.delete(id);
    else group.members.add(id);
  }
}

export function putGroup(tenant: Tenant, group: Group, body: Attributes): Answer {
  const wrong = objectionToGroup(tenant, body);
  if (wrong !== undefined) return wrong;
  group.attributes = kept(tenant, body);
  const ids = idsIn(body["members"]).filter((id) => tenant.users.has(id));
  changeMembers(group, { op: "replace", ids });
  group.version += 1;
  return readGroup(tenant, group);
}

export function endGroup(tenant: Tenant, group: Group): Answer {
  tenant.groups.delete(group.id);
  for (const other of tenant.groups.values()) other.nested.delete(group.id);
  return done;
}

export function missingGroup(id: string): Answer {
  return notFound(`The group ${id}`);
}

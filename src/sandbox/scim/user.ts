/** Users: looked up, made, changed and ended. */
import { done, notFound, refusal, type Answer } from "./answer.ts";
import { etagOf, listed, showUser, userSchema } from "./shapes.ts";
import type { Condition } from "./filter.ts";
import { objectionTo, patched } from "./patch.ts";
import { addUser, moved, textIn, type Attributes, type Resource, type Tenant } from "./state.ts";

const fold = (text: string): string => text.toLowerCase();

export function listUsers(tenant: Tenant, query: URLSearchParams, conditions: readonly Condition[]): Answer {
  const found = [...tenant.users.values()].filter((user) =>
    conditions.every((condition) => isSo(tenant, user, condition)),
  );
  return listed(tenant, query, { all: found, show: (user) => showUser(tenant, user) });
}

function isSo(
  { groups, character }: Tenant,
  { id, attributes }: Resource,
  { attribute, value }: Condition,
): boolean {
  switch (attribute) {
    case "id":
      return id === value;
    case "username": {
      const name = textIn(attributes, "userName") ?? "";
      return character.caseExact ? name === value : fold(name) === fold(value);
    }
    case "externalid":
      return textIn(attributes, "externalId") === value;
    case "groups.value":
      return groups.get(value)?.members.has(id) === true;
    default:
      return false;
  }
}

export function readUser(tenant: Tenant, user: Resource): Answer {
  return { status: 200, body: showUser(tenant, user), headers: etagHeader(tenant, user) };
}

export function etagHeader({ character }: Tenant, { version }: Resource): Readonly<Record<string, string>> {
  return character.etags ? { etag: etagOf(version) } : {};
}

function withoutOwn({ id: _, meta: __, groups: ___, ...attributes }: Attributes): Attributes {
  return attributes;
}

function namesake({ users, character }: Tenant, userName: string, than?: string): Resource | undefined {
  const same = (text: string): string => (character.caseExact ? text : fold(text));
  return [...users.values()].find(
    ({ id, attributes }) => id !== than && same(textIn(attributes, "userName") ?? "") === same(userName),
  );
}

export function makeUser(tenant: Tenant, body: Attributes): Answer {
  const wrong = objectionToUser(tenant, body);
  if (wrong !== undefined) return wrong;
  const user = addUser(tenant, { active: true, ...withoutOwn(body) });
  return { ...readUser(tenant, user), status: 201 };
}

function objectionToUser(tenant: Tenant, body: Attributes, than?: string): Answer | undefined {
  const { schemas } = body;
  if (!Array.isArray(schemas) || !schemas.includes(userSchema))
    return refusal(400, "schemas lacks the one of users", "invalidSyntax");
  const userName = textIn(body, "userName");
  if (userName === undefined) return refusal(400, "userName is missing", "invalidValue");
  if (namesake(tenant, userName, than) !== undefined)
    return refusal(409, "There is a user of that name", "uniqueness");
  return objectionTo(body);
}

export function patchUser(tenant: Tenant, user: Resource, body: Attributes): Answer {
  const made = patched(body, user.attributes, tenant.character);
  if ("status" in made) return made;
  const userName = textIn(made.attributes, "userName");
  if (userName !== undefined && namesake(tenant, userName, user.id) !== undefined)
    return refusal(409, "There is a user of that name", "uniqueness");
  put(tenant, user, made.attributes);
  const now = moved(tenant, tenant.users, { from: user, to: userName });
  if (now !== user)
    for (const { members } of tenant.groups.values()) if (members.delete(user.id)) members.add(now.id);
  return readUser(tenant, now);
}

export function putUser(tenant: Tenant, user: Resource, body: Attributes): Answer {
  const wrong = objectionToUser(tenant, body, user.id);
  if (wrong !== undefined) return wrong;
  put(tenant, user, withoutOwn(body));
  return readUser(tenant, user);
}

function put({ character }: Tenant, user: Resource, now: Attributes): void {
  const { active } = user.attributes;
  user.attributes = character.ignoresActive ? { ...now, active } : now;
  user.version += 1;
}

export function endUser(tenant: Tenant, user: Resource): Answer {
  if (tenant.character.remove === "deactivates") {
    put(tenant, user, { ...user.attributes, active: false });
    return done;
  }
  tenant.users.delete(user.id);
  for (const group of tenant.groups.values()) if (group.members.delete(user.id)) group.version += 1;
  return done;
}

export function missingUser(id: string): Answer {
  return notFound(`The user ${id}`);
}

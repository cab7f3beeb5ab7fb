/** What a PATCH makes of a resource's attributes (RFC 7644, 3.5.2); members of groups are changed beside them. */
import { refusal, type Answer } from "./answer.ts";
import type { Character } from "./character.ts";
import type { Attributes } from "./state.ts";

const patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/** A change of members that a PATCH asks for. */
export interface MemberChange {
  readonly op: "add" | "remove" | "replace";
  readonly ids: readonly string[];
}

interface Patched {
  readonly attributes: Attributes;
  readonly members: readonly MemberChange[];
}

interface Operation {
  readonly op: "add" | "remove" | "replace";
  readonly path?: string;
  readonly value?: unknown;
}

/** The attributes as the operations leave them, or why they are refused: then nothing of them is done. */
export function patched(body: Attributes, attributes: Attributes, character: Character): Patched | Answer {
  const { schemas, Operations: listed } = body;
  if (!Array.isArray(schemas) || !schemas.includes(patchSchema))
    return refusal(400, "schemas lacks the one of PatchOp", "invalidSyntax");
  if (!Array.isArray(listed) || listed.length === 0)
    return refusal(400, "Operations is no list with anything in it", "invalidSyntax");
  let now = attributes;
  const members: MemberChange[] = [];
  for (const item of listed) {
    const operation = operationOf(item);
    if (operation === undefined) return refusal(400, "An operation is none", "invalidSyntax");
    const done = step(operation, now, character);
    if ("status" in done) return done;
    if (done.attributes !== undefined) now = done.attributes;
    if (done.members !== undefined) members.push(done.members);
  }
  const wrong = objectionTo(now);
  return wrong ?? { attributes: now, members };
}

/** Booleans are never text in what is sent (RFC 7643, 2.3.2). */
export function objectionTo({ active }: Attributes): Answer | undefined {
  return active === undefined || typeof active === "boolean"
    ? undefined
    : refusal(400, "active is no boolean", "invalidValue");
}

function operationOf(item: unknown): Operation | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const { op, path, value }: { op?: unknown; path?: unknown; value?: unknown } = item;
  if (op !== "add" && op !== "remove" && op !== "replace") return undefined;
  if (path !== undefined && typeof path !== "string") return undefined;
  return { op, ...(path === undefined ? {} : { path }), value };
}

interface Step {
  readonly attributes?: Attributes;
  readonly members?: MemberChange;
}

function step({ op, path, value }: Operation, attributes: Attributes, character: Character): Step | Answer {
  if (path === undefined) {
    if (op === "remove" || typeof value !== "object" || value === null)
      return refusal(400, "There is no path", "noTarget");
    const { members, ...others } = { ...value } as Attributes;
    return {
      attributes: { ...attributes, ...others },
      ...(members === undefined ? {} : { members: { op, ids: idsIn(members) } }),
    };
  }
  const parts = /^([A-Za-z]+)(?:\[value eq ("(?:[^"\\]|\\.)*")\])?$/.exec(path);
  const [, name, quoted] = parts ?? [];
  if (name === undefined) return refusal(400, `The path ${path} is not known`, "invalidPath");
  const one: unknown = quoted === undefined ? undefined : JSON.parse(quoted);
  // Some take such a path, and do nothing.
  if (one !== undefined && !character.valueFilters) return {};
  if (name === "members") return { members: { op, ids: one === undefined ? idsIn(value) : [String(one)] } };
  return {
    attributes: withValue(attributes, { op, name, value: one === undefined ? value : [{ value: one }] }),
  };
}

function withValue(
  attributes: Attributes,
  { op, name, value }: { readonly op: Operation["op"]; readonly name: string; readonly value: unknown },
): Attributes {
  if (op === "replace" || (op === "add" && !Array.isArray(value))) return { ...attributes, [name]: value };
  const found: unknown = attributes[name];
  const list: readonly unknown[] = Array.isArray(found) ? found : [];
  const ids = new Set(idsIn(value));
  const others = list.filter((item) => !idsIn([item]).some((id) => ids.has(id)));
  if (op === "remove" && ids.size === 0) {
    const { [name]: _, ...rest } = attributes;
    return rest;
  }
  return {
    ...attributes,
    [name]: op === "add" && Array.isArray(value) ? [...others, ...(value as unknown[])] : others,
  };
}

/** The `value` of each. */
export function idsIn(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((item) => {
    if (typeof item !== "object" || item === null || !("value" in item)) return [];
    return typeof item.value === "string" ? [item.value] : [];
  });
}

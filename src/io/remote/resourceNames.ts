/** Between ids and what the files may call a resource. */
import type { ResourceKind } from "../../model/entities/resource.ts";
import type { Resource } from "../../model/state.ts";

/** A resource is called by its name if no other of its kind has it, or its id. */
export interface ResourceNames {
  /** The unique name; the id of a resource that has none or is not known. */
  nameOf(kind: ResourceKind, id: string): string;
  /** The id of what the files call so; undefined for what nobody knows, and for a name that several have. */
  idOf(kind: ResourceKind, text: string): string | undefined;
}

/** The names among these resources. An id goes before a name that looks like it. */
export function resourceNames(resources: readonly Resource[]): ResourceNames {
  const nameById = new Map<string, string>();
  const idsByName = new Map<string, string[]>();
  for (const { kind, id, name } of resources) {
    nameById.set(`${kind} ${id}`, name);
    const same = idsByName.get(`${kind} ${name}`);
    if (same === undefined) idsByName.set(`${kind} ${name}`, [id]);
    else same.push(id);
  }
  const idOf = (kind: ResourceKind, text: string): string | undefined => {
    if (nameById.has(`${kind} ${text}`)) return text;
    const ids = idsByName.get(`${kind} ${text}`) ?? [];
    return ids.length === 1 ? ids[0] : undefined;
  };
  return {
    nameOf: (kind, id) => {
      const name = nameById.get(`${kind} ${id}`);
      return name !== undefined && idOf(kind, name) === id ? name : id;
    },
    idOf,
  };
}

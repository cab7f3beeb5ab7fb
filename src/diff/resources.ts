/** Which live resource a name in the files means: by id, or by a name that only one resource of its kind has. */
import type { ResourceKind } from "../model/entities/resource.ts";
import { grouped } from "../model/grouped.ts";
import { given } from "../model/given.ts";
import type { Closed, Resource, State } from "../model/state.ts";
import { fold } from "../model/text.ts";

export type Found =
  | { readonly as: "found"; readonly name: string; readonly id: string; readonly closed?: Closed }
  | { readonly as: "missing"; readonly message: string }
  | { readonly as: "ambiguous"; readonly message: string; readonly ids: readonly string[] };

/** Finds resources of a live state. A found one has the name that live shares and ownerships use for it. */
export function resourceFinder(live: State): (kind: ResourceKind, name: string) => Found {
  const byId = new Map<string, Resource>();
  const byName = new Map<string, Resource[]>();
  for (const resource of live.resources) {
    byId.set(`${resource.kind} ${resource.id}`, resource);
    const sharing = byName.get(`${resource.kind} ${resource.name}`);
    if (sharing === undefined) byName.set(`${resource.kind} ${resource.name}`, [resource]);
    else sharing.push(resource);
  }
  const anyCase = new Set(live.vocabulary.shared.flatMap((word) => (word.anyCase ? [word.kind] : [])));
  const byFolded = grouped(
    live.resources.filter(({ kind }) => anyCase.has(kind)),
    ({ kind, name }) => `${kind} ${fold(name)}`,
  );
  return (kind, name) => {
    const named = byName.get(`${kind} ${name}`) ?? byFolded.get(`${kind} ${fold(name)}`) ?? [];
    const exact = byId.get(`${kind} ${name}`) ?? (named.length === 1 ? named[0] : undefined);
    if (exact !== undefined) {
      // A name that is another's id means that other one: the live side then knows this one by its id, too.
      const other = byId.get(`${kind} ${exact.name}`);
      const unique =
        byName.get(`${kind} ${exact.name}`)?.length === 1 && (other === undefined || other === exact);
      return {
        as: "found",
        name: unique ? exact.name : exact.id,
        id: exact.id,
        ...given({ closed: exact.closed }),
      };
    }
    if (named.length > 1) {
      const ids = named.map((resource) => resource.id).sort();
      return {
        as: "ambiguous",
        ids,
        message: `${named.length} ${kind}s are called ${name} (${ids.join(", ")}); name the one that is meant by its id`,
      };
    }
    return { as: "missing", message: `no ${kind} is called ${name}; check the name, or create it first` };
  };
}

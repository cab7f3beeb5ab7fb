/** The live state under the names that the files use: what was renamed carries its new key, and so does all that refers to it. */
import { perKnownKind, type KnownKind } from "../model/idList.ts";
import type { EntityOf, Kind } from "../model/entity.ts";
import { entitiesPerKind, type Entities, type State } from "../model/state.ts";
import { renamed, type Rename } from "../kinds/kinds.ts";
import type { Bindings } from "./bind.ts";
import { keyed, keysCalled, newKeys } from "./newKeys.ts";

/** What the names of the files are taken from. */
interface Declared {
  readonly desired: State;
  readonly bindings: Pick<Bindings, KnownKind>;
  /** The e-mails that members are given, by the keys of the files: what else is done speaks of them so. */
  readonly emails: ReadonlyMap<string, string>;
}

/** The live state with the keys of the files. */
export function underDeclaredNames(live: State, { desired, bindings, emails }: Declared): State {
  // A key's name is its account's and its own: they are put together last.
  const { key: keys, ...others } = perKnownKind((kind) => newKeys(bindings[kind]));
  const names: Partial<Record<Kind, ReadonlyMap<string, string>>> = others;
  if ([keys, ...Object.values(names)].every(({ size }) => size === 0)) return live;
  const found: Entities = live;
  const to: Rename = (kind, key) => names[kind]?.get(key) ?? key;
  /** What has another key has its other names with it. */
  const called: { readonly [K in Kind]?: (now: EntityOf<K>, was: EntityOf<K>) => EntityOf<K> } = {
    member: (now) => ({ ...now, email: emails.get(now.key) ?? now.email }),
    role: (now, { name }) => ({
      ...now,
      name: desired.role.get(now.key)?.name ?? now.key,
      calledThere: name,
    }),
    service_account: (now) => ({ ...now, name: desired.service_account.get(now.key)?.name ?? now.key }),
  };
  const under = <K extends Kind>(kind: K): ReadonlyMap<string, EntityOf<K>> =>
    keyed(
      [...found[kind].values()].map((was) => {
        const now = renamed(kind, was, to);
        return to(kind, was.key) === was.key ? now : (called[kind]?.(now, was) ?? now);
      }),
    );
  const all = entitiesPerKind(under);
  return { ...live, ...all, key: keysCalled(all.key, keys) };
}

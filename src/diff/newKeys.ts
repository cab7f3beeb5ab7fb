/** The keys that what is live has by the files, where these know it by another name. */
import type { Binding } from "../model/change.ts";
import type { Key } from "../model/entities/key.ts";
import { eachOf, byName } from "../model/keys.ts";
import { sortedBy } from "../model/text.ts";
import { renamed, type Rename } from "../kinds/kinds.ts";

/** Key of each live object that the files know by another -> that other key. */
export function newKeys(bindings: ReadonlyMap<string, Binding>): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [key, binding] of bindings) {
    if (binding.as === "bound" && binding.live.key !== key) keys.set(binding.live.key, key);
  }
  return keys;
}

/** Live keys below the names that the files have for their service accounts. */
export function keysUnder(
  keys: ReadonlyMap<string, Key>,
  accounts: ReadonlyMap<string, string>,
): ReadonlyMap<string, Key> {
  if (accounts.size === 0) return keys;
  const to: Rename = (kind, key) => (kind === "service_account" ? accounts.get(key) : undefined) ?? key;
  return keyed([...keys.values()].map((key) => renamed("key", key, to)));
}

/** Keys under the names that the files have for them; one that comes to a name that is there stands beside it. */
export function keysCalled(
  keys: ReadonlyMap<string, Key>,
  names: ReadonlyMap<string, string>,
): ReadonlyMap<string, Key> {
  if (names.size === 0) return keys;
  const each = [...keys.values()].flatMap((live): Key[] => {
    const { kind, account } = live;
    const key = names.get(live.key) ?? live.key;
    return eachOf(live).map((one) => ({ kind, key, account, ...one }));
  });
  return keyed(byName(each));
}

/** Entities by key, in its order. */
export function keyed<E extends { readonly key: string }>(entities: readonly E[]): ReadonlyMap<string, E> {
  return new Map(sortedBy(entities, (it) => it.key).map((it) => [it.key, it]));
}

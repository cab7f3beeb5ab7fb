/**
 * Which live roles, service accounts and keys those are that the files know by an id. The service cannot rename them, so
 * that another name there is told; without an id they go by their names.
 */
import type { Binding, Misnamed } from "../model/change.ts";
import type { ServiceAccount } from "../model/entities/account.ts";
import type { Key } from "../model/entities/key.ts";
import type { Role } from "../model/entities/role.ts";
import { eachOf } from "../model/keys.ts";
import type { State } from "../model/state.ts";
import { ambiguous, bindById, heldBackBy, idPlace, nounOf, type Ambiguous, type Side } from "./former.ts";

interface BoundThings {
  /** By key, of what is not simply the one of its name. */
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly heldBack: ReadonlyMap<string, Ambiguous>;
  readonly misnamed: readonly Misnamed[];
}

/** Binds the roles or service accounts that have an id by the files. */
export function bindThings<E extends Role | ServiceAccount>(side: Side<E>): BoundThings {
  const byId = new Map([...side.live.values()].map((thing) => [thing.id, thing]));
  const bindings = new Map<string, Binding>();
  const misnamed: Misnamed[] = [];
  for (const thing of side.desired.values()) {
    const found = thing.declaredId === undefined ? undefined : byId.get(thing.declaredId);
    // Of a name that several share, it is told elsewhere.
    if (found === undefined || found.key === thing.key || side.shared.has(`${thing.kind} ${thing.key}`))
      continue;
    const binding = bindById(thing, found, side);
    bindings.set(thing.key, binding);
    if (binding.as !== "bound") continue;
    const [noun, called] = [nounOf(thing.kind), found.name];
    const message = `${noun} ${thing.name} is called ${called} at the service, which cannot rename it; call it ${called} in the files, or rename it back there`;
    misnamed.push({ kind: thing.kind, key: thing.key, message });
  }
  // What is declared by its own name is that, whoever else gives its id.
  const heldBack = [...heldBackBy(bindings, side)].filter(
    ([key]) => !side.desired.has(key) || bindings.has(key),
  );
  return { bindings, heldBack: new Map(heldBack), misnamed };
}

interface BoundKeys {
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly heldBack: ReadonlyMap<string, Ambiguous>;
  readonly notes: readonly string[];
}

/** Binds the keys that have an id by the files. `live` has its service accounts under the names of the files. */
export function bindKeys(desired: State["key"], live: State["key"]): BoundKeys {
  const byId = new Map([...live.values()].flatMap((key) => eachOf(key).map(({ id }) => [id, key] as const)));
  const bindings = new Map<string, Binding>();
  const heldBack = new Map<string, Ambiguous>();
  const notes: string[] = [];
  for (const key of desired.values()) {
    const found = key.declaredId === undefined ? undefined : byId.get(key.declaredId);
    if (found === undefined || found.key === key.key) continue;
    const binding = bindKey(key, found, desired);
    bindings.set(key.key, binding);
    if (binding.as === "ambiguous") {
      if (!desired.has(found.key)) heldBack.set(found.key, binding);
      continue;
    }
    notes.push(
      `key ${key.key} is called ${found.name} at the service; it keeps that name there until it is replaced`,
    );
  }
  return { bindings, heldBack, notes };
}

function bindKey(key: Key, found: Key, desired: State["key"]): Ambiguous | (Binding & { as: "bound" }) {
  const given = `key ${key.key} has the id ${String(key.declaredId)} by ${idPlace(key)}`;
  if (found.account !== key.account) {
    return ambiguous(`${given}, which is a key of ${found.account}. Correct the id, or remove the line`, [
      key.declaredId,
    ]);
  }
  if (desired.has(found.key)) {
    return ambiguous(`${given}, but ${found.key}, which has it, is declared as a key of its own`, [
      key.declaredId,
    ]);
  }
  return { as: "bound", live: found, by: "id" };
}

/** Several live records under one address, of which the files name one by its id: that one is the member. */
import type { Entity, Member } from "../model/entity.ts";
import type { State } from "../model/state.ts";
import { keyed } from "./newKeys.ts";

/**
 * The live state with such members told apart, where nobody else under their address is active. Another active one stays
 * what it is: several under one name, which somebody has to look at.
 */
export function toldById(live: State, desired: State): State {
  const settled = new Map<string, Member>();
  for (const { kind, key, objects = [] } of live.collisions) {
    const id = kind === "member" ? desired.member.get(key)?.declaredId : undefined;
    if (id === undefined) continue;
    const members = objects.filter((it: Entity): it is Member => it.kind === "member");
    const meant = members.filter((member) => member.id === id);
    const others = members.filter((member) => member.id !== id);
    const [one] = meant;
    if (one !== undefined && others.every(({ state }) => state === "deactivated" || state === "left"))
      settled.set(key, one);
  }
  if (settled.size === 0) return live;
  return {
    ...live,
    member: keyed([...live.member.values(), ...settled.values()]),
    collisions: live.collisions.filter(({ kind, key }) => kind !== "member" || !settled.has(key)),
  };
}

/**
 * Binding by name: an object is the live one of its key, else the one of a former name. Swaps, chains, and names that two
 * claim or that two live objects share are left open, with the ids in question.
 */
import type { Binding } from "../model/change.ts";
import type { ServiceAccount } from "../model/entities/account.ts";
import type { Member } from "../model/entities/member.ts";
import type { Role } from "../model/entities/role.ts";
import type { Team } from "../model/entities/team.ts";
import type { Entity, Kind } from "../model/entity.ts";
import { addTo } from "../model/grouped.ts";
import { idLine, type KnownKind } from "../model/idList.ts";
import type { Collision } from "../model/state.ts";
import { fold } from "../model/text.ts";

export type Ambiguous = Binding & { as: "ambiguous" };

/** A binding that is left open, and why. */
export function ambiguous(
  message: string,
  ids: readonly (string | undefined)[],
  code: Ambiguous["code"] = "ambiguous",
): Ambiguous {
  return { as: "ambiguous", code, message, ids: ids.filter((id) => id !== undefined).sort() };
}

/** The declared and the live objects of one kind. */
export interface Side<E extends Named> {
  readonly kind: E["kind"];
  readonly desired: ReadonlyMap<string, E>;
  readonly live: ReadonlyMap<string, E>;
  /** Key -> the live objects of the kind that share it. */
  readonly shared: ReadonlyMap<string, Collision>;
  /** As it is called: its slug or e-mail, as written. */
  readonly nameOf: (object: E) => string;
  /** Key of a live object -> keys of the declared ones that give it as a former name. */
  readonly claims: ReadonlyMap<string, readonly string[]>;
}

/** What is known by an id of its own beside its name; of these, members and teams can have former names. */
export type Named = Member | Team | Role | ServiceAccount;

/** One kind's objects, with the claims on former names. */
export function sideOf<E extends Named>(side: Omit<Side<E>, "claims">): Side<E> {
  const claims = new Map<string, string[]>();
  for (const object of side.desired.values()) {
    for (const former of formerKeys(object)) {
      if (side.live.has(former)) addTo(claims, former, object.key);
    }
  }
  return { ...side, claims };
}

function formerKeys(object: Named): string[] {
  if (!("previously" in object) || object.previously === undefined) return [];
  return [...new Set(object.previously.map(fold))].filter((former) => former !== object.key);
}

/** Why a name is nobody's in particular: several live objects share it. */
function collisionOf<E extends Named>({ shared }: Side<E>, key: string): Ambiguous | undefined {
  const found = shared.get(key);
  if (found === undefined) return undefined;
  const byId =
    found.objects === undefined
      ? ""
      : `, or write the id of the one that is meant: ${idLine("member", key, "ID")}`;
  return ambiguous(
    `${found.ids.length} live objects share the name ${key} (${found.ids.join(", ")}); remove or rename one of them at the service${byId}`,
    found.ids,
  );
}

/** The same as one more way to settle it: only where there is one that it can be, and the files give no id yet. */
export function orById(
  { kind, declaredId }: { readonly kind: KnownKind; readonly declaredId?: string },
  name: string,
  [other, ...more]: readonly Pick<Entity, "id">[],
): string {
  if (declaredId !== undefined || more.length > 0 || other?.id === undefined) return "";
  return `, or write ${idLine(kind, name, other.id)}`;
}

/** The live object that a declared one is by its key or a former name. */
export function bindByName<E extends Named>(object: E, side: Side<E>): Binding {
  const { desired, live, claims, nameOf } = side;
  const collision = collisionOf(side, object.key);
  if (collision !== undefined) return collision;
  const same = live.get(object.key);
  const formers = formerKeys(object).flatMap((key) => live.get(key) ?? []);
  if (same !== undefined) {
    const moved = formers.filter((former) => isPartOfSwapOrChain(object, former, side));
    if (moved.length === 0) return { as: "bound", live: same, by: "key" };
    return ambiguous(
      `${nameOf(object)} and ${moved.map(nameOf).join(", ")} are both live, and former names point both ways: a swap or a chain of renames cannot be told from a finished one. Rename in two changes, over a name that is free`,
      [same.id, ...moved.map((former) => former.id)],
    );
  }
  const shared = formerKeys(object).flatMap((key) => collisionOf(side, key) ?? []);
  if (shared[0] !== undefined) return shared[0];
  const first = formers[0];
  if (first === undefined) return { as: "new" };
  if (formers.length > 1) {
    return ambiguous(
      `${nameOf(object)} is not live, but several of its former names are: ${formers.map(nameOf).join(", ")}. Keep the one that is meant under previously`,
      formers.map((former) => former.id),
    );
  }
  const claimants = (claims.get(first.key) ?? []).filter((key) => key !== object.key && !live.has(key));
  if (claimants.length > 0) {
    return ambiguous(
      `${[object.key, ...claimants].sort().join(" and ")} both give ${nameOf(first)} as their former name; only one can be that ${side.kind}`,
      [first.id],
    );
  }
  if (desired.has(first.key)) {
    return ambiguous(
      `${nameOf(object)} gives ${nameOf(first)} as its former name, but ${nameOf(first)} is still declared as a ${side.kind} of its own`,
      [first.id],
    );
  }
  return { as: "bound", live: first, by: "previously" };
}

/** The object that has the declared id: under another name it was renamed, where that name is nobody else's. */
export function bindById<E extends Named>(object: E, found: E, side: Side<E>): Binding {
  const { nameOf, kind } = side;
  const collision = collisionOf(side, object.key) ?? collisionOf(side, found.key);
  if (collision !== undefined) return collision;
  if (found.key === object.key) return { as: "bound", live: found, by: "key" };
  const given = `${nameOf(object)} has the id ${String(found.id)} by ${idPlace(object)}`;
  const same = side.live.get(object.key);
  if (same !== undefined) {
    return ambiguous(
      `${given}, which is ${nameOf(found)}, but ${nameOf(same)} is live too. Correct the id, or remove one of the two at the service`,
      [found.id, same.id],
    );
  }
  if (side.desired.has(found.key)) {
    const whose =
      kind === "member"
        ? "who has it, is declared as somebody else"
        : `which has it, is declared as a ${nounOf(kind)} of its own`;
    return ambiguous(`${given}, but ${nameOf(found)}, ${whose}`, [found.id]);
  }
  return { as: "bound", live: found, by: "id" };
}

/** "access/acme/ids.yaml:3:7": where the files give the id. */
export function idPlace({ declaredIdAt: at }: Pick<Entity, "declaredIdAt">): string {
  return at === undefined ? "the files" : `${at.file}:${at.line}:${at.column}`;
}

/** A kind as a person says it. */
export function nounOf(kind: Kind): string {
  return kind.replaceAll("_", " ");
}

/** Two declared objects that come to one live one, by id and by a former name: neither is bound. */
export function twoOfOne(bindings: Map<string, Binding>, kind: Named["kind"]): void {
  // Of those that are bound by their own keys, each has its own.
  if (![...bindings.values()].some((binding) => binding.as === "bound" && binding.by !== "key")) return;
  const first = new Map<string, string>();
  // Only what was looked at before is set anew.
  for (const [key, binding] of bindings) {
    if (binding.as !== "bound") continue;
    const other = first.get(binding.live.key);
    if (other === undefined) {
      first.set(binding.live.key, key);
      continue;
    }
    const open = ambiguous(
      `${[other, key].sort().join(" and ")} both lead to ${binding.live.key}; only one can be that ${kind}`,
      [binding.live.id],
    );
    bindings.set(other, open);
    bindings.set(key, open);
  }
}

/** An object that is live under its own name, while a former name of it is live and declared too, or its own name is claimed by one that is not there yet. */
function isPartOfSwapOrChain<E extends Named>(
  object: E,
  former: E,
  { desired, live, claims }: Side<E>,
): boolean {
  const other = desired.get(former.key);
  if (other !== undefined && formerKeys(other).includes(object.key)) return true;
  return (claims.get(object.key) ?? []).some((key) => key !== object.key && !live.has(key));
}

/** What to say of former names of an object that is live under its present one. */
export function notesOnFormerNames<E extends Named>(object: E, { kind, live, nameOf }: Side<E>): string[] {
  return formerKeys(object).map((former) =>
    live.has(former)
      ? `${kind} ${nameOf(object)} is live; its former name ${former} is another live ${kind}, which this does not rename`
      : `${kind} ${nameOf(object)} is live; its former name ${former} is no longer needed under previously`,
  );
}

/** Live objects, by key, that are left alone because of bindings that are left open; not those that are somebody else for certain. */
export function heldBackBy<E extends Named>(
  bindings: ReadonlyMap<string, Binding>,
  { live }: Side<E>,
): Map<string, Ambiguous> {
  const heldBack = new Map<string, Ambiguous>();
  const open = [...bindings.values()].filter((binding) => binding.as === "ambiguous");
  if (open.length === 0) return heldBack;
  const keyOfId = new Map([...live.values()].map((object) => [object.id, object.key]));
  for (const binding of bindings.values()) if (binding.as === "bound") keyOfId.delete(binding.live.id);
  for (const binding of open) {
    for (const id of binding.ids) {
      const key = keyOfId.get(id);
      if (key !== undefined) heldBack.set(key, binding);
    }
  }
  return heldBack;
}

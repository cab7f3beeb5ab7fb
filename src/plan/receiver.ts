/** Who receives what a leaver owns: the nearest person who stays, is active, and whose role may own things. */
import type { OwnedKind } from "../model/entities/resource.ts";
import { canOwn } from "../model/role.ts";
import type { Organization } from "../model/organization.ts";
import type { State } from "../model/state.ts";
import { compareText } from "../model/text.ts";
import type { RoleSides } from "../kinds/role/direction.ts";

export interface ReceiverInput {
  readonly organization: Organization;
  readonly live: State;
  readonly roles: RoleSides;
  /** Keys of everybody who leaves. */
  readonly leavers: ReadonlySet<string>;
  /** Keys of those whom the same plan lets in again, before anything changes hands. */
  readonly returning: ReadonlySet<string>;
  /** Managers of the teams that share a resource, of a kind and under a name, who may receive it: see `managersWho`. */
  readonly managers: (kind: Owned["kind"], name: string) => readonly string[];
}

/** What may be known of a receiver before it is known of what. */
type Side = Omit<ReceiverInput, "managers">;

interface Thing<K> {
  readonly kind: K;
  readonly name: string;
  /** The leaver. */
  readonly owner: string;
}

/** Something that a leaver owns: a resource by kind and name, or a service account. */
export type Owned =
  (Thing<OwnedKind> & { readonly id: string }) | (Thing<"service_account"> & { readonly id?: never });

export type Receiver =
  | { readonly as: "active"; readonly member: string }
  /** Nobody is active yet, but this person is invited. */
  | { readonly as: "pending"; readonly member: string }
  | { readonly as: "nobody" };

/**
 * In this order: whom `ownership` names, the leaver's successor, the manager of a team that shares the thing (ties by
 * key), the organization's successor. Leavers and people whose role is too low are passed over; so is who is only
 * invited, unless there is nobody else.
 */
export function receiverOf(owned: Owned, input: ReceiverInput): Receiver {
  const candidates = candidatesFor(owned, input).filter((member) => mayReceive(member, owned.kind, input));
  const active = candidates.find((member) => isActive(member, input));
  if (active !== undefined) return { as: "active", member: active };
  const [pending] = candidates;
  return pending === undefined ? { as: "nobody" } : { as: "pending", member: pending };
}

function isActive(member: string, { live, returning }: Pick<Side, "live" | "returning">): boolean {
  return live.member.get(member)?.state === "active" || returning.has(member);
}

/**
 * Of the managers of the teams that share a resource, by key, the first who may receive it and the first of those who is
 * active: nobody else is ever chosen, and many leavers may own what many teams share.
 */
export function managersWho(side: Side): ReceiverInput["managers"] {
  const { organization, live } = side;
  const teams = teamsByShare(organization, live);
  const known = new Map<string, readonly string[]>();
  const chosen = (kind: Owned["kind"], slot: string): readonly string[] => {
    const able = [...(teams.get(slot) ?? [])]
      .flatMap((team) => managerOf(team, organization, live) ?? [])
      .filter((member) => mayReceive(member, kind, side))
      .sort(compareText);
    const active = able.find((member) => isActive(member, side));
    return [...new Set([...able.slice(0, 1), ...(active === undefined ? [] : [active])])];
  };
  return (kind, name) => {
    const slot = `${kind} ${name}`;
    const found = known.get(slot) ?? chosen(kind, slot);
    known.set(slot, found);
    return found;
  };
}

/** Teams with which each resource is shared, live or by the files, under whatever name the share has for it. */
function teamsByShare({ desired }: Organization, live: State): Map<string, Set<string>> {
  const teams = new Map<string, Set<string>>();
  for (const { resource, name, holder } of [...live.share.values(), ...desired.share.values()]) {
    if (holder.kind !== "team") continue;
    const slot = `${resource} ${name}`;
    const same = teams.get(slot);
    if (same === undefined) teams.set(slot, new Set([holder.key]));
    else same.add(holder.key);
  }
  return teams;
}

function candidatesFor(owned: Owned, { organization, managers: managersOf }: ReceiverInput): string[] {
  const { desired, policy } = organization;
  const declaredOwner = desired.ownership.get(`${owned.kind}:${owned.name}`)?.owner;
  // A share knows a resource by its id where the list of its kind was not read.
  const managers = [owned.name, owned.id ?? owned.name]
    .flatMap((name) => managersOf(owned.kind, name))
    .sort(compareText);
  const all = [declaredOwner, desired.member.get(owned.owner)?.successor, ...managers, policy.successor];
  return all.filter((member) => typeof member === "string");
}

function managerOf(team: string, { desired }: Organization, live: State): string | undefined {
  const declared = desired.team.get(team)?.manager;
  return (declared === undefined ? live.team.get(team)?.manager : declared) ?? undefined;
}

function mayReceive(
  member: string,
  kind: Owned["kind"],
  { organization, live, roles, leavers }: Side,
): boolean {
  const declared = organization.desired.member.get(member);
  if (leavers.has(member) || (declared !== undefined && declared.state !== "active")) return false;
  const state = live.member.get(member)?.state;
  if (state !== "active" && declared === undefined) return false;
  if (state === "left" || state === "declined") return false;
  const role = declared?.role ?? live.member.get(member)?.role;
  return kind === "service_account" || canOwn(role, roles.after);
}

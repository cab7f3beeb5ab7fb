/** Who holds a share or owns something: how the plan holds them, and what it takes until they can. */
import type { Holder } from "../model/entities/holder.ts";
import type { Reason } from "./draft.ts";
import { memberObstacle, teamObstacle, unclear, type Edge, type Lookup } from "./lookup.ts";

/** The person who holds what has that key, and what stands before them; undefined where it is none. It may be any key. */
export function personHolding(key: string) {
  const [, rest, person] = /^(.*)\/member:(.*)$/s.exec(key) ?? [];
  return rest === undefined || person === undefined ? undefined : { person, rest };
}

/** Whether a role allows the thing as it is now. */
export type Allows = (role: string) => boolean;

interface Holding {
  readonly lookup: Lookup;
  readonly edge: Edge;
  readonly allows: Allows;
}

/** The holder is there; what the role that they have now does not allow waits for the role that they will have. */
export function holderObstacle(holder: Holder, { lookup, edge, allows }: Holding): Reason | null {
  const { organization, live } = lookup;
  const allowed = (role: string | undefined): boolean => role !== undefined && allows(role);
  // Somebody whose role cannot do it yet waits for the role itself, or for the one that they are given.
  const becoming = (role: string | undefined): void => {
    if (role !== undefined) edge(lookup.find("update_role", role));
  };
  switch (holder.kind) {
    case "team":
      return teamObstacle(holder.key, lookup, edge);
    case "service_account":
      edge(lookup.find("create_service_account", holder.key));
      if (!allowed(live.service_account.get(holder.key)?.role)) {
        edge(lookup.find("update_service_account", holder.key));
        becoming(organization.desired.service_account.get(holder.key)?.role);
      }
      return lookup.heldBack.has(`service_account ${holder.key}`)
        ? unclear(`service account ${holder.key}`)
        : null;
    case "member":
      if (!allowed(live.member.get(holder.key)?.role)) {
        for (const verb of ["promote", "change_role", "demote"] as const) edge(lookup.find(verb, holder.key));
        becoming(organization.desired.member.get(holder.key)?.role);
      }
      return memberObstacle(holder.key, lookup, edge);
  }
}

/** A holder as the plan holds them. */
export function holderFields({ kind, key }: Holder): Holder {
  return { kind, key };
}

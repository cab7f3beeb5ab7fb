/** The desired grants of an organization's roles, and of which of them the files say who holds them. */
import { grantHolders, grantList, roleGrantKey } from "../kinds/roleGrant/kind.ts";
import type { RoleGrant } from "../model/entities/roleGrant.ts";
import type { Facts } from "./facts.ts";
import type { DeclaredRole } from "./items.ts";
import { sourceAt } from "./place.ts";
import { activeMember } from "./standing.ts";
import { termsOf } from "./terms.ts";

/** Those of one role that hold on the day of the facts. Whoever has left holds nothing, whatever the list still says. */
export function grantsOfRole(facts: Facts, { name, grantedTo = {} }: DeclaredRole): RoleGrant[] {
  return grantHolders.flatMap((kind) =>
    (grantedTo[kind] ?? []).flatMap((grant): RoleGrant[] => {
      const { key, at } = grant.holder;
      if (grant.ended === true) return [];
      if (kind === "member" && activeMember(facts, key) === undefined) return [];
      const holder = { kind, key };
      const terms = termsOf(grant);
      return [
        {
          kind: "role_grant",
          key: roleGrantKey({ role: name, holder }),
          role: name,
          holder,
          source: sourceAt(at),
          ...(terms === undefined ? {} : { terms }),
        },
      ];
    }),
  );
}

/** The lists that are there, an empty one as well: whoever they leave out is to hold the role no more. */
export function grantsListed({ roles }: Pick<Facts, "roles">): ReadonlySet<string> {
  return new Set(
    [...roles.values()].flatMap(({ name, grantedTo = {} }) =>
      grantHolders.flatMap((kind) => (grantedTo[kind] === undefined ? [] : [grantList(name, kind)])),
    ),
  );
}

/** Whether an organization may be asked, and where: no key goes anywhere on the word of files that are not merged. */
import { canonicalJson } from "../model/json.ts";
import type { Connection, Organization } from "../model/organization.ts";
import type { PlanRequest } from "./request.ts";

/** Over its connection, or from files alone and why, as a sentence. */
type Way =
  | {
      readonly as: "live";
      readonly connection: Connection;
      /** Nothing merged names the address: it must be the provider's own, or listed outside the files. */
      readonly unmerged: boolean;
      /** This machine must be listed with its port, wherever its address comes from. */
      readonly listedLoopbackOnly: boolean;
    }
  | { readonly as: "offline"; readonly reason: string };

/** The way to an organization; `base` is undefined where the base has no such organization, or there is no base. */
export function wayTo({
  request,
  organization,
  base,
}: {
  readonly request: Pick<PlanRequest, "reach" | "listedLoopbackOnly" | "base">;
  readonly organization: Organization;
  readonly base: Organization | undefined;
}): Way {
  const { connection } = organization;
  const live = {
    as: "live",
    unmerged: false,
    listedLoopbackOnly: request.listedLoopbackOnly ?? false,
  } as const;
  switch (request.reach) {
    case "offline":
      return { as: "offline", reason: "This run uses no key, so nothing was asked of the service." };
    case "merged":
      return { ...live, connection };
    case "at_hand":
      if (base !== undefined) return { ...live, connection: base.connection };
      return { ...live, connection, unmerged: request.base !== undefined };
    case "base_only":
      if (base !== undefined && sameConnection(base.connection, connection))
        return { ...live, connection: base.connection, listedLoopbackOnly: true };
      return {
        as: "offline",
        reason:
          base === undefined
            ? "Its connection is new with this change: until it is merged, no key is used for it and nothing is asked of the service."
            : "This change alters its connection (provider, id, api or scim): until it is merged, no key is used for it and nothing is asked of the service.",
      };
  }
}

/** True when both lead to the same organization at the same address. */
export function sameConnection(a: Connection | undefined, b: Connection): boolean {
  return (
    a !== undefined &&
    a.provider === b.provider &&
    a.id === b.id &&
    a.api === b.api &&
    // That it is written down leads nowhere else.
    (a.account === undefined || b.account === undefined || a.account === b.account) &&
    // What is expected there, and what is taken for whose: none of it counts before it is merged.
    canonicalJson(a.scim ?? null) === canonicalJson(b.scim ?? null)
  );
}

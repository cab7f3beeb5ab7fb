/** Whose the service accounts are. */
import type { ServiceAccount } from "../../model/entities/account.ts";
import { grouped } from "../../model/grouped.ts";

/** Service accounts by key of the member who answers for them; under undefined, those of nobody or of a team. */
export function accountsByOwner(
  accounts: Iterable<ServiceAccount>,
): ReadonlyMap<string | undefined, readonly ServiceAccount[]> {
  return grouped(accounts, ({ owner }) => (owner?.kind === "member" ? owner.key : undefined));
}

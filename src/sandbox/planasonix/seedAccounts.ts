/** The service accounts that a desired state declares, with their keys. */
import type { Holder } from "../../model/entities/holder.ts";
import { normalRole } from "../../model/role.ts";
import type { State } from "../../model/state.ts";
import type { ApiMember, ApiServiceAccount } from "../../providers/planasonix/contract.ts";
import { seededId } from "./ids.ts";
import type { SandboxOrganization } from "./snapshot.ts";

type Accounts = Required<Pick<SandboxOrganization, "service_accounts" | "service_account_keys">>;

/** All of them; without an owner who is there, an account has none. Nobody in particular created the keys. */
export function seedAccounts(id: string, desired: State, members: ReadonlyMap<string, ApiMember>): Accounts {
  const ownerOf = (owner: Holder | undefined): Pick<ApiServiceAccount, "owner_type" | "owner_id"> => {
    if (owner?.kind === "team" && desired.team.has(owner.key))
      return { owner_type: "team", owner_id: seededId("team", id, owner.key) };
    const member = owner?.kind === "member" ? members.get(owner.key) : undefined;
    return member === undefined
      ? { owner_type: null, owner_id: null }
      : { owner_type: "member", owner_id: member.id };
  };
  return {
    service_accounts: [...desired.service_account.values()].map((account) => ({
      id: seededId("sa", id, account.key),
      name: account.name,
      description: account.description ?? null,
      role: normalRole(account.role ?? "viewer"),
      ...ownerOf(account.owner),
    })),
    service_account_keys: [...desired.key.values()]
      .filter((key) => desired.service_account.has(key.account))
      .map((key) => ({
        id: seededId("key", id, key.key),
        service_account_id: seededId("sa", id, key.account),
        name: key.name,
        scopes: [...key.scopes],
        created_by: null,
      })),
  };
}

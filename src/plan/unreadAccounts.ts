/** What leaving holds back where service accounts, or their keys, were not read to the end: what nobody saw is not "nothing". */
import type { Reason } from "../kinds/draft.ts";
import type { State } from "../model/state.ts";

/** Why a leaver may own service accounts that nobody saw; null where all were. */
export function unreadAccounts({ coverage }: Pick<State, "coverage">): Reason | null {
  return unread("what they own could not be read to the end", coverage.service_account);
}

/**
 * Why a service account that a leaver owns is not handed over yet: who owned it tells which of its keys they could have
 * copied, and those that nobody saw would be owed by nobody. Null where all keys were seen.
 */
export function unreadKeys(account: string, { coverage }: Pick<State, "coverage">): Reason | null {
  return unread(`the keys of service account ${account} could not be read to the end`, coverage.key);
}

function unread(what: string, coverage: State["coverage"]["key"]): Reason | null {
  return coverage.complete ? null : { code: "depends", message: `${what}: ${coverage.reason}` };
}

/** What a key of a service account is. */
import type { KindSpec } from "../kind.ts";

export const keyKind: KindSpec<"key"> = {
  naming: (it, to) => {
    const account = to({ kind: "service_account", key: it.account, within: true });
    return { ...it, account, key: `${account}${it.key.slice(it.account.length)}` };
  },
};

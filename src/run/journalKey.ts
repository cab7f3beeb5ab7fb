/**
 * The key that the journal is signed with, where there is one: MUSTER_REVIEW_KEY, which only the two environments hold.
 * Whoever can write a file, or upload one, can link entries to a chain; whoever does not hold the key can sign none.
 */
import type { Environment } from "../io/env.ts";
import { isMacOf, macOf } from "../io/hmac.ts";
import type { Signer } from "../journal/entry.ts";
import type { Failure } from "./load.ts";
import { unfitKey } from "./reviewed.ts";

export type { Signer };

/** Keeps a mac of an entry from passing for one of anything else under the same key. */
const purpose = "muster journal entry, version 1\n";

/** Who signs the journal and tells whether it was signed: nobody where the variable is not set. */
export function journalSigner(env: Environment): { readonly signer?: Signer } | Failure {
  const key = env["MUSTER_REVIEW_KEY"] ?? "";
  if (key === "") return {};
  const unfit = unfitKey(key);
  if (unfit !== undefined) return unfit;
  return {
    signer: {
      macOf: (text) => macOf(key, `${purpose}${text}`),
      isMacOf: (text, mac) => isMacOf(key, `${purpose}${text}`, mac),
    },
  };
}

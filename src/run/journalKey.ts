/**
 * The key that the journal is signed with, where there is one: MUSTER_REVIEW_KEY, which only the two environments hold.
 * Whoever can write a file, or upload one, can link entries to a chain; whoever does not hold the key can sign none. One
 * key may serve several repositories: where the runner tells which one this is, what was signed in another counts for nothing.
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
  const repository = repositoryIn(env);
  return {
    signer: {
      ...(repository === undefined ? {} : { repository }),
      macOf: (text) => macOf(key, `${purpose}${text}`),
      isMacOf: (text, mac) => isMacOf(key, `${purpose}${text}`, mac),
    },
  };
}

/** The runner's word for the repository: its id, which stays when it is renamed or transferred. */
function repositoryIn(env: Environment): number | undefined {
  const id = env["GITHUB_REPOSITORY_ID"] ?? "";
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : undefined;
}

/** The same key, wherever it signed. */
export function anywhere({ repository: _, ...signer }: Signer): Signer {
  return signer;
}

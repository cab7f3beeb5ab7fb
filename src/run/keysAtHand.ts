/** Of which organizations the key is at hand, and what is said of the others. */
import { tokenFor, type Environment } from "../io/env.ts";

interface KeysAtHand {
  /** Keys of the organizations. */
  readonly atHand: readonly string[];
  /** The others, each with the sentence that says which key is missing. */
  readonly keyless: readonly { readonly key: string; readonly message: string }[];
}

/** `count`: how many organizations the files declare. */
export function keysAtHand(
  env: Environment,
  { keys, count }: { readonly keys: readonly string[]; readonly count: number },
): KeysAtHand {
  const tokens = keys.map((key) => ({ key, token: tokenFor({ env, key, count }) }));
  return {
    atHand: tokens.flatMap(({ key, token }) => (token.ok ? [key] : [])),
    keyless: tokens.flatMap(({ key, token }) => (token.ok ? [] : [{ key, message: token.message }])),
  };
}

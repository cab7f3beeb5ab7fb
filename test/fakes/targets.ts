/** Places for new secrets in memory: the last secret that came, by target, and what may go wrong on the way there. */
import type { Deliverer } from "../../src/model/provider.ts";
import { targetText } from "../../src/model/target.ts";
import type { ProviderFailure } from "../../src/model/provider.ts";

/** Where the process ends, as far as anybody can see: with the secret made, before or after it is in its place. */
export type CrashPoint = "made" | "before" | "after";

export class Crash extends Error {}

export interface MemoryTargets {
  readonly secrets: Map<string, string>;
  readonly hidden: Set<string>;
  /** Sentences with which something is refused; nothing is while they are empty. */
  readonly refuse: { check: string; deliver: string };
  readonly crash: { at?: CrashPoint };
  /** No answer comes to a delivery, which had its effect or had not. */
  readonly lose: { effect?: boolean };
  readonly context: { readonly deliver: Deliverer; readonly hide: (secret: string) => void };
}

export function memoryTargets(): MemoryTargets {
  const secrets = new Map<string, string>();
  const hidden = new Set<string>();
  const refuse = { check: "", deliver: "" };
  const crash: MemoryTargets["crash"] = {};
  const lose: MemoryTargets["lose"] = {};
  const step = (at: CrashPoint): void => {
    if (crash.at === at) throw new Crash(`the process ended: ${at}`);
  };
  const answer = (why: string): { readonly ok: true } | ProviderFailure =>
    why === "" ? { ok: true } : { ok: false, kind: "give_up", code: "not_allowed", message: why };
  const deliver: Deliverer = {
    check: () => Promise.resolve(answer(refuse.check)),
    deliver: (place, secret) => {
      if (!hidden.has(secret)) throw new Error("a secret is used before it is hidden");
      step("before");
      if (refuse.deliver === "" && lose.effect !== false) secrets.set(targetText(place), secret);
      step("after");
      const lost = { ...answer("No answer came."), effectUnknown: true };
      return Promise.resolve(lose.effect === undefined ? answer(refuse.deliver) : lost);
    },
  };
  const hide = (secret: string): void => {
    hidden.add(secret);
    if (secret !== "plnx_sandbox_acme") step("made");
  };
  return { secrets, hidden, refuse, crash, lose, context: { deliver, hide } };
}

/** What a use case is handed: the machine's clock, chance and environment, and where to say what is going on. */
import type { Environment } from "../io/env.ts";
import type { Deliverer } from "../model/provider.ts";
import type { Clock, Random } from "../model/provider.ts";

export interface Context {
  /** The access folder, as the user named it. */
  readonly access: string;
  /** The folder that relative paths start from. */
  readonly cwd: string;
  readonly env: Environment;
  readonly clock: Clock;
  readonly random: Random;
  /** Differs from run to run. */
  readonly runId: string;
  /** What is going on, for somebody who waits; may be shown or not. */
  progress(text: string): void;
  /** A line for the user that is no result. */
  warn(line: string): void;
  /** A line for whoever wants to know more of what goes on; absent when nobody does. */
  readonly tell?: (line: string) => void;
  /** A secret that must appear in no output from now on. */
  hide(secret: string): void;
  /** Delivers the secrets of new keys; in place of what the environment allows. */
  readonly deliver?: Deliverer;
  /** Aborted when the user asks the run to end. */
  readonly signal?: AbortSignal;
}

/** The moment that a run plans for, RFC 3339: now, or the beginning of another day. All dates of a run are held against it. */
export function momentOf({ clock }: { readonly clock: Pick<Clock, "now"> }, day?: string): string {
  return new Date(day === undefined ? clock.now() : Date.parse(day)).toISOString();
}

/** The UTC day that a run plans for: YYYY-MM-DD. */
export function dayOf(context: Pick<Context, "clock">, day?: string): string {
  return momentOf(context, day).slice(0, 10);
}

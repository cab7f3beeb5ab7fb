/** What a provider can do, as data: per kind and verb yes, no or not yet, with a sentence. What is not named is denied. */
import type { Kind } from "./entity.ts";
import type { Verb } from "./plan.ts";

export interface Capability {
  readonly can: "yes" | "no" | "not_yet";
  /** Why, or what is particular about it, as a sentence for users. */
  readonly sentence: string;
}

export type Capabilities = { readonly [K in Kind]: Readonly<Partial<Record<Verb, Capability>>> };

/** The capability, denied with a sentence when the table does not name it. */
export function capabilityOf(capabilities: Capabilities, kind: Kind, verb: Verb): Capability {
  return (
    capabilities[kind][verb] ?? { can: "no", sentence: `This provider cannot ${verb.replaceAll("_", " ")}.` }
  );
}

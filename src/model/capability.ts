/** What a provider can do, as data: per kind and verb yes, no or not yet, with a sentence. What is not named is denied. */
import { perKind, type Kind } from "./entity.ts";
import type { Verb } from "./plan.ts";

export interface Capability {
  readonly can: "yes" | "no" | "not_yet";
  /** Why, or what is particular about it, as a sentence for users. */
  readonly sentence: string;
}

export type Capabilities = { readonly [K in Kind]: Readonly<Partial<Record<Verb, Capability>>> };

/** What is denied now, with the word that the change at hand allows it where that is so: it counts once it is merged. */
export function untilMerged(now: Capabilities, then: Capabilities): Capabilities {
  return answering(now, (is, { kind, verb }) => {
    const willBe = then[kind][verb];
    if (is.can === "yes" || willBe?.can !== "yes") return is;
    return {
      ...is,
      sentence: `${willBe.sentence} This change allows it, which counts once it is merged.`.trim(),
    };
  });
}

/** The same table with another answer for each verb that is in it. */
export function answering(
  capabilities: Capabilities,
  answer: (is: Capability, about: { readonly kind: Kind; readonly verb: Verb }) => Capability,
): Capabilities {
  return perKind((kind) =>
    Object.fromEntries(
      // Its keys are the verbs that the table names.
      Object.entries(capabilities[kind]).map(([verb, is]) => [
        verb,
        answer(is, { kind, verb: verb as Verb }),
      ]),
    ),
  );
}

/** The capability, denied with a sentence when the table does not name it. */
export function capabilityOf(capabilities: Capabilities, kind: Kind, verb: Verb): Capability {
  return (
    capabilities[kind][verb] ?? { can: "no", sentence: `This provider cannot ${verb.replaceAll("_", " ")}.` }
  );
}

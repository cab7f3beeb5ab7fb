/** The services that muster knows, by the name that files give them. */
import { alternatives, type IdShape, type Vocabulary } from "../vocabulary.ts";
import { planasonix } from "./planasonix.ts";

const vocabularies = { planasonix } as const satisfies Readonly<Record<string, Vocabulary>>;

export type ProviderName = keyof typeof vocabularies;

export const providerNames = Object.keys(vocabularies) as readonly ProviderName[];

/** The words of a service. */
export function vocabularyOf(name: ProviderName): Vocabulary {
  return vocabularies[name];
}

/** A pattern that any of the services' patterns fits. */
export function anyOf(pattern: (vocabulary: Vocabulary) => string): string {
  return alternatives(providerNames.map((name) => pattern(vocabularies[name])));
}

/** What an id looks like at any of the services. */
export function anyIdShape(shape: (vocabulary: Vocabulary) => IdShape): IdShape {
  return {
    pattern: anyOf((vocabulary) => shape(vocabulary).pattern),
    prefix: providerNames.map((name) => shape(vocabularies[name]).prefix).join(" or "),
  };
}

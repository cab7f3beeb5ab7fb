/** A file of an organization with the words of its service, and what is made once for each service. */
import type { Vocabulary } from "../model/vocabulary.ts";
import type { SourceFile } from "./place.ts";

/** A file of an organization, with the words of the service that the organization is at. */
export interface ServiceFile extends SourceFile {
  readonly vocabulary: Vocabulary;
}

/** What depends on the service's words alone, made once for each. */
export function perService<T extends object>(
  make: (vocabulary: Vocabulary) => T,
): (vocabulary: Vocabulary) => T {
  const made = new WeakMap<Vocabulary, T>();
  return (vocabulary) => {
    const known = made.get(vocabulary) ?? make(vocabulary);
    made.set(vocabulary, known);
    return known;
  };
}

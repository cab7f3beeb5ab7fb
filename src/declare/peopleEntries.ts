/** Entries of `people`, and the fields that they share with entries of `members`. */
import { loginFields } from "../model/vocabularies/all.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import { fold } from "../model/text.ts";
import type { DeclaredId, DeclaredPerson } from "./facts.ts";
import { datesAsText, dayField, mappingOf, reference, references, referenceTo } from "./fields.ts";
import { readNamed } from "./named.ts";
import type { MappingNode } from "./nodes.ts";
import { append, quoted, type SourceFile } from "./place.ts";
import { personSchema } from "./peopleSchema.ts";
import { slug } from "./schemaWords.ts";
import { checkShape, entryOf, type Subject } from "./shape.ts";
import { given } from "../model/given.ts";

/** The people that the section lists, and what is wrong with them. Those with errors come without fields. */
export function readPeople(
  file: SourceFile,
  mapping: MappingNode,
): { readonly items: readonly DeclaredPerson[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const named = readNamed({ file, mapping, schema: slug, noun: "person's key", diagnostics });
  const items = named.map(({ name, at, value }): DeclaredPerson => {
    const what = (): string => `the person ${quoted(name)}`;
    const node = datesAsText(value, ["leaves"]);
    return { key: fold(name), slug: name, ...personFields({ file, node, at, what }, diagnostics), at };
  });
  return { items, diagnostics };
}

function personFields(
  subject: Subject,
  diagnostics: Diagnostic[],
): Omit<DeclaredPerson, "key" | "slug" | "at"> {
  const { file } = subject;
  const checked = checkShape(personSchema, subject);
  if (!checked.ok) {
    append(diagnostics, checked.diagnostics);
    return { previously: [], ids: [] };
  }
  const node = mappingOf(subject.node);
  const [name, email, login, account, successor] = [
    "name",
    "email",
    loginFields.handle,
    loginFields.id,
    "successor",
  ].map((field) => reference(file, node, field));
  const leaves = dayField(file, node, "leaves");
  return {
    ...given({ name, email, login, account, successor, leaves }),
    previously: references(file, node, "previously"),
    ids: idsOf(file, node),
  };
}

/** The ids at the service that an entry gives, by organization. */
export function idsOf(file: SourceFile, node: MappingNode): DeclaredId[] {
  const ids = entryOf(node, "ids")?.value;
  if (ids?.kind !== "mapping") return [];
  return ids.entries.flatMap(({ key, value }) =>
    value.kind === "scalar"
      ? [{ organization: referenceTo(file, key.text, key), id: referenceTo(file, value.text, value) }]
      : [],
  );
}

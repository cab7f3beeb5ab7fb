/** The section `people`: how its entries are read, and the fields that they share with entries of `members`. */
import { given } from "../../model/given.ts";
import { loginFields } from "../../model/vocabularies/all.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { fold } from "../../model/text.ts";
import type { DeclaredId, DeclaredPerson } from "../items.ts";
import { datesAsText, dayField, mappingOf, reference, references, referenceTo } from "../fields.ts";
import { readNamed } from "../named.ts";
import type { MappingNode } from "../node.ts";
import { append, quoted, type SourceFile } from "../place.ts";
import { peopleSchema, personSchema } from "./peopleSchema.ts";
import { slug } from "../schemaWords.ts";
import type { Read, SectionSpec } from "./section.ts";
import { checkShape, entryOf, type Subject } from "../shape.ts";

declare module "../items.ts" {
  interface Items {
    readonly people: DeclaredPerson;
  }
}

export const peopleSection: SectionSpec<DeclaredPerson> = {
  schema: () => peopleSchema.optional(),
  home: "people.yaml",
  isAlone: true,
  blocks: 1,
  read: readPeople,
};

/** The people that the section lists, and what is wrong with them. Those with errors come without fields. */
function readPeople(file: SourceFile, mapping: MappingNode): Read<DeclaredPerson> {
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

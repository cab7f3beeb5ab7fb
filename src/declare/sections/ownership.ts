/** The section `ownership`: who owns what, and how it is read. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { ownershipKey } from "../../kinds/ownership/kind.ts";
import { ownershipOf } from "../desiredOwnerships.ts";
import type { DeclaredOwnership } from "../items.ts";
import { referenceTo } from "../fields.ts";
import type { Node } from "../node.ts";
import { resolved } from "../persons.ts";
import { append, errorAt, quoted } from "../place.ts";
import { email } from "../schemaWords.ts";
import type { ServiceFile } from "../wordedFile.ts";
import { checkShape, entryOf } from "../shape.ts";
import { bySection, eachResource } from "./resources.ts";
import type { OnceSpec, Read } from "./section.ts";

declare module "../items.ts" {
  interface Items {
    readonly ownership: DeclaredOwnership;
  }
}

export const ownershipSection: OnceSpec<DeclaredOwnership> = {
  schema: ({ owned }) =>
    bySection(owned, () => email)
      .describe(
        "The members (keys of `people` or e-mails) who own things, by name or id; a difference is a transfer.",
      )
      .optional(),
  home: "automation.yaml",
  blocks: 2,
  read: readOwnership,
  code: "duplicate-ownership",
  nameOf: (item) => item.name,
  hint: () => "Keep one of the two.",
  withPeople: (item, people) => ({ ...item, owner: resolved(item.owner, people) }),
  names: ({ owner }) => [`members ${owner.key}`],
  entities: ownershipOf,
};

/** What the section `ownership` says. */
function readOwnership(file: ServiceFile, node: Node): Read<DeclaredOwnership> {
  const diagnostics: Diagnostic[] = [];
  const items: DeclaredOwnership[] = [];
  const whole = { file, node, what: () => "`ownership`", diagnostics };
  eachResource(whole, file.vocabulary.owned, ({ word, name, at, value }) => {
    const resource = word.kind;
    const what = (): string => `the owner of the ${resource} ${quoted(name)}`;
    const other = ownerInMapping(value);
    const { onlyPeopleOwn } = file.vocabulary;
    if (other !== undefined && onlyPeopleOwn !== undefined) {
      const message = `A ${other} cannot own the ${resource} ${quoted(name)}. ${onlyPeopleOwn}`;
      const hint = `Write the member who owns it; what a ${other} may do with it stands under its \`shares\`.`;
      diagnostics.push(errorAt({ file, offset: value.start }, { code: "not-at-service", message, hint }));
      return;
    }
    const checked = checkShape(email, { file, node: value, at, what });
    if (!checked.ok) return append(diagnostics, checked.diagnostics);
    const owner = referenceTo(file, checked.value, value);
    items.push({ key: ownershipKey(resource, name), resource, name, owner, at });
  });
  return { items, diagnostics };
}

/** What somebody would have own something who writes `{ team: ops }`. */
function ownerInMapping(value: Node): "team" | "service account" | undefined {
  if (value.kind !== "mapping") return undefined;
  if (entryOf(value, "team") !== undefined) return "team";
  return entryOf(value, "service_account") === undefined ? undefined : "service account";
}

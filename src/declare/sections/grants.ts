/** Who holds an organization's role beside their own: the list `granted_to` of an entry of `roles`. */
import * as z from "zod";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { grantHolders, type GrantHolder } from "../../kinds/roleGrant/kind.ts";
import type { DeclaredGrant, GrantLists } from "../items.ts";
import { datesAsText, dayField, mappingOf, referenceTo } from "../fields.ts";
import type { Node } from "../node.ts";
import { append, errorAt, quoted, type SourceFile } from "../place.ts";
import { email, expires, slug } from "../schemaWords.ts";
import { checkShape, entryOf, type Subject } from "../shape.ts";

/** An entry of a role that the service makes: who holds it. */
export const grantedRoleSchema = z.strictObject({
  granted_to: z
    .strictObject({
      teams: z
        .array(z.union([slug, z.strictObject({ team: slug.describe("Slug of a team."), expires })]))
        .optional()
        .describe("The teams that hold it: complete when given; left out, nothing is touched."),
      members: z
        .array(
          z.union([
            email,
            z.strictObject({ member: email.describe("A member: key of `people` or e-mail."), expires }),
          ]),
        )
        .optional()
        .describe("The members who hold it themselves: complete when given; left out, nothing is touched."),
    })
    .describe("Who holds the role beside their own."),
});

/** What the sections of `granted_to` are called, by who is listed there. */
export const grantSections: Readonly<Record<GrantHolder, "teams" | "members">> = {
  team: "teams",
  member: "members",
};

/** The lists of an entry; none where it has errors, or says nothing of who holds the role. */
export function readGrants(
  { file, node, at, what }: Subject,
  diagnostics: Diagnostic[],
): { readonly grantedTo?: GrantLists } {
  const dated = withDates(node);
  const checked = checkShape(grantedRoleSchema, { file, node: dated, at, what });
  if (!checked.ok) {
    append(diagnostics, checked.diagnostics);
    return {};
  }
  const lists = mappingOf(entryOf(mappingOf(dated), "granted_to")?.value ?? dated);
  const read = grantHolders.flatMap((kind) => {
    const list = entryOf(lists, grantSections[kind])?.value;
    if (list?.kind !== "sequence") return [];
    return [
      [
        kind,
        onceEach(
          list.items.flatMap((item) => grantAt(file, kind, item)),
          what,
          diagnostics,
        ),
      ],
    ];
  });
  return { grantedTo: Object.fromEntries(read) as GrantLists };
}

function grantAt(file: SourceFile, kind: GrantHolder, item: Node): DeclaredGrant[] {
  const named = item.kind === "mapping" ? entryOf(item, kind)?.value : item;
  if (named?.kind !== "scalar") return [];
  const expires = dayField(file, mappingOf(item), "expires");
  return [{ holder: referenceTo(file, named.text, named), ...(expires === undefined ? {} : { expires }) }];
}

function onceEach(
  grants: readonly DeclaredGrant[],
  what: () => string,
  diagnostics: Diagnostic[],
): DeclaredGrant[] {
  const first = new Map<string, DeclaredGrant>();
  for (const grant of grants) {
    const { key, text, at } = grant.holder;
    if (!first.has(key)) first.set(key, grant);
    else {
      const message = `${quoted(text)} stands twice in \`granted_to\` of ${what()}.`;
      const hint = "Letter case makes no difference. Keep one of the two.";
      diagnostics.push(errorAt(at, { code: "duplicate-grant", message, hint }));
    }
  }
  return [...first.values()];
}

/** The entry with the dates of its lists as text. */
function withDates(node: Node): Node {
  if (node.kind === "sequence")
    return { ...node, items: node.items.map((item) => datesAsText(item, ["expires"])) };
  if (node.kind !== "mapping") return node;
  return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: withDates(value) })) };
}

/** The files that there are before an import, and the same with what it would write: judged before anything is written. */
import type { OldFile } from "../../rewrite/live/inPlace/book.ts";
import { readTree } from "../../io/tree.ts";
import { isThere } from "../../io/newFile.ts";
import type { Declared } from "../../declare/read.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Connection, Organization } from "../../model/organization.ts";
import { treeWith, type Tree } from "../../model/tree.ts";
import type { Context } from "../context.ts";
import { declared } from "../declared.ts";
import { labelOf } from "../label.ts";
import type { Failure } from "../failure.ts";

export type Refusal = Failure | { readonly diagnostics: readonly Diagnostic[] };

/** What there was before, and what it says. */
export interface Before {
  readonly tree: Tree;
  readonly declared: Declared;
}

/** The files of one organization that has some. */
interface Standing {
  readonly files: readonly OldFile[];
  readonly organization: Organization;
}

/** Reads the whole access folder; where there is none, nothing stands in it. */
export async function readBefore(context: Context): Promise<Before | Failure> {
  const tree = isThere(context.access) ? await readTree(context.access) : [];
  return "error" in tree ? tree : { tree, declared: declared(context, tree) };
}

/** Names of the organizations' folders. */
export function foldersIn({ tree }: Before): Set<string> {
  return new Set(tree.flatMap(({ path }) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : [])));
}

/** The organization's files as they stand, when they are valid and speak of that live organization. */
export function standing(
  context: Context,
  {
    before,
    org,
    connection,
  }: { readonly before: Before; readonly org: string; readonly connection?: Connection },
): Standing | Refusal {
  const folder = `${labelOf(context.access)}/${org}/`;
  const { organizations, diagnostics } = before.declared;
  const organization = organizations.find(({ key }) => key === org);
  if (organization === undefined) {
    const errors = errorsIn(diagnostics);
    const own = errors.filter(({ source }) => source.file.startsWith(folder));
    return { diagnostics: own.length > 0 ? own : errors };
  }
  const said = organization.connection;
  const api = connection?.api ?? said.api;
  if (
    connection !== undefined &&
    (said.provider !== connection.provider || said.id !== connection.id || said.api !== api)
  ) {
    return {
      error:
        `${folder}organization.yaml speaks of ${said.provider} ${said.id}${said.api === undefined ? "" : ` at ${said.api}`}, ` +
        `the options of ${connection.provider} ${connection.id}${connection.api === undefined ? "" : ` at ${connection.api}`}. Nothing was read. ` +
        "For that organization give what the file says; for another one, another --org.",
    };
  }
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const files = before.tree.flatMap(({ path, bytes }) =>
    path.startsWith(`${org}/`) && bytes !== null
      ? [{ path: path.slice(org.length + 1), text: decoder.decode(bytes) }]
      : [],
  );
  return { files, organization };
}

/** What the files would declare with these in place, and the errors that they do not have yet. */
export function declaredAfter(
  context: Context,
  before: Before,
  files: ReadonlyMap<string, string>,
): { readonly after: Declared; readonly errors: readonly Diagnostic[] } {
  const after = declared(context, treeWith(before.tree, files));
  const known = new Set(errorsIn(before.declared.diagnostics).map(textOf));
  return { after, errors: errorsIn(after.diagnostics).filter((error) => !known.has(textOf(error))) };
}

export function errorsIn(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

function textOf({ code, message, source }: Diagnostic): string {
  return `${source.file} ${code} ${message}`;
}

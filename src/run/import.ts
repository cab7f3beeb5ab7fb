/**
 * Writing the files of an organization that is live already, so that the next plan finds nothing to do. Everything is
 * read, worked out, declared and planned before the first file is written.
 */
import { freshFiles } from "../declare/live/freshFiles.ts";
import { importedOf } from "../declare/live/fromLive.ts";
import type { Imported, LeftOut } from "../declare/live/imported.ts";
import type { OldFile } from "../declare/live/inPlace/book.ts";
import { editInPlace } from "../declare/live/inPlace/place.ts";
import { resourceFinder } from "../diff/resources.ts";
import { isThere } from "../io/newFile.ts";
import { readTree } from "../io/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Connection } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import type { Context } from "./context.ts";
import { openIn, planOf } from "./import/check.ts";
import { readLive, type WholeRead } from "./import/readLive.ts";
import { writeFiles, type WrittenFile } from "./import/writeFiles.ts";
import { objectionTo } from "./init/answers.ts";
import { declared, labelOf, type Failure } from "./load.ts";

export interface ImportRequest {
  /** Key of the organization: its folder. */
  readonly org: string;
  readonly connection: Connection;
}

export interface Import {
  /** As the user would name them, in order. */
  readonly files: readonly WrittenFile[];
  /** Live, and in no file. */
  readonly leftOut: readonly LeftOut[];
  /** What the files said of somebody or something that is not there, and say no more. */
  readonly dropped: readonly LeftOut[];
  /** What the next plan says of these files. */
  readonly plan: Plan;
}

type Refusal = Failure | { readonly diagnostics: readonly Diagnostic[] };

/** Reads the live organization and writes its files, or edits those that there are. Nothing is written unless all of it can be. */
export async function importOrganization(
  context: Context,
  request: ImportRequest,
): Promise<Import | Refusal> {
  const { org, connection } = request;
  const objection = objectionOf(request);
  if (objection !== undefined) return { error: objection };
  const tree = isThere(context.access) ? await readTree(context.access) : [];
  if ("error" in tree) return tree;
  const keys = new Set(
    tree.flatMap(({ path }) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : [])),
  );
  const old = keys.has(org) ? standing(context, { tree, request }) : undefined;
  if (old !== undefined && !("files" in old)) return old;
  const reached = old === undefined ? connection : old.connection;
  const whole = await readLive(context, { key: org, connection: reached, count: keys.add(org).size });
  if ("error" in whole) return whole;
  const imported = importedOf(whole.live.state, whole.holdings);
  const made = old === undefined ? fresh(connection, imported) : inPlace(old.files, imported, whole);
  if ("error" in made) return made;
  const files = new Map([...made.files].map(([path, text]) => [`${org}/${path}`, text]));
  const plan = checked(context, { org, whole, before: tree, files });
  if (!("actions" in plan)) return plan;
  const written = await writeFiles(context, { files, before: tree });
  if ("error" in written) return written;
  return { files: written.files, leftOut: imported.leftOut, dropped: made.dropped, plan };
}

interface Texts {
  /** Path below the organization's folder -> text. */
  readonly files: ReadonlyMap<string, string>;
  readonly dropped: readonly LeftOut[];
}

function fresh(connection: Connection, imported: Imported): Texts {
  return { files: freshFiles(connection, imported), dropped: [] };
}

function inPlace(
  files: readonly OldFile[],
  imported: Imported,
  { live, holdings }: WholeRead,
): Texts | Failure {
  const find = resourceFinder(live.state);
  return editInPlace({
    files,
    live: live.state,
    holdings,
    imported,
    find: (kind, name) => {
      const found = find(kind, name);
      return found.as === "found" ? found.name : undefined;
    },
  });
}

/** The organization's files as they stand, when they are valid and speak of the same live organization. */
function standing(
  context: Context,
  { tree, request }: { readonly tree: Tree; readonly request: ImportRequest },
): { readonly files: readonly OldFile[]; readonly connection: Connection } | Refusal {
  const { org, connection } = request;
  const folder = `${labelOf(context.access)}/${org}/`;
  const { organizations, diagnostics } = declared(context, tree);
  const organization = organizations.find(({ key }) => key === org);
  if (organization === undefined) {
    const errors = errorsIn(diagnostics);
    const own = errors.filter(({ source }) => source.file.startsWith(folder));
    return { diagnostics: own.length > 0 ? own : errors };
  }
  const said = organization.connection;
  const api = connection.api ?? said.api;
  if (said.provider !== connection.provider || said.id !== connection.id || said.api !== api) {
    return {
      error:
        `${folder}organization.yaml speaks of ${said.provider} ${said.id}${said.api === undefined ? "" : ` at ${said.api}`}, ` +
        "and the options of another organization or address. Nothing was read. Correct one of the two.",
    };
  }
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const files = tree.flatMap(({ path, bytes }) =>
    path.startsWith(`${org}/`) && bytes !== null
      ? [{ path: path.slice(org.length + 1), text: decoder.decode(bytes) }]
      : [],
  );
  return { files, connection: said };
}

function objectionOf({ org, connection }: ImportRequest): string | undefined {
  const nobody = { provider: connection.provider, admins: [], owners: [], workflow: "none" as const };
  for (const [flag, value] of [
    ["org", org],
    ["id", connection.id],
  ] as const) {
    const objection = objectionTo(flag, value, nobody);
    if (objection !== undefined) return `--${flag}: ${objection}`;
  }
  return undefined;
}

interface Made {
  readonly org: string;
  readonly whole: WholeRead;
  readonly before: Tree;
  /** Path below the access folder -> text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The plan of the files as they will be, or why they may not be written. */
function checked(context: Context, { org, whole, before, files }: Made): Plan | Refusal {
  const after = declared(context, treeWith(before, files));
  const known = new Set(
    before.length === 0 ? [] : errorsIn(declared(context, before).diagnostics).map(textOf),
  );
  const errors = errorsIn(after.diagnostics).filter((error) => !known.has(textOf(error)));
  if (errors.length > 0) return { diagnostics: errors };
  const organization = after.organizations.find(({ key }) => key === org);
  if (organization === undefined)
    return { error: `The files of ${org} could not be read back; nothing was written.` };
  const plan = planOf(context, organization, whole);
  const open = openIn(plan);
  if (open.length === 0) return plan;
  const more = open.length > 5 ? ` and ${open.length - 5} more` : "";
  return {
    error:
      `The files would not say what is live, so nothing was written. A plan with them would still hold: ` +
      `${open.slice(0, 5).join("; ")}${more}.`,
  };
}

function treeWith(before: Tree, files: ReadonlyMap<string, string>): Tree {
  const others = before.filter(({ path }) => !files.has(path));
  const made = [...files].map(([path, text]) => {
    const bytes = new TextEncoder().encode(text);
    return { path, type: "file" as const, size: bytes.length, bytes };
  });
  return sortedBy([...others, ...made], ({ path }) => path);
}

function errorsIn(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

function textOf({ code, message, source }: Diagnostic): string {
  return `${source.file} ${code} ${message}`;
}

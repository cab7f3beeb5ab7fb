/**
 * Writing the files of an organization that is live already, so that the next plan finds nothing to do. Everything is
 * read, worked out, declared and planned before the first file is written.
 */
import { join } from "node:path";
import { freshFiles } from "../declare/live/freshFiles.ts";
import { importedOf } from "../declare/live/fromLive.ts";
import type { LeftOut } from "../declare/live/imported.ts";
import { isThere, writeNew } from "../io/newFile.ts";
import { readTree } from "../io/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Connection } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import type { Context } from "./context.ts";
import { openIn, planOf } from "./import/check.ts";
import { readLive, type WholeRead } from "./import/readLive.ts";
import { objectionTo } from "./init/answers.ts";
import { declared, labelOf, type Failure } from "./load.ts";

export interface ImportRequest {
  /** Key of the organization: its folder. */
  readonly org: string;
  readonly connection: Connection;
}

export interface Import {
  /** As the user would name them, in order. */
  readonly files: readonly { readonly path: string; readonly status: "written" | "changed" }[];
  /** Live, and in no file. */
  readonly leftOut: readonly LeftOut[];
  /** What the next plan says of these files. */
  readonly plan: Plan;
}

type Refusal = Failure | { readonly diagnostics: readonly Diagnostic[] };

/** Reads the live organization and writes its files. Nothing is written unless all of them can be. */
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
  if (keys.has(org)) return { error: `${labelOf(context.access)}/${org} has files already.` };
  const whole = await readLive(context, { key: org, connection, count: keys.add(org).size });
  if ("error" in whole) return whole;
  const imported = importedOf(whole.live.state, whole.holdings);
  const files = new Map(
    [...freshFiles(connection, imported)].map(([path, text]) => [`${org}/${path}`, text]),
  );
  const plan = checked(context, { org, whole, before: tree, files });
  if (!("actions" in plan)) return plan;
  const written = await write(context, files);
  return "error" in written ? written : { files: written.files, leftOut: imported.leftOut, plan };
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

async function write(
  context: Context,
  files: ReadonlyMap<string, string>,
): Promise<Pick<Import, "files"> | Failure> {
  const written: { path: string; status: "written" }[] = [];
  for (const [path, text] of files) {
    const status = await writeNew(join(context.access, path), text);
    const shown = `${labelOf(context.access)}/${path}`;
    if (status === "written") {
      written.push({ path: shown, status });
      continue;
    }
    const why = status === "kept" ? `${shown} appeared meanwhile and was left as it is.` : status.error;
    const sofar =
      written.length === 0
        ? "Nothing was written."
        : `Written so far: ${written.map((file) => file.path).join(", ")}.`;
    return { error: `${why} ${sofar} Remove what is not wanted, and run it again.` };
  }
  return { files: written };
}

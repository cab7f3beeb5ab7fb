/**
 * Writing the files of an organization that is live already, so that the next plan finds nothing to do. Everything is
 * read, worked out, declared and planned before the first file is written.
 */
import type { LeftOut } from "../rewrite/live/imported.ts";
import type { OldFile } from "../rewrite/live/inPlace/book.ts";
import type { LiveSide } from "../rewrite/live/inPlace/input.ts";
import { editInPlace, writeAnew } from "../rewrite/live/inPlace/place.ts";
import { peopleFile } from "../declare/layout.ts";
import { peopleIn, type Declared } from "../declare/read.ts";
import { resourceFinder } from "../diff/resources.ts";
import { isThere } from "../io/newFile.ts";
import { readTree } from "../io/tree.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Connection } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import { sortedBy } from "../model/text.ts";
import type { Tree } from "../model/tree.ts";
import { dayOf, type Context } from "./context.ts";
import { openIn, planOf } from "./import/check.ts";
import { readLive, type WholeRead } from "./import/readLive.ts";
import { writeFiles, type WrittenFile } from "./import/writeFiles.ts";
import { objectionToId, objectionToKey } from "./naming.ts";
import { refusedLink } from "./filesBelow.ts";
import { declared, labelOf } from "./declared.ts";
import type { Failure } from "./failure.ts";

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
  /** What that plan still does or holds back, for keys whose age or rotation asks for it. */
  readonly upkeep: readonly string[];
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
  const link = refusedLink(context, [`${org}/members.yaml`]);
  if (link !== undefined) return link;
  const tree = isThere(context.access) ? await readTree(context.access) : [];
  if ("error" in tree) return tree;
  const keys = new Set(
    tree.flatMap(({ path }) => (path.includes("/") ? [path.slice(0, path.indexOf("/"))] : [])),
  );
  const before = { tree, declared: declared(context, tree) };
  const old = keys.has(org) ? standing(context, { before, request }) : undefined;
  if (old !== undefined && !("files" in old)) return old;
  const wrong = errorsIn(before.declared.diagnostics).filter(
    ({ source }) => source.file === peopleFileOf(context),
  );
  if (wrong.length > 0) return { diagnostics: wrong };
  const reached = old === undefined ? connection : old.connection;
  const whole = await readLive(context, { key: org, connection: reached, count: keys.add(org).size });
  if ("error" in whole) return whole;
  const side = sideOf(context, { org, tree, whole });
  const made = old === undefined ? writeAnew(connection, side) : editInPlace(old.files, side);
  if ("error" in made) return made;
  const files = new Map([...made.files].map(([path, text]) => [`${org}/${path}`, text]));
  const plan = checked(context, { org, whole, before, files });
  if (!("plan" in plan)) return plan;
  const written = await writeFiles(context, { files, before: tree });
  if ("error" in written) return written;
  return { ...plan, files: written.files, leftOut: made.leftOut, dropped: made.dropped };
}

function peopleFileOf(context: Context): string {
  return `${labelOf(context.access)}/${peopleFile}`;
}

function sideOf(
  context: Context,
  { org, tree, whole }: { readonly org: string; readonly tree: Tree; readonly whole: WholeRead },
): LiveSide {
  const live = whole.live.state;
  const find = resourceFinder(live);
  return {
    org,
    live,
    holdings: whole.holdings,
    people: peopleIn(tree, labelOf(context.access)),
    today: dayOf(context),
    find: (kind, name) => {
      const found = find(kind, name);
      return found.as === "found" ? found.name : undefined;
    },
  };
}

/** What there was before, and what it says. */
interface Before {
  readonly tree: Tree;
  readonly declared: Declared;
}

/** The organization's files as they stand, when they are valid and speak of the same live organization. */
function standing(
  context: Context,
  { before, request }: { readonly before: Before; readonly request: ImportRequest },
): { readonly files: readonly OldFile[]; readonly connection: Connection } | Refusal {
  const { org, connection } = request;
  const folder = `${labelOf(context.access)}/${org}/`;
  const { organizations, diagnostics } = before.declared;
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
  return { files, connection: said };
}

function objectionOf({ org, connection }: ImportRequest): string | undefined {
  const told = (flag: string, objection: string | undefined): string | undefined =>
    objection === undefined ? undefined : `--${flag}: ${objection}`;
  return told("org", objectionToKey(org)) ?? told("id", objectionToId(connection.id));
}

interface Made {
  readonly org: string;
  readonly whole: WholeRead;
  readonly before: Before;
  /** Path below the access folder -> text. */
  readonly files: ReadonlyMap<string, string>;
}

/** The plan of the files as they will be, or why they may not be written. */
function checked(
  context: Context,
  { org, whole, before, files }: Made,
): Pick<Import, "plan" | "upkeep"> | Refusal {
  const after = declared(context, treeWith(before.tree, files));
  const known = new Set(errorsIn(before.declared.diagnostics).map(textOf));
  const errors = errorsIn(after.diagnostics).filter((error) => !known.has(textOf(error)));
  if (errors.length > 0) return { diagnostics: errors };
  const organization = after.organizations.find(({ key }) => key === org);
  if (organization === undefined)
    return { error: `The files of ${org} could not be read back; nothing was written.` };
  const plan = planOf(context, organization, whole);
  const { differences, upkeep } = openIn(plan, organization, whole.live.state);
  if (differences.length === 0) return { plan, upkeep };
  const more = differences.length > 5 ? ` and ${differences.length - 5} more` : "";
  return {
    error:
      `The files would not say what is live, so nothing was written. A plan with them would still hold: ` +
      `${differences.slice(0, 5).join("; ")}${more}.`,
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

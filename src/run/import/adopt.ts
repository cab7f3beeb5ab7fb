/**
 * Access files from the files of another tool, without a request to any service. Everything is read, worked out and
 * declared before the first file is written, and a file that says something else already is never touched.
 */
import { basename, resolve } from "node:path";
import type { Adopted } from "../../rewrite/from/adopted.ts";
import { adoptedFiles, idsWith } from "../../rewrite/from/files.ts";
import { mistaken, withPeople } from "../../rewrite/from/people.ts";
import { settled } from "../../rewrite/from/settled.ts";
import type { LeftOut } from "../../rewrite/live/imported.ts";
import { idsFile } from "../../declare/fileNames.ts";
import { peopleFile } from "../../declare/layout.ts";
import { peopleIn } from "../../declare/read.ts";
import type { OriginName } from "../../model/origins.ts";
import { vocabularyOf } from "../../model/vocabularies/all.ts";
import { compareText, fold } from "../../model/text.ts";
import { treeWith } from "../../model/tree.ts";
import type { Context } from "../context.ts";
import { labelOf } from "../label.ts";
import type { Failure } from "../failure.ts";
import { refusedLink } from "../filesBelow.ts";
import { objectionToId, objectionToKey } from "../naming.ts";
import { originOf } from "./origins.ts";
import { declaredAfter, errorsIn, readBefore, type Before, type Refusal } from "./standing.ts";
import { writeFiles, type WrittenFile } from "./writeFiles.ts";

export interface AdoptRequest {
  readonly from: OriginName;
  /** The files, as the user names them. */
  readonly path: string;
  /** The one organization that is meant, and the folder that it gets. */
  readonly org?: string;
  /** The organization's id at the service, where its files do not say it. */
  readonly id?: string;
  readonly api?: string;
  /** Whether everybody is to stand in the file of all people. */
  readonly people: boolean;
}

interface AdoptedOrganization {
  /** Its folder. */
  readonly key: string;
  readonly members: number;
  readonly teams: number;
  readonly shares: number;
}

export interface Adopting {
  readonly files: readonly WrittenFile[];
  readonly organizations: readonly AdoptedOrganization[];
  /** What the source says and the access files do not. */
  readonly leftOut: readonly LeftOut[];
}

/** Reads the other tool's files and writes access files of them. */
export async function adopt(context: Context, request: AdoptRequest): Promise<Adopting | Refusal> {
  const origin = originOf(request.from);
  const vocabulary = vocabularyOf(origin.provider);
  const source = await origin.read(request.path);
  if ("error" in source) return source;
  const label = request.path.replace(/[\\/]+$/, "") || request.path;
  const read = origin.adoptionOf({
    ...source,
    label,
    folder: basename(resolve(context.cwd, label)),
    vocabulary,
  });
  if (errorsIn(read.diagnostics).length > 0) return { diagnostics: errorsIn(read.diagnostics) };
  const chosen = chosenOf(read.organizations, request);
  if ("error" in chosen) return chosen;
  const leftOut = [...read.leftOut];
  const all = chosen.organizations.map((each) => {
    const whole = settled(each.adopted, vocabulary);
    leftOut.push(...whole.leftOut);
    return { ...each, adopted: whole.adopted };
  });
  const before = await readBefore(context);
  if ("error" in before) return before;
  const { provider } = origin;
  const api = request.api === undefined ? {} : { api: request.api };
  const made = filesOf(context, {
    before,
    people: request.people,
    all: all.map((it) => ({ ...it, connection: { provider, id: it.id, ...api } })),
  });
  if ("error" in made || "diagnostics" in made) return made;
  const written = await writeFiles(context, { files: made.files, before: before.tree });
  if ("error" in written) return written;
  return {
    files: written.files,
    organizations: all.map(({ key, adopted: { members, teams } }) => ({
      key,
      members: members.length,
      teams: teams.length,
      shares: teams.reduce((sum, { shares = [] }) => sum + shares.length, 0),
    })),
    leftOut,
  };
}

interface Chosen {
  readonly key: string;
  readonly id: string;
  readonly adopted: Adopted;
}

/** The organizations that are asked for, each with its folder and its id at the service. */
function chosenOf(
  found: readonly Adopted[],
  { from, path, org, id }: AdoptRequest,
): { readonly organizations: readonly Chosen[] } | Failure {
  const means = (name: string) => (adopted: Adopted) => fold(adopted.id ?? "") === fold(name);
  const named = found.length < 2 ? found : found.filter(means(id ?? org ?? ""));
  const wanted = org === undefined && id === undefined ? found : named;
  if (found.length === 0) return { error: `${path} holds no organization of ${from}. Nothing was written.` };
  if (wanted.length === 0) {
    const names = found.flatMap((adopted) => adopted.id ?? []).sort(compareText);
    return { error: `${path} holds ${names.join(", ")}: pick one with --id. Nothing was written.` };
  }
  const organizations: Chosen[] = [];
  for (const adopted of wanted) {
    const own = id ?? adopted.id;
    if (own === undefined)
      return {
        error: `${path} does not say which organization it is of: say it with --id. Nothing was written.`,
      };
    if (adopted.certain === true && adopted.id !== undefined && fold(adopted.id) !== fold(own))
      return { error: `${path} is of ${adopted.id}, and --id says ${own}. Nothing was written.` };
    const key = org ?? fold(own);
    const objection = objectionToKey(key) ?? objectionToId(originOf(from).provider, own);
    if (objection !== undefined) return { error: `${own}: ${objection} Say it with --org and --id.` };
    organizations.push({ key, id: own, adopted });
  }
  return { organizations };
}

interface ToWrite {
  readonly before: Before;
  readonly people: boolean;
  readonly all: readonly (Chosen & {
    readonly connection: Parameters<typeof adoptedFiles>[1]["connection"];
  })[];
}

/** Path below the access folder -> text, of what is to be written; or why nothing may be. */
function filesOf(
  context: Context,
  { before, people: asked, all }: ToWrite,
): { readonly files: ReadonlyMap<string, string> } | Refusal {
  const label = labelOf(context.access);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const old = new Map(
    before.tree.map(({ path, bytes }) => [path, decoder.decode(bytes ?? new Uint8Array())]),
  );
  const wrong = errorsIn(before.declared.diagnostics).filter(
    ({ source }) => source.file === `${label}/${peopleFile}`,
  );
  if (wrong.length > 0) return { diagnostics: wrong };
  const organizations = all.map(({ adopted }) => adopted);
  const files = new Map<string, string>();
  let people = peopleIn(before.tree, label);
  const mistake = mistaken(organizations, people);
  if (mistake !== undefined) return { error: mistake };
  if (asked) {
    const edited = withPeople(organizations, { people, text: old.get(peopleFile) });
    if ("error" in edited) return edited;
    files.set(peopleFile, edited.text);
    people = peopleIn(treeWith(before.tree, files), label);
  }
  const others: string[] = [];
  for (const { key, adopted, connection } of all) {
    for (const [path, text] of adoptedFiles(adopted, { connection, people })) {
      const place = `${key}/${path}`;
      const was = old.get(place);
      const ids = path === idsFile && was !== undefined ? idsWith(was, text) : undefined;
      if (was !== undefined && was !== text && ids === undefined) others.push(`${label}/${place}`);
      files.set(place, ids ?? text);
    }
  }
  if (others.length > 0) return { error: differing(others) };
  const changed = new Map([...files].filter(([path, text]) => old.get(path) !== text && text !== ""));
  const link = refusedLink(context, changed.keys());
  if (link !== undefined) return link;
  const { errors } = declaredAfter(context, before, changed);
  return errors.length > 0 ? { diagnostics: errors } : { files: changed };
}

function differing(paths: readonly string[]): string {
  const shown = paths.slice(0, 5).join(", ");
  const more = paths.length > 5 ? ` and ${paths.length - 5} more` : "";
  return (
    `${shown}${more} ${paths.length === 1 ? "is" : "are"} there and say${paths.length === 1 ? "s" : ""} something else, so nothing was written. ` +
    "Access files go on from where they are: change them by hand, move the folder away to begin anew, or choose another folder with --org."
  );
}

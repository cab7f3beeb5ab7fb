/**
 * Writing the files of an organization that is live already, so that the next plan finds nothing to do. Everything is
 * read, worked out, declared and planned before the first file is written.
 */
import type { LeftOut } from "../rewrite/live/imported.ts";
import type { LiveSide } from "../rewrite/live/inPlace/input.ts";
import { editInPlace, writeAnew } from "../rewrite/live/inPlace/place.ts";
import { peopleFile } from "../declare/layout.ts";
import type { Facts } from "../declare/facts.ts";
import { peopleAt } from "../declare/persons.ts";
import { factsIn, peopleIn } from "../declare/read.ts";
import { resourceFinder } from "../diff/resources.ts";
import type { Connection } from "../model/organization.ts";
import type { Plan } from "../model/plan.ts";
import type { State } from "../model/state.ts";
import type { Tree } from "../model/tree.ts";
import { dayOf, type Context } from "./context.ts";
import { openIn, planOf } from "./import/check.ts";
import {
  declaredAfter,
  errorsIn,
  foldersIn,
  readBefore,
  standing,
  type Before,
  type Refusal,
} from "./import/standing.ts";
import { readLive, type WholeRead } from "./import/readLive.ts";
import { writeFiles, type WrittenFile } from "./import/writeFiles.ts";
import { objectionToId, objectionToKey } from "./naming.ts";
import { refusedLink } from "./filesBelow.ts";
import { labelOf } from "./label.ts";

interface ImportRequest {
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
  const before = await readBefore(context);
  if ("error" in before) return before;
  const { tree } = before;
  const keys = foldersIn(before);
  const old = keys.has(org) ? standing(context, { before, ...request }) : undefined;
  if (old !== undefined && !("files" in old)) return old;
  const wrong = errorsIn(before.declared.diagnostics).filter(
    ({ source }) => source.file === peopleFileOf(context),
  );
  if (wrong.length > 0) return { diagnostics: wrong };
  const reached = old === undefined ? connection : old.organization.connection;
  const whole = await readLive(context, {
    key: org,
    connection: reached,
    count: keys.add(org).size,
    ...(old === undefined ? {} : { organization: old.organization }),
  });
  if ("error" in whole) return whole;
  const side = sideOf(context, { org, tree, whole });
  const made =
    old === undefined ? writeAnew(numbered(connection, whole), side) : editInPlace(old.files, side);
  if ("error" in made) return made;
  const files = new Map([...made.files].map(([path, text]) => [`${org}/${path}`, text]));
  const plan = checked(context, { org, whole, before, files });
  if (!("plan" in plan)) return plan;
  const written = await writeFiles(context, { files, before: tree });
  if ("error" in written) return written;
  return { ...plan, files: written.files, leftOut: made.leftOut, dropped: made.dropped };
}

/** With the organization's number, where its id can pass on to another. */
function numbered(connection: Connection, { live: { account } }: WholeRead): Connection {
  return account === undefined ? connection : { ...connection, account };
}

function peopleFileOf(context: Context): string {
  return `${labelOf(context.access)}/${peopleFile}`;
}

function sideOf(
  context: Context,
  { org, tree, whole }: { readonly org: string; readonly tree: Tree; readonly whole: WholeRead },
): LiveSide {
  const live = whole.known;
  const find = resourceFinder(live);
  return {
    facts: factsAt(live, factsIn(tree, { label: labelOf(context.access), key: org }), {
      tree,
      label: labelOf(context.access),
    }),
    live,
    holdings: whole.holdings,
    today: dayOf(context),
    find: (kind, name) => {
      const found = find(kind, name);
      return found.as === "found" ? found.name : undefined;
    },
  };
}

/** Where no file says yet which service it is, what is live does. */
function factsAt(
  { vocabulary }: State,
  said: Facts,
  { tree, label }: { readonly tree: Tree; readonly label: string },
): Facts {
  if (said.vocabulary === vocabulary) return said;
  return { ...said, vocabulary, people: peopleAt(peopleIn(tree, label), { key: said.key, vocabulary }) };
}

function objectionOf({ org, connection }: ImportRequest): string | undefined {
  const told = (flag: string, objection: string | undefined): string | undefined =>
    objection === undefined ? undefined : `--${flag}: ${objection}`;
  return told("org", objectionToKey(org)) ?? told("id", objectionToId(connection.provider, connection.id));
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
  const { after, errors } = declaredAfter(context, before, files);
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

/** `review start`: writes a file for each organization, or brings one that there is up to date, keeping what was decided. */
import { join } from "node:path";
import { headCommit } from "../../io/git.ts";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { isThere, linkOnWay, throughLink, type PlaceBelow } from "../../io/newFile.ts";
import { writeTogether, type TogetherFile } from "../../io/together.ts";
import { readTree } from "../../io/tree.ts";
import { grouped } from "../../model/grouped.ts";
import type { Organization } from "../../model/organization.ts";
import type { Held, ReviewFile } from "../../model/review.ts";
import { accessPieces } from "../../render/access.ts";
import { clipped } from "../../render/escape.ts";
import { terminalPieces } from "../../render/terminalParts.ts";
import { heldIn } from "../../review/held.ts";
import { nameOfEntry } from "../../review/entryName.ts";
import { nameNow } from "../../review/nameNow.ts";
import { readReview } from "../../review/read.ts";
import { remarksIn, type Remarks } from "../../review/remarks.ts";
import { ownLines, reviewText, type Written } from "../../review/text.ts";
import { circleOf } from "../../review/who.ts";
import { dayOf, type Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { treeAt } from "../base.ts";
import { declared, foldersOf, treeOf } from "../declared.ts";
import { faultsIn } from "../evidence/faults.ts";
import { choose } from "../load.ts";
import { sameFiles } from "../orgs.ts";
import { objectionTo, reviewsFolder, reviewsPath, summaryName, type Faulty } from "./campaign.ts";
import { given } from "../../model/given.ts";
import { sortedBy } from "../../model/text.ts";

interface StartRequest {
  readonly name: string;
  readonly organizations: readonly string[];
  /** `team:SLUG`, an e-mail or a key of people.yaml: goes before whoever else would decide. */
  readonly reviewer?: string;
  readonly due?: string;
}

interface Started {
  /** Why organizations were left out that were not asked for; a sentence. */
  readonly leftOut?: string;
  /** The access files are those of no commit, so that the review names none. */
  readonly uncommitted?: true;
  readonly files: readonly {
    readonly name: string;
    readonly status: "written" | "renewed" | "kept";
    readonly entries: number;
    /** Entries that have to be decided, for the first time or again. */
    readonly open: number;
  }[];
}

/** The files have errors, so that nothing is begun. */
interface Refused extends Faulty {
  /** Keys of the organizations that have none: for them alone it can be begun. */
  readonly sound: readonly string[];
}

/** Writes the files of all the organizations, or none: each only while it is what was read. */
export async function startReview(
  context: Context,
  request: StartRequest,
): Promise<Started | Failure | Faulty | Refused> {
  const { name } = request;
  const objection = objectionTo(context, name);
  if (objection !== undefined) return { error: objection };
  const asked = await askedFor(context, request.organizations);
  if (!("organizations" in asked)) return asked;
  const { organizations, leftOut } = asked;
  const folder = reviewsPath(context);
  if (isThere(join(folder, name, summaryName)))
    return { error: `The review ${name} is closed: begin another one, under another name.` };
  const commit = await commitOf(context);
  const files: Started["files"][number][] = [];
  const edits: TogetherFile[] = [];
  for (const organization of organizations) {
    const before = await fileBefore(context, name, organization.key);
    if (before !== undefined && ("error" in before || "diagnostics" in before)) return before;
    const made = madeFor(organization, { context, request, before, commit });
    if ("error" in made) return made;
    const { open, entries, text } = made;
    const file = `${reviewsFolder(context)}/${name}/${organization.key}.yaml`;
    const edit = editOf(placeOf(context, name, organization.key), { before: before?.text, text });
    if (edit !== undefined && "error" in edit) return edit;
    if (edit !== undefined) edits.push(edit);
    files.push({ name: file, status: statusOf(edit), entries, open });
  }
  const failure = await writeTogether(edits);
  if (failure !== undefined) return failure;
  return { files, ...(commit === null ? { uncommitted: true as const } : {}), ...given({ leftOut }) };
}

/**
 * The organizations that are named, or all. Errors in the files of others are no reason not to review these; a review of all
 * that left those out would look complete.
 */
async function askedFor(
  context: Context,
  names: readonly string[],
): Promise<
  | { readonly organizations: readonly Organization[]; readonly leftOut: string | undefined }
  | Failure
  | Refused
> {
  const tree = await treeOf(context);
  if ("error" in tree) return tree;
  const { organizations, diagnostics } = declared(context, tree);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const sound = organizations.map(({ key }) => key);
  const faulty = foldersOf(tree).filter((key) => !sound.includes(key));
  if (errors.length > 0 && (names.length === 0 || names.some((key) => faulty.includes(key))))
    return { diagnostics: errors, sound };
  const chosen = choose(organizations, names);
  if ("error" in chosen) return chosen;
  const out = faulty.length === 0 ? "other files" : faulty.join(", ");
  return {
    organizations: chosen,
    leftOut: errors.length === 0 ? undefined : `The review leaves out ${out}: ${faultsIn(errors)}`,
  };
}

/** The commit that is checked out, where the access files are what it holds. */
async function commitOf(context: Context): Promise<string | null> {
  const commit = await headCommit(gitFolderAt(context.cwd, context.access).folder);
  if (commit === null) return null;
  const [committed, here] = await Promise.all([treeAt(context, commit), readTree(context.access)]);
  return "error" in committed || "error" in here || !sameFiles(committed, here) ? null : commit;
}

async function fileBefore(
  context: Context,
  name: string,
  organization: string,
): Promise<{ readonly file: ReviewFile; readonly text: string } | undefined | Failure | Faulty> {
  const folder = join(reviewsPath(context), name);
  if (!isThere(folder)) return undefined;
  const tree = await readTree(folder);
  if ("error" in tree) return tree;
  const found = tree.find(({ path }) => path === `${organization}.yaml`);
  if (found === undefined) return undefined;
  const label = `${reviewsFolder(context)}/${name}/${found.path}`;
  if (found.bytes === null) return { error: `${label} is no file that can be read.` };
  const read = readReview(label, found.bytes, { name, organization });
  if (!read.ok) return { diagnostics: read.diagnostics };
  return { file: read.file, text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(found.bytes) };
}

interface Making {
  readonly context: Context;
  readonly request: StartRequest;
  readonly before: { readonly file: ReviewFile; readonly text: string } | undefined;
  readonly commit: string | null;
}

/** What was decided on what is still so stays; the rest is asked, or asked again. */
function madeFor(
  organization: Organization,
  { context, request, before, commit }: Making,
): { readonly text: string; readonly entries: number; readonly open: number } | Failure {
  const { name, reviewer } = request;
  const circle = circleOf(organization);
  const isKnown =
    reviewer === undefined ||
    (reviewer.startsWith("team:")
      ? circle.hasTeam(reviewer.slice("team:".length))
      : circle.memberNamed(reviewer) !== undefined);
  if (!isKnown)
    return { error: `${organization.key}: ${reviewer} is no team (team:SLUG) and nobody active there.` };
  const all = heldIn(organization);
  const now = nameNow(new Map(all.map((held) => [nameOfEntry(held), held])), circle);
  const known = new Map((before?.file.entries ?? []).map((entry) => [now(entry), entry]));
  const entries = all.map((held): Written => {
    const same = known.get(nameOfEntry(held));
    const stays = same?.has === held.hash ? same : undefined;
    return {
      held,
      reviewer: same?.reviewer ?? circle.reviewerOf(held, reviewer),
      ...given({ decision: stays?.decision, by: stays?.by }),
    };
  });
  const due = request.due ?? before?.file.due;
  const text = reviewText({
    ...{
      name,
      organization: organization.key,
      on: before?.file.on ?? dayOf(context),
      commit,
      entries,
      words,
    },
    remarks: before === undefined ? undefined : remarksBefore(before, now),
    ...given({ due }),
  });
  return {
    text,
    entries: entries.length,
    open: entries.filter(({ decision }) => decision === undefined).length,
  };
}

/** What people wrote, by who it is about now. */
function remarksBefore(
  { file, text }: NonNullable<Making["before"]>,
  now: ReturnType<typeof nameNow>,
): Remarks {
  const { top, ofEntries } = remarksIn(text, { entries: file.entries, own: ownLines });
  const named = file.entries.flatMap((entry) =>
    (ofEntries.get(nameOfEntry(entry)) ?? []).map((remark) => [now(entry), remark] as const),
  );
  const byName = grouped(named, ([name]) => name);
  return {
    top,
    ofEntries: new Map([...byName].map(([name, list]) => [name, list.map(([, remark]) => remark)])),
  };
}

/** In comments: whatever a name holds, it stays in the comment, and on its line. What they are comes before what they have. */
function words({ kind, access }: Held): string[] {
  const teller = kind === "member" ? "person" : "service_account";
  return sortedBy(access, (item) => (item.kind === kind ? "0" : "1")).map((item) =>
    clipped(terminalPieces(accessPieces(item, teller)), 200),
  );
}

function placeOf(context: Context, name: string, organization: string): PlaceBelow {
  return { below: join(reviewsPath(context), ".."), path: `reviews/${name}/${organization}.yaml` };
}

/** Undefined where the file says it already. */
function editOf(
  place: PlaceBelow,
  { before, text }: { readonly before: string | undefined; readonly text: string },
): TogetherFile | Failure | undefined {
  if (before === undefined) return { place, after: text };
  if (withoutCommit(before) === withoutCommit(text)) return undefined;
  const link = linkOnWay(place);
  if (link !== undefined) return { error: `${throughLink(link)} Nothing was written.` };
  return { path: join(place.below, place.path), before, after: text };
}

function statusOf(edit: TogetherFile | undefined): Started["files"][number]["status"] {
  if (edit === undefined) return "kept";
  return "place" in edit ? "written" : "renewed";
}

/** By another commit alone nothing is new. */
function withoutCommit(text: string): string {
  return text.replace(/^commit: .*\n/m, "");
}

/** Journals as evidence of what was done. Each is believed only as a whole: a broken one counts as not there, and that is said. */
import { resolve } from "node:path";
import { deedsIn, type Deed } from "../../history/applied.ts";
import { underLastKeys } from "../../history/lastKeys.ts";
import { unaskedIn } from "../../history/unasked.ts";
import type { Timeline } from "../../history/timeline.ts";
import { filesOf } from "../../io/file.ts";
import { isTracked } from "../../io/git.ts";
import { gitFolderAt } from "../../io/gitFolder.ts";
import { examineJournal, type Examined } from "../../journal/chain.ts";
import type { Entry } from "../../journal/entry.ts";
import { kinds } from "../../model/entity.ts";
import type { JournalSeen } from "../../model/evidence.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { brokenAt, readJournal } from "../journal.ts";
import { journalSigner, type Signer } from "../journalKey.ts";
import { readJournalFile } from "../../io/journalFile.ts";
import { textOfKept, whereKept, type KeptFile } from "../../journal/kept.ts";
import { given } from "../../model/given.ts";
import { plural } from "../../model/text.ts";
import { keptBranch, keptInClone, type KeptAt } from "../kept/branch.ts";
import { noJournals, type Journals } from "./journalsRead.ts";

export interface Reading {
  /** Files, folders of them, or names of branches that keep journals. */
  readonly paths: readonly string[];
  /** What is read without any, besides what the clone keeps on its branch; it need not be there. */
  readonly usual: string;
}

type Place = Pick<Context, "cwd" | "access" | "env">;

/** Every journal that is named; without a name, the usual ones as far as they are there. */
export async function readJournals(context: Place, { paths, usual }: Reading): Promise<Journals | Failure> {
  const signing = journalSigner(context.env);
  if ("error" in signing) return signing;
  const { signer } = signing;
  const read: JournalSeen[] = [];
  const notes: string[] = [];
  const deeds: Deed[] = [];
  for (const path of paths.length === 0 ? [usual, keptBranch] : paths) {
    // What is usual is a file: no branch is looked for in its place.
    const found = await (paths.length === 0 && path === usual ? fileAt : sourcesAt)(context, path, signer);
    if ("error" in found) {
      if (paths.length > 0 || found.absent !== true) return found;
      continue;
    }
    notes.push(...found.notes);
    for (const source of found.sources) {
      read.push(seenOf(source, signer));
      if (source.broken === undefined) deeds.push(...deedsOf(source.examined.entries));
      else
        notes.push(
          `The journal ${source.name} is broken (${source.broken}), and nothing of it counts. See muster journal verify.`,
        );
    }
  }
  if (read.length === 0) return noJournals(usual);
  const own = (timeline: Timeline): readonly Deed[] => underLastKeys(deeds, timeline);
  const counts = read.some(({ broken }) => broken === undefined);
  return {
    ...{ read, notes },
    deedsFor: (timeline) => (counts ? deedsIn(own(timeline), timeline) : undefined),
    unaskedFor: (timeline, on) => unaskedIn(own(timeline), timeline, on),
  };
}

/** A journal as it was found. */
interface Source {
  readonly name: string;
  readonly examined: Examined;
  /** What is wrong with it, and where. */
  readonly broken?: string;
}

interface Found {
  readonly sources: readonly Source[];
  readonly notes: readonly string[];
}

type Absent = Failure & { readonly absent?: true };

/** What a path is: a file, a folder of them; else a branch of this clone. */
async function sourcesAt(context: Place, path: string, signer: Signer | undefined): Promise<Found | Absent> {
  const found = await fileAt(context, path, signer);
  if (!("error" in found) || found.absent !== true) return found;
  const kept = await keptInClone(gitFolderAt(context.cwd, context.access).folder, path);
  if (kept === null) return found;
  return "error" in kept ? kept : keptSources(kept, { branch: path, signer });
}

async function fileAt({ cwd }: Place, path: string, signer: Signer | undefined): Promise<Found | Absent> {
  const found = await examined(path, signer);
  if ("error" in found) return found;
  const broken = brokenAt(found);
  return {
    sources: [{ name: path, examined: found, ...(broken === undefined ? {} : { broken }) }],
    notes:
      signer === undefined && broken === undefined && (await isTracked(resolve(cwd, path)))
        ? [
            `The journal ${path} is a file of the repository, and ${isSigned(found) ? "who signed it was not checked, since MUSTER_REVIEW_KEY is not set" : "not signed"}: whoever may commit can have written it.`,
          ]
        : [],
  };
}

function keptSources(
  kept: KeptAt & { readonly isOfOrigin: boolean },
  { branch, signer }: { readonly branch: string; readonly signer: Signer | undefined },
): Found {
  const name = `${branch} (${kept.commit.slice(0, 7)})`;
  const own = sourceOf(name, kept.months, signer);
  // Without a key nobody can tell a run's own journal from what somebody pushed beside it.
  const besides =
    signer === undefined ? [] : kept.besides.map((file) => sourceOf(`${name}, ${file.path}`, [file], signer));
  const unchecked = isSigned(own.examined)
    ? `Who signed the journal on ${branch} was not checked, since MUSTER_REVIEW_KEY is not set`
    : `The journal on ${branch} is not signed`;
  const aside = plural(kept.besides.length, "journal");
  return {
    sources: [own, ...besides],
    notes: [
      ...(kept.isOfOrigin
        ? [`The branch ${branch} counts as it was fetched last (${kept.commit.slice(0, 7)}).`]
        : []),
      ...(signer === undefined
        ? [
            `${unchecked}: whoever may push can have written there. See muster journal verify ${branch}, which names each commit that did more than add to its end.`,
          ]
        : []),
      ...(kept.besides.length === 0
        ? []
        : [
            `${aside} kept beside ${kept.besides.length === 1 ? "is" : "are"} no continuation of it${signer === undefined ? ", and nothing of them counts" : ""}. See muster journal verify ${branch}.`,
          ]),
    ],
  };
}

function sourceOf(name: string, files: readonly KeptFile[], signer: Signer | undefined): Source {
  const found = examineJournal(textOfKept({ months: files }), signer);
  const problem = found.verdict.problems.find(({ severity }) => severity === "error");
  if (problem === undefined) return { name, examined: found };
  const { path, line } = whereKept(files, problem.line);
  return { name, examined: found, broken: `${path}:${line}: ${problem.message.replace(/\.$/, "")}` };
}

function isSigned({ entries }: Examined): boolean {
  return entries.some(({ mac }) => mac !== undefined);
}

function seenOf({ name, examined: found, broken }: Source, signer: Signer | undefined): JournalSeen {
  const { entries, head } = found.verdict;
  return {
    ...{ path: name, entries, head },
    ...(isSigned(found)
      ? { signed: signer === undefined ? ("unchecked" as const) : ("checked" as const) }
      : {}),
    ...(broken === undefined ? {} : { broken }),
  };
}

/** The files of a folder, in the order of their names, are one journal that goes on from file to file. */
async function examined(path: string, signer: Signer | undefined): Promise<Examined | Absent> {
  const files = await filesOf(path, ".jsonl");
  const [only] = files;
  if (only === undefined) return { error: `${path} holds no journal: no file there ends in .jsonl.` };
  if (files.length === 1) return readJournal(only, signer);
  const texts: string[] = [];
  for (const file of files) {
    const text = await readJournalFile(file);
    if ("error" in text) return text;
    texts.push(text.text);
  }
  return examineJournal(texts.join(""), signer);
}

/** What was done, by the entries of a journal. */
export function deedsOf(entries: readonly Entry[]): Deed[] {
  const intents = new Map<string, Extract<Entry, { event: "intent" }>>();
  const ids = new Map<string, string>();
  return entries.flatMap((entry): Deed[] => {
    const name = JSON.stringify(["action" in entry ? entry.action : "", entry.run, entry.organization]);
    const run = JSON.stringify([entry.run, entry.organization]);
    if (entry.event === "run_started") ids.set(run, entry.organization_id);
    if (entry.event === "intent") intents.set(name, entry);
    if (entry.event !== "outcome" || (entry.status !== "done" && entry.status !== "already")) return [];
    const kind = kinds.find((known) => known === entry.kind);
    const intent = intents.get(name);
    if (kind === undefined || intent === undefined) return [];
    const { at, organization, key, status: outcome } = entry;
    const organizationId = ids.get(run);
    return [
      {
        ...{
          at,
          run: entry.run,
          organization,
          kind,
          key,
          before: intent.before,
          after: intent.after,
          outcome,
        },
        ...given({ organizationId }),
      },
    ];
  });
}

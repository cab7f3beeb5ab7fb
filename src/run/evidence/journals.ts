/** Journals as evidence of what was done. Each is believed only as a whole: a broken one counts as not there, and that is said. */
import { deedsIn, type Deed, type Deeds } from "../../history/applied.ts";
import type { Timeline } from "../../history/timeline.ts";
import { filesOf } from "../../io/file.ts";
import { examineJournal, type Examined } from "../../journal/chain.ts";
import type { Entry } from "../../journal/entry.ts";
import { kinds } from "../../model/entity.ts";
import type { JournalSeen } from "../../model/evidence.ts";
import type { Context } from "../context.ts";
import type { Failure } from "../failure.ts";
import { brokenAt, readJournal } from "../journal.ts";
import { journalSigner, type Signer } from "../journalKey.ts";
import { readJournalFile } from "../../io/journalFile.ts";

export interface Journals {
  /** Undefined: none was read that counts. */
  deedsFor(timeline: Timeline): Deeds | undefined;
  readonly read: readonly JournalSeen[];
  /** Sentences. */
  readonly notes: readonly string[];
}

/** `paths`: files, or folders of them; without any, `usual`, which need not be there. */
export async function readJournals(
  context: Context,
  { paths, usual }: { readonly paths: readonly string[]; readonly usual: string },
): Promise<Journals | Failure> {
  const signing = journalSigner(context.env);
  if ("error" in signing) return signing;
  const read: JournalSeen[] = [];
  const notes: string[] = [];
  const deeds: Deed[] = [];
  for (const path of paths.length === 0 ? [usual] : paths) {
    const found = await examined(path, signing.signer);
    if ("error" in found) {
      if (paths.length > 0 || found.absent !== true) return found;
      notes.push(
        `No journal was read, so that nothing is known of what was applied: there is no ${usual}; name one with --journal.`,
      );
      continue;
    }
    const broken = brokenAt(found);
    const { verdict } = found;
    read.push({
      path,
      entries: verdict.entries,
      head: verdict.head,
      ...(broken === undefined ? {} : { broken }),
    });
    if (broken === undefined) deeds.push(...deedsOf(found.entries));
    else
      notes.push(
        `The journal ${path} is broken (${broken}), and nothing of it counts. See muster journal verify.`,
      );
  }
  const counts = read.some(({ broken }) => broken === undefined);
  return { read, notes, deedsFor: (timeline) => (counts ? deedsIn(deeds, timeline) : undefined) };
}

/** The files of a folder, in the order of their names, are one journal that goes on from file to file. */
async function examined(
  path: string,
  signer: Signer | undefined,
): Promise<Examined | (Failure & { readonly absent?: true })> {
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

function deedsOf(entries: readonly Entry[]): Deed[] {
  const intents = new Map<string, Extract<Entry, { event: "intent" }>>();
  return entries.flatMap((entry): Deed[] => {
    const name = JSON.stringify(["action" in entry ? entry.action : "", entry.run, entry.organization]);
    if (entry.event === "intent") intents.set(name, entry);
    if (entry.event !== "outcome" || (entry.status !== "done" && entry.status !== "already")) return [];
    const kind = kinds.find((known) => known === entry.kind);
    const intent = intents.get(name);
    if (kind === undefined || intent === undefined) return [];
    const { at, run, organization, key, status } = entry;
    return [
      { at, run, organization, kind, key, before: intent.before, after: intent.after, outcome: status },
    ];
  });
}

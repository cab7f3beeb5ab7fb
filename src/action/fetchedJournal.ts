/**
 * The journal of the run before, to be gone on with. Evidence, not state: where there is none that can be believed, the
 * run begins a new one, and cannot tell what an earlier run left from what drifted. That is always said.
 */
import { writeText } from "../io/file.ts";
import type { Asked } from "../io/github/github.ts";
import { appliedIn, fitToGoOn, lastBegan, type Examined } from "../run/journal.ts";
import type { Signer } from "../run/journalKey.ts";
import type { Desk } from "./desk.ts";
import { journalsOf, type FoundJournal, type Looking } from "./pastRuns.ts";

export interface FetchedJournal {
  /** Where this run's journal stands, or will. */
  readonly path: string;
  /** Journals of runs that wrote side by side with the one before: nothing is added to them. */
  readonly besides: readonly string[];
  /** Of each organization the commits that were applied to it, as these journals tell. */
  readonly applied: ReadonlyMap<string, readonly string[]>;
  /** There was none, and nothing was wrong. */
  readonly isMissing: boolean;
}

interface Fetching {
  readonly looking: Looking;
  readonly signer: Signer | undefined;
}

/** The clocks of a runner and of GitHub are not the same. */
const clockMargin = 5 * 60 * 1000;
/** More runs than this do not write at once. */
const mostBesides = 4;

export async function fetchJournal(desk: Desk, { looking, signer }: Fetching): Promise<FetchedJournal> {
  const path = desk.runner.file("journal.jsonl");
  const besides: string[] = [];
  const applied = new Map<string, readonly string[]>();
  const found = { path, besides, applied, isMissing: false };
  let latest: Examined | undefined;
  for await (const next of journalsOf(desk.github, looking)) {
    if (latest !== undefined && (besides.length === mostBesides || !mayBeBeside(latest, next))) break;
    const text = next.ok ? await next.value.text() : next;
    if (!text.ok) {
      desk.warn(
        latest === undefined
          ? `The journal of the run before could not be read, so this one begins anew: ${text.message}`
          : `Whether another run wrote a journal beside the one before could not be read: ${text.message}`,
      );
      return found;
    }
    if (text.value === null) continue;
    const fit = fitToGoOn(text.value, signer);
    if (latest === undefined) {
      if ("unfit" in fit) {
        desk.warn(`The journal of the run before ${fit.unfit}. It counts as lost, so this one begins anew.`);
        return found;
      }
      latest = fit;
      note(applied, fit);
      const unwritten = await writeText(path, text.value);
      if (unwritten !== undefined) desk.warn(unwritten.error);
    } else if ("unfit" in fit) {
      desk.warn(`A journal that another run wrote beside the one before ${fit.unfit}. It counts as lost.`);
    } else if (!holds(latest, fit)) {
      note(applied, fit);
      const other = desk.runner.file(`journal-beside-${besides.length + 1}.jsonl`);
      const unwritten = await writeText(other, text.value);
      if (unwritten === undefined) besides.push(other);
      desk.warn(
        unwritten?.error ??
          `Two runs wrote their journals side by side: what the one that ends with ${fit.verdict.head} left open counts as well, ` +
            "and its entries stand in that run's artifact alone. Put the jobs apply and due into one concurrency group.",
      );
    }
  }
  return { ...found, isMissing: latest === undefined };
}

/** Adds what a journal knows of applied commits. */
function note(applied: Map<string, readonly string[]>, { entries }: Examined): void {
  for (const [organization, commits] of appliedIn(entries))
    applied.set(organization, [...(applied.get(organization) ?? []), ...commits]);
}

/** Uploaded when the latest run had begun already, which cannot have gone on with it then. */
function mayBeBeside({ entries }: Examined, found: Asked<FoundJournal>): boolean {
  const began = lastBegan(entries);
  if (began === undefined) return false;
  return !found.ok || Date.parse(found.value.createdAt) >= Date.parse(began) - clockMargin;
}

/** Whether one journal holds all of another: then it went on with it. */
function holds({ entries }: Examined, { verdict }: Examined): boolean {
  return verdict.entries === 0 || entries.some(({ hash }) => hash === verdict.head);
}

/**
 * The journal of the run before, to be gone on with. Evidence, not state: where there is none that can be believed, the
 * run begins a new one, and cannot tell what an earlier run left from what drifted. That is always said.
 */
import { addTo } from "../model/grouped.ts";
import { plural } from "../model/text.ts";
import { writeText } from "../io/file.ts";
import { keptAtOrigin, keptBranch } from "../run/kept/branch.ts";
import type { Asked } from "../forge/github/github.ts";
import {
  appliedIn,
  entriesAfter,
  fitToGoOn,
  lastBegan,
  lastBegunIn,
  textOfKept,
  type Examined,
} from "../run/journal.ts";
import type { Signer } from "../run/journalKey.ts";
import type { Desk } from "./desk.ts";
import { recordedHead } from "./journalHead.ts";
import { journalsOf, type FoundJournal } from "./pastArtifacts.ts";
import type { Looking } from "./home.ts";

export interface FetchedJournal {
  /** Where this run's journal stands, or will. */
  readonly path: string;
  /** Journals of runs that wrote side by side with the one before: nothing is added to them. */
  readonly besides: readonly string[];
  /**
   * What is left of a journal whose end is missing, and journals of which nobody vouches that this repository's runs wrote
   * them. They let nothing run, and still hold back and remind.
   */
  readonly cut: readonly string[];
  /** Of each organization the commits that were applied to it, as these journals tell. */
  readonly applied: ReadonlyMap<string, readonly string[]>;
  /** Of each organization the commits that the last run of each journal was about; none of it where an end is missing. */
  readonly begun: ReadonlyMap<string, readonly string[]>;
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

/** The journal of the run before, compared with the head that the last run noted. */
export async function fetchJournal(desk: Desk, fetching: Fetching): Promise<FetchedJournal> {
  const path = desk.runner.file("journal.jsonl");
  const onBranch = await keptJournals(desk, fetching);
  const newest = await newestJournals(desk, fetching, onBranch.read.length > 0);
  const all = withKept(newest.read, onBranch.read);
  const head = all.length === 0 ? undefined : await notedHead(desk, fetching);
  const unbound = new Set(
    onBranch.read.filter((one) => !newest.read.includes(one) && !isOfHere(one, { head, ...fetching })),
  );
  const read = all.filter((one) => !unbound.has(one));
  const others = [...onBranch.foreign, ...newest.foreign, ...[...unbound].map(({ text }) => text)];
  if (unbound.size > 0) desk.warn(unboundSaid);
  const isMissing = newest.isMissing && read.length === 0 && others.length === 0;
  // What was applied stays applied: the base never goes back.
  const found = { path, applied: appliedBy(read), isMissing };
  const journals = read.map(({ text }) => text);
  if (isCut(desk, head, read)) {
    // Nothing is added to what is left: it would pass for whole from then on.
    return {
      ...found,
      begun: new Map(),
      besides: [],
      cut: await kept(desk, "journal-cut", [...journals, ...others]),
    };
  }
  const [latest, ...besides] = journals;
  const unwritten = latest === undefined ? undefined : await writeText(path, latest);
  if (unwritten !== undefined) desk.warn(unwritten.error);
  return {
    ...found,
    begun: begunBy(read),
    besides: await kept(desk, "journal-beside", besides),
    cut: await kept(desk, "journal-cut", others),
  };
}

/**
 * Whether this repository's runs wrote what the branch keeps. Another repository may sign with the same key: earlier
 * versions named none in their entries, and then only the head that a job noted here, signed for this repository, tells.
 */
function isOfHere(
  { fit }: Read,
  { head, signer }: { readonly head: string | undefined; readonly signer: Signer | undefined },
): boolean {
  const last = fit.entries.findLast((entry) => entry.event === "run_started");
  const isNamed = signer?.repository !== undefined && last?.repository === signer.repository;
  return isNamed || (head !== undefined && entriesAfter(fit, head) !== undefined);
}

const unboundSaid =
  `The journal on the branch ${keptBranch} does not name this repository, as those of earlier versions do not, and no ` +
  "job here noted its head: another repository with the same MUSTER_REVIEW_KEY may have written it. It counts as lost, " +
  "so this one begins anew; what it held back, and what leaving left to be done, counts all the same.";

/** Writes journals that are only read, and gives their paths. */
async function kept(desk: Desk, name: string, texts: readonly string[]): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, text] of texts.entries()) {
    const path = desk.runner.file(`${name}-${index + 1}.jsonl`);
    const unwritten = await writeText(path, text);
    if (unwritten === undefined) paths.push(path);
    else desk.warn(unwritten.error);
  }
  return paths;
}

/** The head that the last run noted here; undefined where there is nobody to tell, or nothing. */
async function notedHead(desk: Desk, { signer }: Fetching): Promise<string | undefined> {
  if (signer === undefined) return undefined;
  const noted = await recordedHead(desk.github, { repositoryId: desk.repository.id, signer });
  if (noted.ok) return noted.value;
  desk.warn(
    `Whether the journal of the run before is whole to its end could not be looked up: ${noted.message}`,
  );
  return undefined;
}

/** Whether none of the journals holds the head that the last run noted. */
function isCut(desk: Desk, head: string | undefined, read: readonly Read[]): boolean {
  if (head === undefined || read.length === 0) return false;
  if (read.some(({ fit }) => entriesAfter(fit, head) !== undefined)) return false;
  desk.warn(
    `The journal of the run before lacks its end: the last run noted ${head} as its head, which is not in it. It counts ` +
      "as lost, so this one begins anew; what it held back, and what leaving left to be done, counts all the same.",
  );
  return true;
}

/** A journal that may be gone on with. */
interface Read {
  readonly text: string;
  readonly fit: Examined;
}

interface Newest {
  /** The newest, and those that were written beside it. */
  readonly read: readonly Read[];
  /** Texts of those that were signed in another repository. */
  readonly foreign: readonly string[];
  readonly isMissing: boolean;
}

/**
 * Those that the branch keeps, the one that goes on first. Whoever may push can have written it: it counts only as far
 * as all of it is signed, and without a key not at all.
 */
async function keptJournals(desk: Desk, { signer }: Fetching): Promise<Omit<Believed, "unfit">> {
  const none = { read: [], foreign: [] };
  if (signer === undefined) return none;
  const kept = await keptAtOrigin({ cwd: desk.context.cwd, auth: desk.auth });
  if (kept === null) return none;
  if ("error" in kept) {
    desk.warn(`The journal that is kept on the branch ${keptBranch} could not be read: ${kept.error}`);
    return none;
  }
  const main = believedOf(
    [{ text: textOfKept(kept), name: `The journal on the branch ${keptBranch}` }],
    signer,
  );
  const besides = believedOf(
    kept.besides.map(({ path, text }) => ({ text, name: `${path} on the branch ${keptBranch}` })),
    signer,
  );
  for (const said of [...main.unfit, ...besides.unfit.slice(0, mostTold)])
    desk.warn(`${said} It counts as lost.`);
  const untold = besides.unfit.length - mostTold;
  if (untold > 0)
    desk.warn(
      `${plural(untold, "more journal")} beside it ${untold === 1 ? "counts" : "count"} as lost. See \`muster journal verify ${keptBranch}\`.`,
    );
  return {
    read: [...main.read, ...besides.read],
    foreign: [...main.foreign, ...besides.foreign.slice(0, mostTold)],
  };
}

/** Whoever may push can put thousands there. */
const mostTold = 3;

interface Believed {
  readonly read: readonly Read[];
  /** Texts of those that were signed in another repository, whose owed work still counts. */
  readonly foreign: readonly string[];
  /** Sentences on those that do not count. */
  readonly unfit: readonly string[];
}

function believedOf(
  texts: readonly { readonly text: string; readonly name: string }[],
  signer: Signer,
): Believed {
  const read: Read[] = [];
  const foreign: string[] = [];
  const unfit: string[] = [];
  for (const { text, name } of texts) {
    const fit = fitToGoOn(text, signer);
    if ("unfit" in fit) {
      unfit.push(`${name} ${fit.unfit}.`);
      if (fit.foreign === true) foreign.push(text);
    } else if (fit.verdict.entries > 0) read.push({ text, fit });
  }
  return { read, foreign, unfit };
}

/** The journals of artifacts with those of the branch that they do not hold; who holds the newest goes before it. */
function withKept(read: readonly Read[], onBranch: readonly Read[]): readonly Read[] {
  return onBranch.reduce<readonly Read[]>((all, one) => {
    if (all.some(({ fit }) => holds(fit, one.fit))) return all;
    const rest = all.filter(({ fit }) => !holds(one.fit, fit));
    return rest[0] === all[0] && all.length > 0 ? [...rest, one] : [one, ...rest];
  }, read);
}

async function newestJournals(desk: Desk, { looking, signer }: Fetching, isKept: boolean): Promise<Newest> {
  const read: Read[] = [];
  const instead = isKept
    ? `so what the branch ${keptBranch} keeps is gone on with`
    : "so this one begins anew";
  for await (const next of journalsOf(desk.github, looking)) {
    const latest = read[0]?.fit;
    if (latest !== undefined && (read.length > mostBesides || !mayBeBeside(latest, next))) break;
    const text = next.ok ? await next.value.text() : next;
    if (!text.ok) {
      desk.warn(
        latest === undefined
          ? `The journal of the run before could not be read, ${instead}: ${text.message}`
          : `Whether another run wrote a journal beside the one before could not be read: ${text.message}`,
      );
      return { read, foreign: [], isMissing: false };
    }
    if (text.value === null) continue;
    const fit = fitToGoOn(text.value, signer);
    if ("unfit" in fit) {
      if (latest === undefined) {
        desk.warn(`The journal of the run before ${fit.unfit}. It counts as lost, ${instead}.`);
        return { read, foreign: fit.foreign === true ? [text.value] : [], isMissing: false };
      }
      desk.warn(`A journal that another run wrote beside the one before ${fit.unfit}. It counts as lost.`);
    } else if (latest === undefined || !holds(latest, fit)) {
      if (latest !== undefined) {
        desk.warn(
          `Two runs wrote their journals side by side: what the one that ends with ${fit.verdict.head} left open counts as well, ` +
            "and its entries stand in that run's artifact alone. Put the jobs apply and due into one concurrency group.",
        );
      }
      read.push({ text: text.value, fit });
    }
  }
  return { read, foreign: [], isMissing: read.length === 0 };
}

/** What journals know of applied commits. */
function appliedBy(read: readonly Read[]): ReadonlyMap<string, readonly string[]> {
  const applied = new Map<string, string[]>();
  for (const { fit } of read) {
    for (const [organization, commits] of appliedIn(fit.entries))
      for (const commit of commits) addTo(applied, organization, commit);
  }
  return applied;
}

/** What commits the last runs were about. */
function begunBy(read: readonly Read[]): ReadonlyMap<string, readonly string[]> {
  const begun = new Map<string, string[]>();
  for (const { fit } of read)
    for (const [organization, commit] of lastBegunIn(fit.entries)) addTo(begun, organization, commit);
  return begun;
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

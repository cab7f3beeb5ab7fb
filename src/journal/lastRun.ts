/** What the entries of a journal say of runs: what the last one left open, and which commits were applied. */
import { addTo } from "../model/grouped.ts";
import type { Entry } from "./entry.ts";
import type { JournalTask, JournalTerm, RunStarted } from "./event.ts";

/** What the last run of an organization came to. */
export interface LastRun {
  readonly run: string;
  readonly at: string;
  readonly fingerprint: string;
  readonly commit: string | null;
  /** Ids of the actions that it knew of and did not get done. */
  readonly open: ReadonlySet<string>;
  /** Those of them that nobody is known to have reviewed. */
  readonly unreviewed: ReadonlySet<string>;
  /** Reviews bound it: the rest of them was reviewed, or needed no review. */
  readonly reviewed?: true;
  /** Changes of terms that it held back, since nobody is known to have reviewed them, or kept in mind; absent when there are none. */
  readonly heldTerms?: readonly JournalTerm[];
  /** Ids of those that it knew to be reviewed; absent when there are none. */
  readonly reviewedTerms?: ReadonlySet<string>;
  /** What leaving left to be done; absent when there is nothing. */
  readonly tasks?: readonly JournalTask[];
  /** It has no `run_finished`: what is open was made out from what it planned and what it got done. */
  readonly crashed: boolean;
}

/** The last run of an organization, or undefined when the journal holds none. */
export function lastRun(entries: readonly Entry[], organization: string): LastRun | undefined {
  const own = entries.filter((entry) => entry.organization === organization);
  const index = own.findLastIndex((entry) => entry.event === "run_started");
  const start = own[index];
  if (start?.event !== "run_started") return undefined;
  const { run, at, fingerprint, commit } = start;
  const open = new Set<string>(start.planned);
  const unreviewed = new Set(start.unreviewed ?? []);
  const bound = start.reviews_bind === true ? { reviewed: true as const } : {};
  const held = {
    ...termsOf(start),
    ...(start.tasks === undefined ? {} : { tasks: start.tasks }),
  };
  for (const entry of own.slice(index + 1)) {
    if (entry.run !== run) continue;
    if (entry.event === "outcome" && (entry.status === "done" || entry.status === "already"))
      open.delete(entry.action);
    if (entry.event === "run_finished") {
      return {
        run,
        at,
        fingerprint,
        commit,
        open: new Set(entry.open.map((item) => item.action)),
        unreviewed,
        ...bound,
        ...held,
        crashed: false,
      };
    }
  }
  return { run, at, fingerprint, commit, open, unreviewed, ...bound, ...held, crashed: true };
}

function termsOf({
  terms = [],
  reviews_bind: bind,
}: RunStarted): Pick<LastRun, "heldTerms" | "reviewedTerms"> {
  const heldBack = terms.filter(({ held }) => held === "unreviewed" || held === "kept");
  const reviewed = bind === true ? terms.filter(({ held }) => held === undefined) : [];
  return {
    ...(heldBack.length === 0 ? {} : { heldTerms: heldBack }),
    ...(reviewed.length === 0 ? {} : { reviewedTerms: new Set(reviewed.map(({ id }) => id)) }),
  };
}

/** Of each organization the commits that were applied to it whole, the latest run's first. */
export function appliedIn(entries: readonly Entry[]): Map<string, readonly string[]> {
  const commits = new Map<string, string | null>();
  const applied = new Map<string, string[]>();
  for (const entry of entries) {
    const { organization, run } = entry;
    const occasion = JSON.stringify([run, organization]);
    if (entry.event === "run_started") commits.set(occasion, entry.commit);
    const commit = commits.get(occasion);
    if (entry.event !== "run_finished" || entry.applied !== true || typeof commit !== "string") continue;
    addTo(applied, organization, commit);
  }
  return new Map([...applied].map(([organization, list]) => [organization, [...new Set(list.reverse())]]));
}

/** Of each organization the commit that its last run was about. */
export function lastBegunIn(entries: readonly Entry[]): Map<string, string> {
  return new Map(
    entries.flatMap((entry): [string, string][] =>
      entry.event === "run_started" && typeof entry.commit === "string"
        ? [[entry.organization, entry.commit]]
        : [],
    ),
  );
}

/** What stood before: the base's organizations, and what earlier runs left open. */
import type { LastRun } from "../journal/lastRun.ts";
import type { Entry } from "../journal/entry.ts";
import { ownEntries, type Present } from "../journal/own.ts";
import { sentAgainIn } from "../journal/sentAgain.ts";
import { lastRunAmong } from "../journal/sideBySide.ts";
import type { Organization } from "../model/organization.ts";
import { onceFor } from "../model/once.ts";
import type { SentAgain } from "../model/sentAgain.ts";
import { taskKinds, type OpenTask } from "../model/task.ts";
import type { Base } from "./base.ts";
import type { Context } from "./context.ts";
import type { Failure } from "./load.ts";
import { pastJournal, type PastJournal } from "./pastJournal.ts";
import type { PlanRequest } from "./request.ts";

export interface Past {
  /** The base's organizations by key; undefined without a base. */
  readonly base: ReadonlyMap<string, Organization> | undefined;
  /** Organizations whose files in the base, and in the commits before it, are broken, with that commit. */
  readonly unknown: ReadonlyMap<string, string>;
  lastRun(organization: string): LastRun | undefined;
  /** What leaving left to be done, as the last run knew it; told without a base, too. */
  tasks(organization: string): readonly OpenTask[];
  /** What of the terms the last run held back, and what it knew to be reviewed; told without a base, too. */
  terms(organization: string): Pick<LastRun, "heldTerms" | "reviewedTerms">;
  /** When the last run began (RFC 3339); told without a base, too. */
  lastRunAt(organization: string): string | undefined;
  /** Which invitations were sent once more; told without a base, too. */
  sentAgain(organization: string): SentAgain;
  /** Nobody but an earlier run can have written the journal: it is signed, or was taken from that run. */
  readonly vouched: boolean;
}

/** The past of a plan of these organizations. What the base's files spoil is said, and what counts in its place. */
export async function readPast(
  context: Context,
  request: PlanRequest,
  base: Base | undefined,
  present: readonly Present[] = [],
): Promise<Past | Failure> {
  const owed = await owedIn(context, request, present);
  if ("error" in owed) return owed;
  const { tasks, terms, lastRunAt, sentAgain, last, vouched } = owed;
  if (base === undefined) {
    const none = { base: undefined, lastRun: () => undefined, vouched: false, unknown: new Map() };
    return { ...none, tasks, terms, lastRunAt, sentAgain };
  }
  for (const [organization, { at, taken }] of base.spoiled) {
    if (taken === null) continue;
    context.warn(
      `${organization}: its files have errors in ${at.slice(0, 7)}, so that nothing was applied to it there; ` +
        `${taken.slice(0, 7)} is the last commit before it that says what it should be, and counts in its place.`,
    );
  }
  return {
    base: new Map(base.organizations.map((organization) => [organization.key, organization])),
    unknown: new Map(
      [...base.spoiled].flatMap(([key, { at, taken }]) => (taken === null ? [[key, at] as const] : [])),
    ),
    // Of a journal that nobody named, only what holds something back and what leaving left to be done is taken.
    lastRun: (organization) => (request.journal === undefined ? undefined : last(organization)),
    tasks,
    terms,
    lastRunAt,
    sentAgain,
    vouched: request.journal !== undefined && vouched,
  };
}

interface Owed extends Pick<Past, "tasks" | "terms" | "lastRunAt" | "sentAgain" | "vouched"> {
  readonly last: Past["lastRun"];
}

/** The tasks of the journal that is named, or of the one that runs at the terminal write. */
async function owedIn(
  context: Context,
  request: PlanRequest,
  present: readonly Present[],
): Promise<Owed | Failure> {
  const named =
    request.journal ?? (request.owed === undefined ? undefined : { path: request.owed, optional: true });
  const journal = await pastJournal(context, named === undefined ? {} : { journal: named });
  if ("error" in journal) return journal;
  const of = onceFor(ownPast(journal, present));
  const last = onceFor((organization: string) => lastOf(of(organization), organization));
  return {
    last,
    vouched: journal.vouched,
    lastRunAt: (organization) => last(organization)?.at,
    terms: (organization) => last(organization) ?? {},
    sentAgain: onceFor((organization) => {
      const { entries, besides, cut } = of(organization);
      return sentAgainIn([entries, ...besides, ...cut], organization);
    }),
    tasks: (organization) =>
      (last(organization)?.tasks ?? []).flatMap((item): OpenTask[] => {
        const kind = taskKinds.find((known) => known === item.task);
        return kind === undefined ? [] : [{ ...item, task: kind }];
      }),
  };
}

/** What the journals say of each organization, whatever its folder was called. */
function ownPast(
  { entries, besides, cut }: PastJournal,
  present: readonly Present[],
): (organization: string) => Pick<PastJournal, "entries" | "besides" | "cut"> {
  const own = (all: readonly Entry[]) => ownEntries(all, present);
  const [first, beside, broken] = [own(entries), besides.map(own), cut.map(own)];
  return (organization) => ({
    entries: first(organization),
    besides: beside.map((of) => of(organization)),
    cut: broken.map((of) => of(organization)),
  });
}

/**
 * A journal whose end is missing, or that may be another repository's, says what was held back and what is to be done;
 * never that something was left unfinished, or had its review.
 */
function lastOf(
  journal: Pick<PastJournal, "entries" | "besides" | "cut">,
  organization: string,
): LastRun | undefined {
  const own = lastRunAmong(journal, organization);
  if (own !== undefined) return own;
  const [entries = [], ...besides] = journal.cut;
  const before = lastRunAmong({ entries, besides }, organization);
  if (before === undefined) return undefined;
  const { reviewed: _, reviewedTerms: __, ...careful } = before;
  return { ...careful, open: new Set(), unreviewed: new Set() };
}

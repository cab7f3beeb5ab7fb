/** What a journal tells: the events of a run, and what each must hold where a line is read. */
import type { JsonObject } from "../model/json.ts";
import { isObject } from "../model/jsonIn.ts";
import type { OutcomeStatus } from "../model/outcome.ts";

/** Where and when: a run is one plan of one organization; organizations that share a file may share the id. */
type Occasion = {
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  /** Id of the run. */
  readonly run: string;
  /** Key of the organization. */
  readonly organization: string;
};

/** What an action is about, so that every entry can be read on its own. */
type Subject = {
  /** Id of the action. */
  readonly action: string;
  readonly verb: string;
  readonly kind: string;
  readonly key: string;
};

export type RunStarted = Occasion & {
  readonly event: "run_started";
  /** The service's id of the organization. */
  readonly organization_id: string;
  /** The plan's fingerprint. */
  readonly fingerprint: string;
  /** The commit that the files came from, where that is known. */
  readonly commit: string | null;
  readonly actor: string;
  /** GitHub's id of the repository whose run it is, which renaming and transferring leave as it is; absent where nobody signs, or no runner tells it. */
  readonly repository?: number;
  /** Guards that `--allow` lifted for this run. */
  readonly allowed: readonly string[];
  /** Ids of the actions planned, and of those withheld until somebody else acts: what a killed run leaves open. */
  readonly planned: readonly string[];
  /** Those of them that nobody is known to have reviewed; absent when there are none. */
  readonly unreviewed?: readonly string[];
  /** Reviews bound this run: what is not among `unreviewed` was reviewed, or needed no review. */
  readonly reviews_bind?: true;
  /** Changes of terms since the base, and which of them do not hold yet; absent when there are none. */
  readonly terms?: readonly JournalTerm[];
  /** What leaving left to be done, and what this run's will leave; absent when there is nothing. */
  readonly tasks?: readonly JournalTask[];
  /** `tornHash` of the unreadable lines just before this entry, left by a run that was killed while writing. */
  readonly torn?: string;
};

/** A change of how long something holds. */
export type JournalTerm = {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly direction: string;
  /** Why it does not hold yet: `unreviewed`, `depends` or `waiting`; `kept`: it goes with what is to go. Absent when it holds. */
  readonly held?: string;
};

/** Something that somebody's leaving leaves to be done. */
export type JournalTask = {
  readonly id: string;
  readonly task: string;
  readonly person: string;
  readonly key: string;
  readonly object: string;
  readonly message: string;
  /** YYYY-MM-DD, where that is known. */
  readonly since: string | null;
};

/** Written before the first call of an action. */
export type Intent = Occasion &
  Subject & {
    readonly event: "intent";
    readonly cause: string;
    readonly before: JsonObject | null;
    readonly after: JsonObject | null;
  };

/** Written after the last call of an action. */
export type OutcomeEntry = Occasion &
  Subject & {
    readonly event: "outcome";
    readonly status: OutcomeStatus;
    readonly message?: string;
    /** The service's id of the request. */
    readonly request_id?: string;
    /** The service's id of a new key whose secret is in its place, although that could not be noted there. */
    readonly delivered?: string;
  };

/** `waiting`: withheld by the plan until somebody else acts. */
export type OpenStatus = Exclude<OutcomeStatus, "done" | "already"> | "waiting";
export type OpenAction = Subject & { readonly status: OpenStatus };

export type RunFinished = Occasion & {
  readonly event: "run_finished";
  /** Outcomes by status; statuses that did not occur are absent. */
  readonly counts: Readonly<Partial<Record<OutcomeStatus, number>>>;
  /** Everything that this run knew of and did not get done. */
  readonly open: readonly OpenAction[];
  /** Why the run ended before its last action, if it did. */
  readonly stopped?: string;
  /** All that the commit of this run asks for is done, or waits for others: it is what the next runs start from. */
  readonly applied?: true;
};

/** What happened, before it has its place in the chain. */
export type JournalEvent = RunStarted | Intent | OutcomeEntry | RunFinished;

const text = (value: unknown): boolean => typeof value === "string";
const textOrNull = (value: unknown): boolean => value === null || typeof value === "string";
const optionalText = (value: unknown): boolean => value === undefined || typeof value === "string";
const objectOrNull = (value: unknown): boolean => value === null || isObject(value);
const listOf = (check: (item: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every(check);

type Checks = Readonly<Record<string, (value: unknown) => boolean>>;

const statuses: Readonly<Record<OutcomeStatus, true>> = {
  done: true,
  already: true,
  failed: true,
  skipped: true,
  stale: true,
  not_started: true,
  unknown: true,
};
const occasion: Checks = { at: text, run: text, organization: text };
const subject: Checks = { action: text, verb: text, kind: text, key: text };
const status = (value: unknown): boolean => typeof value === "string" && Object.hasOwn(statuses, value);
const openAction = (value: unknown): boolean =>
  isObject(value) && failing(value, { ...subject, status: text }) === undefined;

const journalTerm = (value: unknown): boolean =>
  isObject(value) &&
  failing(value, {
    id: text,
    kind: text,
    key: text,
    what: text,
    before: textOrNull,
    after: textOrNull,
    direction: text,
    held: optionalText,
  }) === undefined;

const journalTask = (value: unknown): boolean =>
  isObject(value) &&
  failing(value, {
    id: text,
    task: text,
    person: text,
    key: text,
    object: text,
    message: text,
    since: textOrNull,
  }) === undefined;

const shapes: Readonly<Record<JournalEvent["event"], Checks>> = {
  run_started: {
    ...occasion,
    organization_id: text,
    fingerprint: text,
    commit: textOrNull,
    actor: text,
    repository: (value) => value === undefined || Number.isSafeInteger(value),
    allowed: listOf(text),
    planned: listOf(text),
    unreviewed: (value) => value === undefined || listOf(text)(value),
    reviews_bind: (value) => value === undefined || value === true,
    terms: (value) => value === undefined || listOf(journalTerm)(value),
    tasks: (value) => value === undefined || listOf(journalTask)(value),
    torn: optionalText,
  },
  intent: { ...occasion, ...subject, cause: text, before: objectOrNull, after: objectOrNull },
  outcome: {
    ...occasion,
    ...subject,
    status,
    message: optionalText,
    request_id: optionalText,
    delivered: optionalText,
  },
  run_finished: {
    ...occasion,
    counts: isObject,
    open: listOf(openAction),
    stopped: optionalText,
    applied: (value) => value === undefined || value === true,
  },
};

/** What is wrong with an event that was read; undefined where it holds all that it must. */
export function shapeProblem(value: JsonObject): string | undefined {
  const event = value["event"];
  if (typeof event !== "string" || !isEvent(event))
    return `has an unknown event: ${JSON.stringify(event ?? null)}`;
  const field = failing(value, shapes[event]);
  return field === undefined ? undefined : `has no valid "${field}"`;
}

function isEvent(event: string): event is JournalEvent["event"] {
  return Object.hasOwn(shapes, event);
}

function failing(value: JsonObject, checks: Checks): string | undefined {
  return Object.keys(checks).find((field) => checks[field]?.(value[field]) !== true);
}

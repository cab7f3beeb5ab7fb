/**
 * What the journal is made of: one event per line, linked to the line before by its hash.
 * Reading a line never throws; a line is an entry, torn (no JSON), or foreign (JSON that is no untouched entry).
 */
import type { JsonObject } from "../model/json.ts";
import { isObject, jsonIn } from "../model/jsonIn.ts";
import { canonicalJson, hashJson, hashText } from "../model/json.ts";
import type { OutcomeStatus } from "../model/outcome.ts";
import { compareText } from "../model/text.ts";

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

/** The place of an entry in the chain. */
export type Link = {
  /** From 1, over the whole file. */
  readonly seq: number;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly prev: string;
  /** By whoever holds the review key, over `signedText`; absent where nobody did. */
  readonly mac?: string;
  /** SHA-256 over the canonical JSON of the entry without this field. */
  readonly hash: string;
};

/** Signs entries, and tells whether one was signed so: the key stays with whoever made it. */
export interface Signer {
  /** GitHub's id of the repository that it signs for: what says that it was signed in another one counts for nothing. */
  readonly repository?: number;
  macOf(text: string): string;
  isMacOf(text: string, mac: string): boolean;
}

export type Entry = JournalEvent & Link;

/** A line of a journal as it was found. */
type JudgedLine =
  | { readonly is: "entry"; readonly entry: Entry }
  | { readonly is: "torn" }
  /** With the place, and the whole entry, that the line claims to be, as far as it claims one. */
  | { readonly is: "foreign"; readonly problem: string; readonly link?: Link; readonly entry?: Entry };

/**
 * The entry's one text, without newline: canonical JSON in ASCII only, so that a line torn at any byte
 * is still valid UTF-8 and no control code reaches a terminal.
 */
export function lineOf(entry: Entry): string {
  return inAscii(canonicalJson(entry));
}

function inAscii(text: string): string {
  return text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The hash that an entry must carry. */
export function entryHash(entry: JsonObject): string {
  return hashJson(Object.fromEntries(Object.entries(entry).filter(([field]) => field !== "hash")));
}

/** What the mac of an entry is made of: all of it, its link to the entry before among it, so that it vouches for the chain up to here. */
export function signedText(entry: JsonObject): string {
  return canonicalJson(
    Object.fromEntries(Object.entries(entry).filter(([field]) => field !== "hash" && field !== "mac")),
  );
}

/** The hash by which `run_started` declares the unreadable lines before it. */
export function tornHash(lines: readonly string[]): string {
  return hashJson(lines.join("\n"));
}

/** Tells what a line is. An entry is whole, has its own hash, and is written in its one text. */
export function judgeLine(line: string): JudgedLine {
  const value = jsonIn(line);
  if (value === undefined) return { is: "torn" };
  if (!isObject(value)) return { is: "foreign", problem: "is JSON, but not an object" };
  if (!isLink(value)) return { is: "foreign", problem: "has no seq, prev or hash" };
  const { seq, prev, hash, mac } = value;
  const link: Link = { seq, prev, hash, ...(mac === undefined ? {} : { mac }) };
  const shape = shapeProblem(value);
  const { whole, hashed } = textsOf(value);
  if (hashText(hashed) !== value.hash) {
    const problem = "was changed after it was written: its hash does not match";
    return {
      is: "foreign",
      problem,
      link,
      ...(shape === undefined ? { entry: value as unknown as Entry } : {}),
    };
  }
  if (shape !== undefined) return { is: "foreign", problem: shape, link };
  const entry = value as unknown as Entry;
  if (inAscii(whole) !== line) {
    const problem = "was changed after it was written: it is not in its original form";
    return { is: "foreign", problem, link, entry };
  }
  return { is: "entry", entry };
}

/** The canonical JSON of an entry, and the same without its hash, each field of it written once for both. */
function textsOf(entry: JsonObject): { readonly whole: string; readonly hashed: string } {
  const fields = Object.keys(entry)
    .sort(compareText)
    .map((name) => ({ name, text: `${JSON.stringify(name)}:${canonicalJson(entry[name] ?? null)}` }));
  const joined = (all: typeof fields): string => `{${all.map(({ text }) => text).join(",")}}`;
  return { whole: joined(fields), hashed: joined(fields.filter(({ name }) => name !== "hash")) };
}

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

function shapeProblem(value: JsonObject): string | undefined {
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

function isLink(value: JsonObject): value is JsonObject & Link {
  return (
    Number.isSafeInteger(value["seq"]) &&
    typeof value["prev"] === "string" &&
    typeof value["hash"] === "string" &&
    /^[0-9a-f]{64}$/.test(value["hash"]) &&
    (value["mac"] === undefined || typeof value["mac"] === "string")
  );
}

/** Evidence: who has what, since when, by whose word, and whether it was seen applied. What commands show and JSON holds. */
import type { Source } from "./diagnostic.ts";
import type { Kind } from "./entity.ts";
import type { JsonObject } from "./json.ts";

/** Somebody's word on a pull request. */
export interface Approval {
  readonly by: string;
  /** RFC 3339. */
  readonly at: string;
  /** The head that they looked at. */
  readonly commit: string;
  /** They speak for their own access, or for their own pull request. */
  readonly own?: true;
  /** What was merged is not what they looked at: the head moved on. */
  readonly stale?: true;
}

/** By which step of the default branch something began or ended. */
export interface Origin {
  /** RFC 3339 UTC. */
  readonly at: string;
  /** `date`: a day that the files of the commit name had come. */
  readonly by: "commit" | "date";
  readonly commit: string;
  readonly author: string;
  readonly subject: string;
  /** Null: no pull request is known; the commit is called direct. */
  readonly pull_request: number | null;
  /** Absent: reviews were not looked up. */
  readonly approvals?: readonly Approval[];
}

/** A run that did what the files ask for. */
export interface AppliedAt {
  readonly at: string;
  readonly run: string;
  readonly outcome: string;
}

/** One thing that somebody has, or had. */
export interface Access {
  readonly organization: string;
  readonly kind: Kind;
  /** By which it is known last. */
  readonly key: string;
  /** What it is, under the names that things have last. */
  readonly fields: JsonObject;
  /** Where the files declare it. */
  readonly source?: Source;
  readonly since: Origin;
  /** By which it was given, where later ones set, moved or took away nothing but its end: `since` is the last of those. */
  readonly given?: Origin;
  /** Absent while it lasts. */
  readonly ended?: Origin;
  /** Null: not seen applied. Absent: no journal was read, or there is nothing to apply. */
  readonly applied?: AppliedAt | null;
  /** As `applied`, of its end. */
  readonly end_applied?: AppliedAt | null;
}

/** What an answer rests on. */
export interface Basis {
  /** The branch, or what was named in its place. */
  readonly ref: string;
  /** The commit at its end. */
  readonly commit: string;
  /** The UTC day that is asked about. */
  readonly on: string;
  /** When the first commit of the files counts from; absent where there is none. */
  readonly since?: string;
  /** What could not be looked up, and other things to know; sentences. */
  readonly notes: readonly string[];
  /** Commits whose files were invalid: they count as no change. */
  readonly invalid: readonly InvalidFiles[];
  /** Why nothing is known of the day: the files of every commit up to then were invalid. A sentence. */
  readonly unread?: string;
  /** The same of the changes between two days, where these are asked about. */
  readonly unread_period?: string;
}

export interface InvalidFiles {
  readonly commit: string;
  readonly at: string;
  readonly pull_request: number | null;
  readonly error: string;
  readonly source: Source;
}

/** "0123456 of 2026-03-01: access/acme/members.yaml:3: ...": the end of a sentence on commits with invalid files, the last of which it is. */
export function lastInvalid(all: readonly InvalidFiles[]): string {
  const last = all.at(-1);
  if (last === undefined) return "";
  const { commit, at, source, error } = last;
  return `${commit.slice(0, 7)} of ${at.slice(0, 10)}: ${source.file}:${source.line}: ${error}`;
}

/** A journal that was read. */
export interface JournalSeen {
  readonly path: string;
  readonly entries: number;
  /** Hash of its last entry. */
  readonly head: string;
  /** Of one that is signed: whether that was checked, by MUSTER_REVIEW_KEY. Absent: it is not signed. */
  readonly signed?: "checked" | "unchecked";
  /** What is wrong with it; then nothing of it counts. */
  readonly broken?: string;
}

/** What somebody is in one organization, and what hangs on it. */
export interface Standing {
  readonly organization: string;
  readonly access: readonly Access[];
}

/** Something of which files and service do not say the same. */
export interface LiveDifference {
  readonly kind: Kind;
  readonly key: string;
  /** Null: the files do not give it. */
  readonly files: JsonObject | null;
  /** Null: it is not there. */
  readonly live: JsonObject | null;
}

/** What the service says of somebody in one organization. */
export interface LiveStanding {
  readonly organization: string;
  /** When it was read, RFC 3339. */
  readonly at: string;
  /** None: it is as the files say. */
  readonly differences: readonly LiveDifference[];
  /** What they own there, and keys of their own; absent where nobody was asked about. */
  readonly owns?: readonly { readonly resource: string; readonly name: string }[];
  readonly keys?: readonly string[];
  /** Why that is not all. */
  readonly gap?: string;
}

/** Why somebody does not have something. */
export interface WhyNot {
  readonly organization: string;
  readonly team: string;
  /** They have it, by files and, where it was read, service. */
  readonly has: boolean;
  /** Whether the service was asked; false: `has` is by the files alone. */
  readonly live_read: boolean;
  /** Sentences; what stands in the way. */
  readonly reasons: readonly string[];
}

export interface Explained {
  /** As it was asked. */
  readonly who: string;
  readonly kind: "person" | "service_account" | "team";
  /** Every name that they were ever known by, sorted; empty: nobody was. */
  readonly names: readonly string[];
  readonly basis: Basis;
  readonly standing: readonly Standing[];
  /** Of each organization in which there is nothing any more, what ended there last; absent where there is none. */
  readonly ended?: readonly Access[];
  /** Where there is nothing at all now: what ended last of these. */
  readonly last?: Access;
  /** Of a name that nothing was ever called by: one that is near. */
  readonly near?: string;
  /** Of organizations that were read live; absent where none was to be. */
  readonly live?: readonly LiveStanding[];
  readonly why_not?: WhyNot;
}

/** Something that began, ended or became another. */
export interface AccessChange {
  readonly organization: string;
  readonly kind: Kind;
  readonly key: string;
  /** Null: it began. */
  readonly before: JsonObject | null;
  /** Null: it ended. */
  readonly after: JsonObject | null;
  readonly source?: Source;
  readonly origin: Origin;
  /** Null: not seen applied. Absent: no journal was read, or there is nothing to apply. */
  readonly applied?: AppliedAt | null;
}

export interface History {
  /** What was asked for, as it was asked. */
  readonly who?: string;
  readonly organizations?: readonly string[];
  readonly team?: string;
  readonly from?: string;
  readonly to?: string;
  readonly basis: Basis;
  /** Names that were asked for and that nobody and nothing ever had, with what they were probably meant to be. */
  readonly unknown?: readonly { readonly name: string; readonly near?: string }[];
  /** Oldest first. */
  readonly changes: readonly AccessChange[];
}

/** Somebody, in every organization that they are in. */
export interface ReportPerson {
  /** Every name that they were ever known by, the address of now first. */
  readonly names: readonly string[];
  readonly places: readonly {
    readonly member: Access;
    readonly teams: readonly Access[];
    /** Shared with them directly. */
    readonly shares: readonly Access[];
  }[];
}

export interface ReportGuest {
  readonly member: Access;
  /** E-mail of the member who let them in. */
  readonly approved_by?: string;
}

export interface ReportAccount {
  readonly account: Access;
  /** Whether somebody active answers for it: its owner, or somebody in the team. */
  readonly owner_alive: boolean;
  readonly keys: readonly Access[];
}

/** Somebody whose access the files began, or ended. */
export interface ReportMove {
  readonly organization: string;
  readonly key: string;
  readonly declared: Origin;
  /** Null: not seen applied. Absent: no journal was read. */
  readonly applied?: AppliedAt | null;
  /** Between the two. */
  readonly hours?: number;
}

/** Somebody whose access the files ended. */
export type ReportLeaver = ReportMove;

/** Somebody whose access the files began. */
export interface ReportJoiner extends ReportMove {
  /** What they were given; absent where the role is not managed. */
  readonly role?: string;
}

/** A key that is live, by when it was made and used. */
export interface ReportLiveKey {
  /** `ACCOUNT/NAME`. */
  readonly key: string;
  /** The service's. */
  readonly id: string;
  readonly created_at?: string;
  /** Absent: never, or the service does not say. */
  readonly last_used_at?: string;
  /** After so many milliseconds the files replace it. */
  readonly rotate_after_ms?: number;
  /** The files declare a key of that name. */
  readonly listed: boolean;
}

/** What only the service knows of an organization, as it was read. */
export interface ReportLive {
  readonly organization: string;
  /** When it was read, RFC 3339. */
  readonly at: string;
  /** So many changes would make it what the files say. */
  readonly differences: number;
  /** Live, and in no file. */
  readonly unlisted: readonly { readonly kind: Kind; readonly key: string }[];
  readonly keys: readonly ReportLiveKey[];
  /** What leaving left to be done. */
  readonly tasks: readonly {
    readonly id: string;
    readonly person: string;
    readonly message: string;
    readonly since: string | null;
  }[];
  /** What was not read to its end; sentences. */
  readonly gaps: readonly string[];
}

export interface Report {
  readonly organizations: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly basis: Basis;
  readonly journals: readonly JournalSeen[];
  /** What deserves a look first; sentences. */
  readonly look: readonly string[];
  readonly people: readonly ReportPerson[];
  /** Who manages users, or may. */
  readonly privileged: readonly Access[];
  readonly guests: readonly ReportGuest[];
  readonly accounts: readonly ReportAccount[];
  readonly teams: readonly Access[];
  /** All that is so on the day, by organization, kind and key. */
  readonly access: readonly Access[];
  /** Of the period; absent where none was asked for. */
  readonly joiners?: readonly ReportJoiner[];
  readonly leavers?: readonly ReportLeaver[];
  readonly changes?: readonly AccessChange[];
  /** Of organizations that were read live; absent where none was. */
  readonly live?: readonly ReportLive[];
}

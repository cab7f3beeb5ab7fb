/** The wording, chosen once for every format: verbs, signs, causes, codes, guards, outcomes, counts. */
import { termDirections, verbs } from "../model/plan.ts";
import type { Cause, GuardName, Plan, TermDirection, Verb, WithheldCode } from "../model/plan.ts";
import type { OutcomeStatus } from "../model/outcome.ts";
import { plural } from "../model/text.ts";

/** What an action does to the live side: adds, alters, takes away, hands over. */
export type Sign = "+" | "~" | "-" | ">";

interface VerbWords {
  readonly sign: Sign;
  /** "join team": to stand in a line before the name. */
  readonly infinitive: string;
  /** After a count: "to invite", "team to create". A noun that comes first takes the plural. */
  readonly toDo: string;
  /** After a count: "invited", "team created". */
  readonly done: string;
  /** Somebody is left with less than before. */
  readonly loss: boolean;
}

function words(
  sign: Sign,
  infinitive: string,
  counted: readonly [toDo: string, done: string],
  loss = false,
): VerbWords {
  return { sign, infinitive, toDo: counted[0], done: counted[1], loss };
}

const verbTable: Readonly<Record<Verb, VerbWords>> = {
  invite: words("+", "invite", ["to invite", "invited"]),
  reinvite: words("+", "invite again", ["to invite again", "invited again"]),
  correct_invitation: words("~", "correct invitation", ["invitation to correct", "invitation corrected"]),
  cancel_invitation: words("-", "cancel invitation", ["invitation to cancel", "invitation cancelled"], true),
  reactivate: words("+", "reactivate", ["to reactivate", "reactivated"]),
  change_email: words("~", "change e-mail", ["e-mail to change", "e-mail changed"]),
  promote: words("~", "promote", ["to promote", "promoted"]),
  demote: words("~", "demote", ["to demote", "demoted"], true),
  change_role: words("~", "change role", ["role to change", "role changed"]),
  deactivate: words("-", "deactivate", ["to deactivate", "deactivated"], true),
  remove: words("-", "remove", ["to remove", "removed"], true),
  create_role: words("+", "create role", ["role to create", "role created"]),
  update_role: words("~", "update role", ["role to update", "role updated"]),
  delete_role: words("-", "delete role", ["role to delete", "role deleted"], true),
  create_team: words("+", "create team", ["team to create", "team created"]),
  rename_team: words("~", "rename team", ["team to rename", "team renamed"]),
  update_team: words("~", "update team", ["team to update", "team updated"]),
  delete_team: words("-", "delete team", ["team to delete", "team deleted"], true),
  join_team: words("+", "join team", ["to join a team", "joined a team"]),
  change_team_role: words("~", "change team role", ["team role to change", "team role changed"]),
  leave_team: words("-", "leave team", ["to leave a team", "left a team"], true),
  share: words("+", "share", ["to share", "shared"]),
  change_share: words("~", "change share", ["share to change", "share changed"]),
  unshare: words("-", "unshare", ["to unshare", "unshared"], true),
  // The subject of these says "service account" or "key" already.
  create_service_account: words("+", "create", ["service account to create", "service account created"]),
  update_service_account: words("~", "update", ["service account to update", "service account updated"]),
  delete_service_account: words(
    "-",
    "delete",
    ["service account to delete", "service account deleted"],
    true,
  ),
  create_key: words("+", "create", ["key to create", "key created"]),
  rotate_key: words("~", "rotate", ["key to rotate", "key rotated"]),
  revoke_key: words("-", "revoke", ["key to revoke", "key revoked"], true),
  transfer: words(">", "transfer", ["to transfer", "transferred"]),
};

/** The words for a verb. */
export function verbWords(verb: Verb): VerbWords {
  return verbTable[verb];
}

/** What causes are called as headings. */
export const causeHeadings: Readonly<Record<Cause, string>> = {
  change: "asked for by this change",
  due: "due: a date in the files has come",
  unfinished: "left unfinished by an earlier run",
  drift: "drift: the live organization moved away from the files",
};

interface CauseTitles {
  readonly all: string;
  /** Where some of it stands above already. */
  readonly rest: string;
}

/** What a table of changes is called, on a pull request. */
export const causeTitles: Readonly<Record<Cause, CauseTitles>> = {
  change: { all: "What this change does", rest: "What else this change does" },
  due: {
    all: "Due: a date in the files has come",
    rest: "Also due: a date in the files has come",
  },
  unfinished: {
    all: "Left unfinished by an earlier run",
    rest: "Also left unfinished by an earlier run",
  },
  drift: { all: "Drift that is set back", rest: "Further drift that is set back" },
};

interface WithheldWords {
  readonly heading: string;
  /** True when somebody must decide something, so that apply ends with exit code 4. */
  readonly decision: boolean;
}

/** What withheld changes are called, in the order in which they are shown: first what somebody must decide. */
export const withheldWords: Readonly<Record<WithheldCode, WithheldWords>> = {
  ambiguous: { heading: "unclear which live object is meant", decision: true },
  probable_rename: { heading: "looks like a rename", decision: true },
  declined: { heading: "declined, or left by themselves", decision: true },
  unsupported: { heading: "not supported by the provider", decision: true },
  unreviewed: { heading: "not in the reviewed plan", decision: true },
  no_successor: { heading: "nobody to hand over to", decision: true },
  no_target: { heading: "no place to deliver a key to", decision: true },
  depends: { heading: "depends on something else", decision: true },
  waiting: { heading: "waiting", decision: false },
  no_seat: { heading: "no free seat", decision: false },
  drift: { heading: "drift, reported only", decision: false },
  unmanaged: { heading: "live, but in no file", decision: false },
};

/** What a guard looks at, as a heading. */
export const guardHeadings: Readonly<Record<GuardName, string>> = {
  min_admins: "too few admins",
  protected: "a protected person would lose access",
  self: "muster would lock itself out",
  max_loss: "too much would be lost at once",
  max_changes: "too many changes at once",
  empty: "the files declare nobody",
  coverage: "the organization was not read to the end",
  adoption: "first run on this connection",
};

/** What the outcomes are called. */
export const outcomeWords: Readonly<Record<OutcomeStatus, string>> = {
  done: "done",
  already: "already so",
  failed: "failed",
  skipped: "skipped",
  stale: "stale",
  not_started: "not started",
  unknown: "unknown",
};

/** Counts per verb, in the order of the verbs. */
export function countVerbs(used: Iterable<Verb>): Map<Verb, number> {
  const counted = new Map<Verb, number>();
  for (const verb of used) counted.set(verb, (counted.get(verb) ?? 0) + 1);
  return new Map(
    verbs.flatMap((verb) => {
      const count = counted.get(verb);
      return count === undefined ? [] : [[verb, count] as const];
    }),
  );
}

/** "1 to invite, 2 teams to create"; empty for no actions. */
export function countsToDo(used: Iterable<Verb>): string {
  return [...countVerbs(used)].map(([verb, count]) => counted(count, verbTable[verb].toDo)).join(", ");
}

/** "2 invited, 1 team created"; empty for none. */
export function countsDone(used: Iterable<Verb>): string {
  return [...countVerbs(used)].map(([verb, count]) => counted(count, verbTable[verb].done)).join(", ");
}

function counted(count: number, phrase: string): string {
  const noun = /^(?:team role|service account|invitation|e-mail|role|team|share|key)(?= )/.exec(phrase)?.[0];
  return noun === undefined ? `${count} ${phrase}` : `${plural(count, noun)}${phrase.slice(noun.length)}`;
}

/** What is withheld, counted for a summary: "1 needs a decision", "2 waiting", "90 in no file". */
export function countsWithheld(codes: readonly WithheldCode[]): string[] {
  const count = (test: (code: WithheldCode) => boolean): number => codes.filter(test).length;
  const decisions = count((code) => withheldWords[code].decision);
  const parts: readonly (readonly [number, string])[] = [
    [decisions, decisions === 1 ? "needs a decision" : "need a decision"],
    [count((code) => code === "waiting"), "waiting"],
    [count((code) => code === "no_seat"), "without a free seat"],
    [count((code) => code === "drift"), "drifted, reported only"],
    [count((code) => code === "unmanaged"), "in no file"],
  ];
  return parts.filter(([number]) => number > 0).map(([number, words]) => `${number} ${words}`);
}

/** Above what was not read. */
export const unreadHeading = "not read to the end";
/** Above what leaving left to be done. */
export const tasksHeading = "still to be done since somebody left";

/** "since 2026-11-02", or that nobody knows. */
export function sinceWords(since: string | null): string {
  return since === null ? "nobody knows since when" : `since ${since}`;
}

/** Above changes of terms. */
export const termHeadings: Readonly<Record<TermDirection, string>> = {
  longer: "lasts longer",
  earlier: "ends earlier",
  changed: "other terms",
};

/** "1 lasts longer, 2 end earlier"; empty for none. */
function countsTerms(directions: readonly TermDirection[]): string {
  return termDirections
    .map((direction) => ({ direction, count: directions.filter((other) => other === direction).length }))
    .filter(({ count }) => count > 0)
    .map(({ direction, count }) => `${count} ${countedTerms[direction][count === 1 ? 0 : 1]}`)
    .join(", ");
}

/** "2 to invite, 1 lasts longer": what is done, and what holds for another time than before; empty for neither. */
export function countsSaid(used: Iterable<Verb>, directions: readonly TermDirection[]): string {
  return [countsToDo(used), countsTerms(directions)].filter((text) => text !== "").join(", ");
}

const countedTerms: Readonly<Record<TermDirection, readonly [one: string, several: string]>> = {
  longer: ["lasts longer", "last longer"],
  earlier: ["ends earlier", "end earlier"],
  changed: ["other term", "other terms"],
};

/** Above what the files end soon. */
export const endingHeading = "ends within 14 days";

/** What to know of a plan for another day. */
export function plannedFor(day: string): string {
  return `planned for ${day}, as what is live now would have it: nothing of it is applied today`;
}

/** "412 members, 18 teams, 6 service accounts"; service accounts only where there are some. */
export function liveWords(live: Plan["live"]): string {
  const accounts = live.service_accounts > 0 ? `, ${plural(live.service_accounts, "service account")}` : "";
  return `${plural(live.members, "member")}, ${plural(live.teams, "team")}${accounts}`;
}

/** The wording, chosen once for every format: verbs, signs, causes, codes, guards, outcomes, counts. */
import { specOf, verbs } from "../kinds/verbs.ts";
import { termDirections } from "../model/term.ts";
import type { Cause, Plan, Verb, WithheldCode } from "../model/plan.ts";
import type { TermDirection } from "../model/term.ts";
import type { Outcome, OutcomeStatus } from "../model/outcome.ts";
import { plural } from "../model/text.ts";

/** What causes are called as headings. */
export const causeHeadings: Readonly<Record<Cause, string>> = {
  change: "asked for by this change",
  due: "due: a date has come, or somebody left",
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
    all: "Due: a date has come, or somebody left",
    rest: "Also due: a date has come, or somebody left",
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
  stranger: { heading: "somebody else is called so now", decision: true },
  unknown_account: { heading: "nobody is called so at the service", decision: true },
  declined: { heading: "declined, or left by themselves", decision: true },
  unsupported: { heading: "not supported by the provider", decision: true },
  unreviewed: { heading: "not in the reviewed plan", decision: true },
  no_successor: { heading: "nobody to hand over to", decision: true },
  no_target: { heading: "no place to deliver a key to", decision: true },
  clock: { heading: "a date causes it, and the clocks disagree", decision: true },
  depends: { heading: "depends on something else", decision: true },
  waiting: { heading: "waiting", decision: false },
  no_seat: { heading: "no free seat", decision: false },
  quota: { heading: "more than the service lets through in a day", decision: false },
  drift: { heading: "drift, reported only", decision: false },
  new_by_sso: { heading: "new, by SSO", decision: false },
  managed_elsewhere: { heading: "managed elsewhere", decision: false },
  not_targeted: { heading: "outside of --target", decision: false },
  unmanaged: { heading: "live, but in no file", decision: false },
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

/** What has come to nothing, or not to all, in the order in which it matters. */
export const undoneOrder: readonly OutcomeStatus[] = ["failed", "unknown", "stale", "skipped", "not_started"];

/** "1 already so, 1 failed": how many outcomes have each status, of those that any has. */
export function countsUndone(outcomes: readonly Outcome[], order: readonly OutcomeStatus[]): string[] {
  return order.flatMap((status) => {
    const count = outcomes.filter((outcome) => outcome.status === status).length;
    return count === 0 ? [] : [`${count} ${outcomeWords[status]}`];
  });
}

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
  return [...countVerbs(used)].map(([verb, count]) => counted(count, verb, "toDo")).join(", ");
}

/** "2 invited, 1 team created"; empty for none. */
export function countsDone(used: Iterable<Verb>): string {
  return [...countVerbs(used)].map(([verb, count]) => counted(count, verb, "done")).join(", ");
}

function counted(count: number, verb: Verb, when: "toDo" | "done"): string {
  const { words } = specOf(verb);
  return `${words.noun === undefined ? String(count) : plural(count, words.noun)} ${words[when]}`;
}

/** What is withheld, counted for a summary: "1 needs a decision", "2 waiting", "90 in no file". */
export function countsWithheld(codes: readonly WithheldCode[]): string[] {
  const count = (test: (code: WithheldCode) => boolean): number => codes.filter(test).length;
  const decisions = count((code) => withheldWords[code].decision);
  const parts: readonly (readonly [number, string])[] = [
    [decisions, decisions === 1 ? "needs a decision" : "need a decision"],
    [count((code) => code === "waiting"), "waiting"],
    [count((code) => code === "no_seat"), "without a free seat"],
    [count((code) => code === "quota"), "left to another day"],
    [count((code) => code === "drift"), "drifted, reported only"],
    [count((code) => code === "new_by_sso"), "new, by SSO"],
    [count((code) => code === "managed_elsewhere"), "managed elsewhere"],
    [count((code) => code === "not_targeted"), "outside of --target"],
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

/** A plan for everybody's eyes: of people that no file names nothing is left but how many there are. */
import type { Json, JsonObject } from "../model/json.ts";
import type { Action, FollowUp, Plan, Verb, Withheld } from "../model/plan.ts";
import type { Source } from "../model/diagnostic.ts";
import { fold } from "../model/text.ts";
import { countVerbs } from "./words.ts";

/** What stands where an address was. */
const somebody = "(somebody that no file names)";

/** What everybody may see, and how much of the plan it is not. */
export interface PublicPlan {
  readonly plan: Plan;
  readonly hidden: number;
  /** Actions of high risk among the hidden. */
  readonly hiddenHighRisk: number;
}

/**
 * The plan without whatever is about people outside `named` (keys of members that files name), and how much that was:
 * actions, withheld changes, follow-ups and notes. What stays names none of them: in sentences that must stay (a
 * guard's) their addresses are replaced. The counts are of what stays, the fingerprint is the whole plan's.
 */
export function publicPlan(plan: Plan, named: ReadonlySet<string>): PublicPlan {
  const judge = judgeOf(named);
  const actions = plan.actions.filter((action) => judge.isOpen(action));
  const withheld = plan.withheld.filter((item) => judge.isOpen({ ...item, before: null, after: null }));
  const followUps = plan.follow_ups.filter(
    ({ key, message }) => judge.isClear(key) && judge.isClear(message),
  );
  const notes = plan.notes.filter(judge.isClear);
  const hidden =
    plan.actions.length -
    actions.length +
    (plan.withheld.length - withheld.length) +
    (plan.follow_ups.length - followUps.length) +
    (plan.notes.length - notes.length);
  const shown: Plan = {
    organization: judge.masked(plan.organization),
    provider: judge.masked(plan.provider),
    id: judge.masked(plan.id),
    fingerprint: judge.masked(plan.fingerprint),
    actions: actions.map((action) => openAction(action, judge)),
    withheld: withheld.map((item) => openWithheld(item, judge)),
    findings: plan.findings.map((finding) => ({ ...finding, message: judge.masked(finding.message) })),
    follow_ups: followUps.map((item): FollowUp => ({ ...item, code: judge.masked(item.code) })),
    counts: countsOf(actions.map((action) => action.verb)),
    requests: plan.requests,
    acting: judge.masked(plan.acting),
    live: plan.live,
    notes,
    new_domains: plan.new_domains.map(judge.masked),
  };
  const shownIds = new Set(actions);
  const hiddenHighRisk = plan.actions.filter((item) => item.risk === "high" && !shownIds.has(item)).length;
  return { plan: shown, hidden, hiddenHighRisk };
}

/** A sentence (a failure's, say) in which the addresses of people outside `named` are replaced. */
export function publicText(text: string, named: ReadonlySet<string>): string {
  return judgeOf(named).masked(text);
}

function openAction(action: Action, judge: Judge): Action {
  const { uncovered, because } = action;
  return {
    ...action,
    id: judge.masked(action.id),
    needs: action.needs.filter(judge.isClear),
    source: openSource(action.source, judge),
    ...(because === undefined ? {} : { because: judge.masked(because) }),
    ...(uncovered === undefined ? {} : { uncovered: judge.masked(uncovered) }),
  };
}

function openWithheld(item: Withheld, judge: Judge): Withheld {
  return {
    ...item,
    id: judge.masked(item.id),
    message: judge.masked(item.message),
    waits_for: item.waits_for.filter(judge.isClear),
    source: openSource(item.source, judge),
  };
}

function openSource(source: Source | null, judge: Judge): Source | null {
  return source !== null && judge.isClear(source.file) ? source : null;
}

function countsOf(verbs: readonly Verb[]): Plan["counts"] {
  return Object.fromEntries(countVerbs(verbs));
}

type Judged = Pick<Action, "kind" | "key" | "before" | "after">;

/** What may be shown, once it is known who is named. */
interface Judge {
  /** True when a change is about nobody outside. */
  readonly isOpen: (item: Judged) => boolean;
  /** True when a text holds no address of anybody outside. */
  readonly isClear: (text: string) => boolean;
  /** The text with such addresses replaced. */
  readonly masked: (text: string) => string;
}

function judgeOf(named: ReadonlySet<string>): Judge {
  const isNamed = (key: string): boolean => named.has(fold(key));
  const masked = (text: string): string => (text.includes("@") ? maskedText(text, isNamed) : text);
  const isClear = (text: string): boolean => masked(text) === text;
  const isOpen = ({ kind, key, before, after }: Judged): boolean =>
    isOpenKey({ kind, key }, isNamed, isClear) && isClearJson(before, isClear) && isClearJson(after, isClear);
  return { isOpen, isClear, masked };
}

function isClearJson(value: Json, isClear: (text: string) => boolean): boolean {
  if (typeof value === "string") return isClear(value);
  if (value === null || typeof value !== "object") return true;
  if (Array.isArray(value)) return value.every((item: Json) => isClearJson(item, isClear));
  return Object.entries(value as JsonObject).every(
    ([name, item]) => isClear(name) && isClearJson(item, isClear),
  );
}

/** In keys an address stands beside signs that an address itself may hold, so each kind is cut where it has to be. */
function isOpenKey(
  { kind, key }: Pick<Judged, "kind" | "key">,
  isNamed: (key: string) => boolean,
  isClear: (text: string) => boolean,
): boolean {
  switch (kind) {
    case "member":
      return isNamed(key);
    case "team_membership": {
      const cut = key.indexOf("/");
      return cut >= 0 && isClear(key.slice(0, cut)) && isNamed(key.slice(cut + 1));
    }
    case "share": {
      const [, thing = "", member] = /^(.*)\/member:(.*)$/s.exec(key) ?? [];
      return member === undefined ? isClear(key) : isClear(thing) && isNamed(member);
    }
    case "key": {
      // A person's key is `E-MAIL/ID`; a service account's name holds no "@".
      const [, holder, name = ""] = /^([^@]*@[^/]*)\/(.*)$/s.exec(key) ?? [];
      return holder === undefined ? isClear(key) : isNamed(holder) && isClear(name);
    }
    case "ownership":
    case "team":
    case "role":
    case "service_account":
      return isClear(key);
  }
}

/** Runs without what ends an address in a sentence. Nothing that may stand within an address is taken for its surroundings. */
const runs = /[^\s"<>(),;[\]`]+/gu;

function maskedText(text: string, isNamed: (key: string) => boolean): string {
  return text.replace(runs, (run) => {
    if (!run.includes("@")) return run;
    let end = run.length;
    while (end > 0 && ".:!?'".includes(run.charAt(end - 1))) end -= 1;
    return isNamed(run.slice(0, end)) ? run : `${somebody}${run.slice(end)}`;
  });
}

/**
 * A plan as neutral lines: what is said, in which order and group, for every format alike. Pieces keep apart what is
 * ours and what is foreign, so that a format can escape and dress each in its own way.
 */
import { handleIn } from "../model/handle.ts";
import { causes, isBlocked, tasksLeft, withheldCodes } from "../model/plan.ts";
import type { Finding } from "../model/guard.ts";
import type {
  Action,
  Cause,
  EndingAccess,
  FollowUp,
  Plan,
  Risk,
  Verb,
  Withheld,
  WithheldCode,
} from "../model/plan.ts";
import type { TermChange, TermDirection } from "../model/term.ts";
import type { Source } from "../model/diagnostic.ts";
import { fold } from "../model/text.ts";
import { detailOf, takenText } from "./detail.ts";
import { own } from "../kinds/pieces.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import type { OpenTask } from "../model/task.ts";
import type { Piece } from "../kinds/pieces.ts";
import { specOf } from "../kinds/verbs.ts";
import { subjectOf } from "../kinds/kinds.ts";
import { termDetail, termSubject } from "./terms.ts";
import { bundleDetail, bundleSubject, inBundles } from "./transfers.ts";
import type { Sign } from "../kinds/verb.ts";
import { handSentences } from "./changedByHand.ts";
import { causeHeadings, withheldWords } from "./words.ts";

/** One action, or several that are told as one. */
export interface ActionLine {
  readonly sign: Sign;
  readonly verb: Verb;
  /** "invite", "join team". */
  readonly words: string;
  readonly subject: readonly Piece[];
  readonly detail: readonly Piece[];
  /** `members.yaml:4`, relative to the organization's folder; empty when no file names it. Foreign text. */
  readonly place: string;
  readonly source: Source | null;
  readonly risk: Risk;
  readonly cause: Cause;
  /** Somebody is left with less than before. */
  readonly loss: boolean;
  /** Admits somebody from a domain that is new to the organization. */
  readonly newDomain: boolean;
  /** How many actions it stands for. */
  readonly count: number;
}

/** Actions of one cause. The heading is empty when the plan knows one cause only. */
interface ActionGroup {
  readonly cause: Cause;
  readonly heading: string;
  readonly lines: readonly ActionLine[];
}

/** Of what is in no file, words and message are empty: the heading and the name say it all. */
export interface WithheldLine {
  readonly words: string;
  readonly subject: readonly Piece[];
  /** Foreign text. */
  readonly message: string;
  readonly place: string;
  readonly source: Source | null;
}

/** Withheld changes of one code. */
export interface WithheldGroup {
  readonly code: WithheldCode;
  readonly heading: string;
  readonly decision: boolean;
  /** How many there are, shown or not. */
  readonly count: number;
  readonly lines: readonly WithheldLine[];
}

/** One change of terms. */
export interface TermLine {
  readonly subject: readonly Piece[];
  readonly detail: readonly Piece[];
  readonly place: string;
  readonly source: Source | null;
  readonly direction: TermDirection;
  readonly risk: Risk;
  /** Why it does not hold yet; absent when it does. Foreign text. */
  readonly held?: string;
}

/** One organization's plan, ready to be dressed. Strings that are not from `words.ts` are foreign. */
export interface PlanView {
  readonly organization: string;
  readonly provider: string;
  readonly id: string;
  readonly acting: string;
  readonly live: Plan["live"];
  readonly blocked: boolean;
  /** Blocking findings first, then those that were lifted. */
  readonly findings: readonly Finding[];
  readonly groups: readonly ActionGroup[];
  readonly withheld: readonly WithheldGroup[];
  readonly followUps: readonly FollowUp[];
  /** What leaving left to be done already. */
  readonly tasks: readonly OpenTask[];
  /** Who changed by hand what differs; sentences. Foreign text. */
  readonly hands: readonly string[];
  /** What was not read to its end, each reason once. Foreign text. */
  readonly unread: readonly string[];
  readonly notes: readonly string[];
  /** Foreign text. */
  readonly newDomains: readonly string[];
  /** First what lasts longer. */
  readonly terms: readonly TermLine[];
  /** How the rules themselves change: what loosens first. Foreign text. */
  readonly policy: readonly PolicyChange[];
  /** What ends soon, by day. */
  readonly ending: readonly EndingAccess[];
  /** The day that it is planned for, where that is another than today's. */
  readonly at?: string;
  readonly highRisk: number;
  readonly verbs: readonly Verb[];
  readonly withheldCodes: readonly WithheldCode[];
  /** The first 8 digits. */
  readonly fingerprint: string;
  readonly requests: number;
}

/** How many things that no file names are shown by name. */
const unmanagedShown = 10;

/** The view of a plan. Total: whatever stands in `before` and `after`, a line comes out. */
export function viewPlan(plan: Plan): PlanView {
  return {
    organization: plan.organization,
    provider: plan.provider,
    id: plan.id,
    acting: plan.acting,
    live: plan.live,
    blocked: isBlocked(plan),
    findings: [
      ...plan.findings.filter((finding) => finding.severity === "block"),
      ...plan.findings.filter((finding) => finding.severity === "warn"),
    ],
    groups: groupActions(plan),
    withheld: groupWithheld(plan),
    followUps: plan.follow_ups,
    tasks: tasksLeft(plan),
    hands: handSentences(plan),
    unread: [...new Set((plan.unread ?? []).map(({ reason }) => reason))],
    notes: plan.notes,
    newDomains: plan.new_domains,
    terms: (plan.terms ?? []).map((term) => termLine(term, plan.organization)),
    policy: untoldRules(plan),
    ending: plan.ending ?? [],
    ...(plan.at === undefined ? {} : { at: plan.at }),
    highRisk: [...plan.actions, ...(plan.terms ?? [])].filter((item) => item.risk === "high").length,
    verbs: plan.actions.map((action) => action.verb),
    withheldCodes: undoneCodes(plan),
    fingerprint: plan.fingerprint.slice(0, 8),
    requests: plan.requests,
  };
}

/** A waiver that lasts longer stands among the terms already. */
function untoldRules({ policy_changes: changes = [], terms = [] }: Plan): readonly PolicyChange[] {
  const isTold = terms.some(({ kind, what }) => kind === "organization" && what === "waiver");
  return isTold ? changes.filter(({ setting }) => setting !== "waivers") : changes;
}

/** Why things are not done, or do not hold yet, each as often as it occurs. */
export function undoneCodes({ withheld, terms = [] }: Plan): WithheldCode[] {
  return [
    ...withheld.map((item) => item.code),
    ...terms.flatMap(({ held }) => (held === undefined ? [] : [held.code])),
  ];
}

/** One change of terms as a line. */
function termLine(term: TermChange, organization: string): TermLine {
  const { source, direction, risk, held } = term;
  return {
    subject: termSubject(term),
    detail: termDetail(term),
    place: placeIn(source, organization),
    source,
    direction,
    risk,
    ...(held === undefined ? {} : { held: held.message }),
  };
}

function groupActions(plan: Plan): ActionGroup[] {
  const groups = causes.flatMap((cause) => {
    const lines = inBundles(plan.actions.filter((action) => action.cause === cause)).flatMap((bundle) =>
      bundleLine(bundle, plan),
    );
    return lines.length === 0 ? [] : [{ cause, heading: causeHeadings[cause], lines }];
  });
  const [only] = groups;
  return groups.length === 1 && only !== undefined && only.cause === "change"
    ? [{ ...only, heading: "" }]
    : groups;
}

type Setting = Pick<Plan, "organization" | "provider" | "new_domains">;

/** One action as a line. */
export function actionLine(action: Action, { organization, provider, new_domains }: Setting): ActionLine {
  const { words, loss } = specOf(action.verb);
  return {
    sign: words.sign,
    verb: action.verb,
    words: words.infinitive,
    subject: subjectOf(action),
    detail: detailOf(action, provider),
    place: placeIn(action.source, organization),
    source: action.source,
    risk: action.risk,
    cause: action.cause,
    loss: typeof loss === "string",
    newDomain: admits(action, new_domains),
    count: 1,
  };
}

function admits({ verb, key, after }: Action, newDomains: readonly string[]): boolean {
  if (newDomains.length === 0) return false;
  if (specOf(verb).admits !== true && verb !== "change_email") return false;
  const email = handleIn(after) ?? key;
  return newDomains.includes(fold(email.slice(email.lastIndexOf("@") + 1)));
}

function bundleLine(bundle: readonly Action[], plan: Setting): ActionLine[] {
  const lines = bundle.map((action) => actionLine(action, plan));
  const [first] = lines;
  if (first === undefined || lines.length === 1) return lines;
  const samePlace = lines.every((line) => line.place === first.place);
  return [
    {
      ...first,
      subject: bundleSubject(bundle),
      detail: bundleDetail(bundle),
      place: samePlace ? first.place : "",
      source: samePlace ? first.source : null,
      count: lines.length,
    },
  ];
}

function groupWithheld(plan: Plan): WithheldGroup[] {
  const order = [...withheldCodes].sort((a, b) => withheldOrder.indexOf(a) - withheldOrder.indexOf(b));
  return order.flatMap((code) => {
    const all = plan.withheld.filter((item) => item.code === code);
    if (all.length === 0) return [];
    const shown = code === "unmanaged" || code === "not_targeted" ? all.slice(0, unmanagedShown) : all;
    const lines = saidOnce(shown, plan.organization);
    return [{ code, ...withheldWords[code], count: all.length, lines }];
  });
}

/** What holds two things back alike, such as the two sides of a rename, is said at the first. */
function saidOnce(items: readonly Withheld[], organization: string): WithheldLine[] {
  const said = new Map<string, string>();
  return items.map((item) => {
    const first = item.code === "probable_rename" ? said.get(item.message) : undefined;
    if (first === undefined) said.set(item.message, item.key);
    return withheldLine(
      first === undefined ? item : { ...item, message: `see ${first} above` },
      organization,
    );
  });
}

function withheldLine(item: Withheld, organization: string): WithheldLine {
  const subject = subjectOf({ ...item, before: null, after: null });
  const named = item.code === "unmanaged";
  // Of a team or a role the verb says what it is; without the verb, a word of its own must.
  const bare = named && (item.kind === "team" || item.kind === "role");
  return {
    words: named ? "" : specOf(item.verb).words.infinitive,
    subject: bare ? [own(`${item.kind} `), ...subject] : subject,
    message:
      named || item.code === "not_targeted"
        ? ""
        : [item.message, takenText(item.takes)].filter((part) => part !== "").join("; "),
    place: placeIn(item.source, organization),
    source: item.source,
  };
}

const withheldOrder = Object.keys(withheldWords);

/** `access/acme/members.yaml`, line 7 -> `members.yaml:7`; the whole path when the folder is not in it. */
export function placeIn(source: Source | null, organization: string): string {
  if (source === null) return "";
  const folder = `/${organization}/`;
  const at = `/${source.file}`.lastIndexOf(folder);
  const file = at < 0 ? source.file : `/${source.file}`.slice(at + folder.length);
  return `${file}:${source.line}`;
}

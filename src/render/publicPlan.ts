/** A plan for everybody's eyes: of people that no file names nothing is left but how many there are. */
import { kindOf } from "../kinds/kinds.ts";
import { kinds, type Kind } from "../model/entity.ts";
import type { Plan, Verb } from "../model/plan.ts";
import { fold } from "../model/text.ts";
import { countVerbs } from "./words.ts";

/** What stands where an address was. */
const somebody = "(somebody that no file names)";

/** What everybody may see, and how much of the plan it is not. */
interface PublicPlan {
  readonly plan: Plan;
  readonly hidden: number;
  /** Actions of high risk among the hidden. */
  readonly hiddenHighRisk: number;
}

/**
 * The plan without whatever is about people outside `named` (keys of members that files name), and how much that was:
 * each of the plan's lists loses its items that are about them. What stays names none of them: wherever else their
 * addresses stand (in a guard's sentence, in a field that this version does not know) they are replaced. The counts
 * are of what stays, the fingerprint is the whole plan's.
 */
export function publicPlan(plan: Plan, named: ReadonlySet<string>): PublicPlan {
  const judge = judgeOf(named);
  const hidden: unknown[] = [];
  const isShown = (name: string, item: unknown): boolean => {
    const shown = isOpenItem(item, judge);
    // What is only kept in mind is told to nobody, and nobody misses it.
    if (!shown && name !== "kept_terms") hidden.push(item);
    return shown;
  };
  const fields = Object.entries(plan).map(([name, value]: [string, unknown]) => [
    name,
    Array.isArray(value)
      ? value.filter((item) => isShown(name, item)).map((item: unknown) => openItem(item, judge))
      : openValue(value, judge),
  ]);
  // Texts became texts, and everything else stayed what it is.
  const shown = Object.fromEntries(fields) as Plan;
  return {
    plan: { ...shown, counts: countsOf(shown.actions.map((action) => action.verb)) },
    hidden: hidden.length,
    hiddenHighRisk: hidden.filter(
      (item) => fieldOf(item, "kind") !== undefined && fieldOf(item, "risk") === "high",
    ).length,
  };
}

/** A sentence (a failure's, say) in which the addresses of people outside `named` are replaced. */
export function publicText(text: string, named: ReadonlySet<string>): string {
  return judgeOf(named).masked(text);
}

/** False for an item of one of the plan's lists that is about somebody outside. A finding is about the whole plan. */
function isOpenItem(item: unknown, judge: Judge): boolean {
  if (typeof item === "string") return judge.isClear(item);
  const key = fieldOf(item, "key");
  if (typeof key !== "string") return true;
  const kind = kindIn(item);
  if (kind === undefined) return isClearJson(item, judge.isClear);
  return judge.isOpen({ kind, key, before: fieldOf(item, "before"), after: fieldOf(item, "after") });
}

/** What stays of an item that is open. The key of a known kind was judged as what it is, and stays. */
function openItem(item: unknown, judge: Judge): unknown {
  const open = openValue(item, judge);
  return kindIn(item) === undefined || typeof open !== "object"
    ? open
    : { ...open, key: fieldOf(item, "key") };
}

function kindIn(item: unknown): Kind | undefined {
  return kinds.find((known) => known === fieldOf(item, "kind"));
}

function fieldOf(item: unknown, name: string): unknown {
  return typeof item === "object" && item !== null
    ? (item as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** The same value with each address of somebody outside replaced, whatever fields it has. */
function openValue(value: unknown, judge: Judge): unknown {
  if (typeof value === "string") return judge.masked(value);
  if (Array.isArray(value)) return value.map((item: unknown) => openValue(item, judge));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]: [string, unknown]) => [
      judge.masked(name),
      name === "source" && !isClearJson(inside, judge.isClear) ? null : openValue(inside, judge),
    ]),
  );
}

function countsOf(verbs: readonly Verb[]): Plan["counts"] {
  return Object.fromEntries(countVerbs(verbs));
}

interface Judged {
  readonly kind: Kind;
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

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

function isClearJson(value: unknown, isClear: (text: string) => boolean): boolean {
  if (typeof value === "string") return isClear(value);
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(
    ([name, item]: [string, unknown]) => isClear(name) && isClearJson(item, isClear),
  );
}

/** In keys an address stands beside signs that an address itself may hold, so each kind says whom its key names. */
function isOpenKey(
  { kind, key }: Pick<Judged, "kind" | "key">,
  isNamed: (key: string) => boolean,
  isClear: (text: string) => boolean,
): boolean {
  const said = kindOf(kind).personIn?.(key);
  return said === undefined ? isClear(key) : isNamed(said.person) && isClear(said.rest);
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

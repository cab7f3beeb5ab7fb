/** Plans as the JSON file that `plan --out` writes and `apply --plan` reads: the same bytes for the same plans. */
import type { Json, JsonObject } from "../model/json.ts";
import type { Terms } from "../model/entity.ts";
import { verbs } from "../model/plan.ts";
import type { Action, Plan, PlanFile, Verb, Withheld } from "../model/plan.ts";
import type { Source } from "../model/diagnostic.ts";
import { compareText } from "../model/text.ts";
import { visibleJson } from "./escape.ts";

/** The plans as a plan file: two spaces, keys in a fixed order, a newline at the end, hidden characters as escapes. */
export function planJson(plans: readonly Plan[]): string {
  const file: PlanFile = { schema_version: 1, organizations: plans.map(orderedPlan) };
  return `${visibleJson(JSON.stringify(file, null, 2))}\n`;
}

function orderedPlan(plan: Plan): Plan {
  return {
    organization: plan.organization,
    provider: plan.provider,
    id: plan.id,
    fingerprint: plan.fingerprint,
    actions: plan.actions.map(orderedAction),
    withheld: plan.withheld.map(orderedWithheld),
    findings: plan.findings.map(({ guard, severity, message, numbers }) => ({
      guard,
      severity,
      message,
      numbers: sortedRecord(numbers),
    })),
    follow_ups: plan.follow_ups.map(({ code, key, message, risk }) => ({ code, key, message, risk })),
    counts: orderedCounts(plan.counts),
    requests: plan.requests,
    acting: plan.acting,
    live: {
      members: plan.live.members,
      teams: plan.live.teams,
      service_accounts: plan.live.service_accounts,
    },
    notes: [...plan.notes],
    new_domains: [...plan.new_domains],
    ...(plan.ending === undefined
      ? {}
      : { ending: plan.ending.map(({ kind, key, day, message }) => ({ kind, key, day, message })) }),
    ...(plan.at === undefined ? {} : { at: plan.at }),
  };
}

function orderedAction(action: Action): Action {
  return {
    id: action.id,
    phase: action.phase,
    verb: action.verb,
    kind: action.kind,
    key: action.key,
    cause: action.cause,
    before: action.before === null ? null : sortedObject(action.before),
    after: action.after === null ? null : sortedObject(action.after),
    needs: [...action.needs],
    risk: action.risk,
    source: orderedSource(action.source),
    ...(action.because === undefined ? {} : { because: action.because }),
    ...(action.terms === undefined ? {} : { terms: orderedTerms(action.terms) }),
    ...(action.uncovered === undefined ? {} : { uncovered: action.uncovered }),
  };
}

function orderedTerms(terms: Terms): Terms {
  return Object.fromEntries(Object.entries(terms).sort(([a], [b]) => compareText(a, b)));
}

function orderedWithheld(item: Withheld): Withheld {
  const { code, verb, kind, key, message, waits_for, id } = item;
  return {
    code,
    verb,
    kind,
    key,
    message,
    waits_for: [...waits_for],
    id,
    source: orderedSource(item.source),
  };
}

function orderedSource(source: Source | null): Source | null {
  return source === null ? null : { file: source.file, line: source.line, column: source.column };
}

function orderedCounts(counts: Plan["counts"]): Plan["counts"] {
  return Object.fromEntries(
    verbs.flatMap((verb): [Verb, number][] => {
      const count = counts[verb];
      return count === undefined ? [] : [[verb, count]];
    }),
  );
}

function sortedRecord<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => compareText(a, b)));
}

function sortedObject(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, value]) => [key, sortedValue(value)]),
  );
}

function sortedValue(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => sortedValue(item));
  return typeof value === "object" && value !== null ? sortedObject(value as JsonObject) : value;
}

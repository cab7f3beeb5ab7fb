/** A plan file read back: checked field by field, so that nothing after it can meet a value of another shape. */
import type { Source } from "../model/diagnostic.ts";
import { kinds, type Terms } from "../model/entity.ts";
import { causes, guardNames, phaseNames, verbs, withheldCodes } from "../model/plan.ts";
import type {
  Action,
  EndingAccess,
  Finding,
  FollowUp,
  Phase,
  Plan,
  PlanFile,
  Verb,
  Withheld,
} from "../model/plan.ts";
import { Checker } from "./check.ts";
import type { Fields } from "./check.ts";

/** Plan files above this are refused before they are parsed; counted in UTF-16 code units. */
export const maxPlanFileLength = 16 * 1024 * 1024;

/**
 * The plan file that the text holds, or why it is none, as a sentence with the place in the file. Fields that this
 * version does not know are left out.
 */
export function parsePlanFile(text: string): PlanFile | { readonly error: string } {
  if (text.length > maxPlanFileLength) return wrong("is larger than 16 MB, which no plan is");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong("is not JSON");
  }
  const check = new Checker();
  const file = check.object(value, "the file");
  const version = file.has("schema_version") ? file.get("schema_version") : undefined;
  if (check.problem === undefined && version !== 1) {
    const found = typeof version === "number" ? `has schema_version ${version}` : "has no schema_version";
    return wrong(`${found}; this muster reads 1`);
  }
  const organizations = check.list(file.get("organizations"), "organizations", (item, path) =>
    readPlan(check, item, path),
  );
  if (check.problem !== undefined) return wrong(`cannot be used: ${check.problem}`);
  return { schema_version: 1, organizations };
}

function wrong(what: string): { readonly error: string } {
  return { error: `The plan file ${what}. Make it again with "muster plan --out FILE".` };
}

function readPlan(check: Checker, value: unknown, path: string): Plan {
  const plan = check.object(value, path);
  const live = check.object(plan.get("live"), `${path}.live`);
  return {
    organization: check.text(plan, "organization"),
    provider: check.text(plan, "provider"),
    id: check.text(plan, "id"),
    fingerprint: check.text(plan, "fingerprint"),
    actions: check.list(plan.get("actions"), `${path}.actions`, (item, at) => readAction(check, item, at)),
    withheld: check.list(plan.get("withheld"), `${path}.withheld`, (item, at) =>
      readWithheld(check, item, at),
    ),
    findings: check.list(plan.get("findings"), `${path}.findings`, (item, at) =>
      readFinding(check, item, at),
    ),
    follow_ups: check.list(plan.get("follow_ups"), `${path}.follow_ups`, (item, at) =>
      readFollowUp(check, item, at),
    ),
    counts: readCounts(check, plan.get("counts"), `${path}.counts`),
    requests: check.count(plan, "requests"),
    acting: check.text(plan, "acting"),
    live: {
      members: check.count(live, "members"),
      teams: check.count(live, "teams"),
      // Plan files of the first version do not count them.
      service_accounts: live.has("service_accounts") ? check.count(live, "service_accounts") : 0,
    },
    notes: check.texts(plan, "notes"),
    // Earlier plan files do not have them.
    new_domains: plan.has("new_domains") ? check.texts(plan, "new_domains") : [],
    ...(plan.has("ending")
      ? {
          ending: check.list(plan.get("ending"), `${path}.ending`, (item, at) => readEnding(check, item, at)),
        }
      : {}),
    ...(plan.has("at") ? { at: check.text(plan, "at") } : {}),
  };
}

const phases = Object.keys(phaseNames).map(Number) as readonly Phase[];
const risks = ["low", "high"] as const;
const severities = ["block", "warn"] as const;

function readAction(check: Checker, value: unknown, path: string): Action {
  const action = check.object(value, path);
  return {
    id: check.text(action, "id"),
    phase: check.oneOf(action, "phase", phases),
    verb: check.oneOf(action, "verb", verbs),
    kind: check.oneOf(action, "kind", kinds),
    key: check.text(action, "key"),
    cause: check.oneOf(action, "cause", causes),
    before: check.jsonOrNull(action, "before"),
    after: check.jsonOrNull(action, "after"),
    needs: check.texts(action, "needs"),
    risk: check.oneOf(action, "risk", risks),
    source: readSource(check, action),
    ...(action.has("because") ? { because: check.text(action, "because") } : {}),
    ...(action.has("terms") ? { terms: readTerms(check, action, path) } : {}),
    ...(action.has("uncovered") ? { uncovered: check.text(action, "uncovered") } : {}),
  };
}

const termFields = ["until", "role_until", "then", "ended", "approved_by"] as const;

function readTerms(check: Checker, action: Fields, path: string): Terms {
  const terms = check.object(action.get("terms"), `${path}.terms`);
  return {
    ...Object.fromEntries(
      termFields.filter((field) => terms.has(field)).map((field) => [field, check.text(terms, field)]),
    ),
    ...(terms.get("guest") === true ? { guest: true } : {}),
    ...(terms.get("joins_at_first_login") === true ? { joins_at_first_login: true } : {}),
  };
}

function readEnding(check: Checker, value: unknown, path: string): EndingAccess {
  const item = check.object(value, path);
  return {
    kind: check.oneOf(item, "kind", kinds),
    key: check.text(item, "key"),
    day: check.text(item, "day"),
    message: check.text(item, "message"),
  };
}

function readWithheld(check: Checker, value: unknown, path: string): Withheld {
  const item = check.object(value, path);
  return {
    code: check.oneOf(item, "code", withheldCodes),
    verb: check.oneOf(item, "verb", verbs),
    kind: check.oneOf(item, "kind", kinds),
    key: check.text(item, "key"),
    message: check.text(item, "message"),
    waits_for: check.texts(item, "waits_for"),
    id: check.text(item, "id"),
    source: readSource(check, item),
  };
}

function readFinding(check: Checker, value: unknown, path: string): Finding {
  const finding = check.object(value, path);
  const numbers = check.object(finding.get("numbers"), `${path}.numbers`);
  return {
    guard: check.oneOf(finding, "guard", guardNames),
    severity: check.oneOf(finding, "severity", severities),
    message: check.text(finding, "message"),
    numbers: Object.fromEntries(numbers.keys().map((key) => [key, check.number(numbers, key)])),
  };
}

function readFollowUp(check: Checker, value: unknown, path: string): FollowUp {
  const item = check.object(value, path);
  return {
    code: check.text(item, "code"),
    key: check.text(item, "key"),
    message: check.text(item, "message"),
    risk: check.oneOf(item, "risk", risks),
  };
}

/** Counts of verbs that a later version may add are left out, as every unknown field is. */
function readCounts(check: Checker, value: unknown, path: string): Plan["counts"] {
  const counts = check.object(value, path);
  return Object.fromEntries(
    verbs.filter((verb) => counts.has(verb)).map((verb): [Verb, number] => [verb, check.count(counts, verb)]),
  );
}

function readSource(check: Checker, parent: Fields): Source | null {
  if (parent.get("source") === null) return null;
  const source = check.object(parent.get("source"), `${parent.path}.source`);
  return {
    file: check.text(source, "file"),
    line: check.count(source, "line"),
    column: check.count(source, "column"),
  };
}

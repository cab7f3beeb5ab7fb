/** The fields of a plan file, each once: whoever adds one to the model is told by the compiler to add it here. */
import type { Source } from "../model/diagnostic.ts";
import type { Terms } from "../model/entities/carried.ts";
import { kinds, type Kind } from "../model/entity.ts";
import { guardNames } from "../model/guard.ts";
import { causes, phaseNames, unreadKinds, withheldCodes } from "../model/plan.ts";
import { termDirections, termFields, heldCodes } from "../model/term.ts";
import { checkSides, verbs } from "../kinds/verbs.ts";
import type { PolicyChange } from "../model/policyChange.ts";
import type { JsonObject } from "../model/json.ts";
import { taskKinds, type OpenTask } from "../model/task.ts";
import type { Finding } from "../model/guard.ts";
import type {
  Action,
  EndingAccess,
  FollowUp,
  HandSeen,
  Phase,
  Plan,
  PlanFile,
  Taken,
  Takes,
  Unread,
  Verb,
  Withheld,
} from "../model/plan.ts";
import type { TermChange } from "../model/term.ts";
import {
  count,
  flag,
  jsonOrNull,
  list,
  number,
  object,
  oneOf,
  optional,
  orNull,
  record,
  recordOf,
  since,
  text,
  unwritten,
  type Shape,
} from "../model/shape.ts";

const phases = Object.keys(phaseNames).map(Number) as readonly Phase[];
const risk = oneOf(["low", "high"] as const);

const source = orNull(object<Source>({ file: text, line: count, column: count }));

const terms = object<Terms>({
  approved_by: optional(text),
  ended: optional(text),
  guest: flag,
  joins_at_first_login: flag,
  role_until: optional(text),
  then: optional(text),
  until: optional(text),
  via: optional(text),
});

const taken = object<Taken>({ count, names: list(text) });
const takes = object<Takes>({
  members: optional(taken),
  places: optional(taken),
  shares: optional(taken),
  roles: optional(taken),
  teams: optional(taken),
  keys: optional(taken),
});

/** An action whose sides may be anything yet. */
interface Unchecked extends Omit<Action, "verb" | "kind" | "before" | "after"> {
  readonly verb: Verb;
  readonly kind: Kind;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

const unchecked = object<Unchecked>({
  id: text,
  phase: oneOf(phases),
  verb: oneOf(verbs),
  kind: oneOf(kinds),
  key: text,
  cause: oneOf(causes),
  before: jsonOrNull,
  after: jsonOrNull,
  needs: list(text),
  risk,
  source,
  because: optional(text),
  called: optional(text),
  terms: optional(terms),
  takes: optional(takes),
  uncovered: optional(text),
});

/** The sides of an action are what its verb says; they stay as they were written, since its id is a hash over them. */
const action: Shape<Action> = {
  read: (check, value, path) => {
    const found = unchecked.read(check, value, path);
    checkSides(check, found, path);
    return found as Action;
  },
  ordered: (value) => unchecked.ordered(value) as Action,
};

const withheld = object<Withheld>({
  code: oneOf(withheldCodes),
  verb: oneOf(verbs),
  kind: oneOf(kinds),
  key: text,
  message: text,
  waits_for: list(text),
  id: text,
  source,
  called: optional(text),
  takes: optional(takes),
  unreviewed: unwritten,
});

const finding = object<Finding>({
  guard: oneOf(guardNames),
  severity: oneOf(["block", "warn"] as const),
  message: text,
  numbers: record(number),
});

const followUp = object<FollowUp>({ code: text, key: text, message: text, risk });

const ending = object<EndingAccess>({ kind: oneOf(kinds), key: text, day: text, message: text });

const term = object<TermChange>({
  id: text,
  organization: text,
  kind: oneOf([...kinds, "organization"] as const),
  key: text,
  what: oneOf(termFields),
  before: orNull(text),
  after: orNull(text),
  direction: oneOf(termDirections),
  risk,
  source,
  held: optional(
    object<NonNullable<TermChange["held"]>>({
      code: oneOf(heldCodes),
      message: text,
    }),
  ),
});
/** Anything but false counts as true, which is the careful side. */
const unlessFalse: Shape<boolean> = {
  read: (_, value) => value !== false,
  ordered: (value) => value,
};
const policyChange = object<PolicyChange>({
  organization: text,
  setting: text,
  before: orNull(text),
  after: orNull(text),
  loosens: unlessFalse,
  source,
});
const task = object<OpenTask>({
  id: text,
  task: oneOf(taskKinds),
  person: text,
  key: text,
  object: text,
  message: text,
  since: orNull(text),
  opens: flag,
});
const hand = object<HandSeen>({
  kind: oneOf(kinds),
  key: text,
  actor: text,
  at: text,
  action: text,
});
const unread = object<Unread>({ kind: oneOf(unreadKinds), reason: text });

/** A plan as it stands in a plan file. */
export const planShape = object<Plan>({
  organization: text,
  provider: text,
  id: text,
  fingerprint: text,
  actions: list(action),
  withheld: list(withheld),
  findings: list(finding),
  follow_ups: list(followUp),
  counts: recordOf(verbs, count),
  requests: count,
  acting: text,
  live: object<Plan["live"]>({ members: count, teams: count, service_accounts: since(count, 0) }),
  notes: list(text),
  new_domains: since(list(text), []),
  ending: optional(list(ending)),
  terms: optional(list(term)),
  policy_changes: optional(list(policyChange)),
  kept_terms: optional(list(term)),
  unread: optional(list(unread)),
  hands: optional(list(hand)),
  hands_unread: optional(text),
  tasks: optional(list(task)),
  at: optional(text),
  target: optional(list(text)),
});

export const planFileShape = object<PlanFile>({
  schema_version: oneOf([1] as const),
  organizations: list(planShape),
});

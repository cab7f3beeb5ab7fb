/** The table of verbs: whoever asks what a verb is, asks here; no other place keeps a list of verbs. */
import type { Phase, Risk, Verb } from "../model/plan.ts";
import type { Draft, Loss } from "./draft.ts";
import { keySpecs } from "./key/verbs.ts";
import { memberSpecs } from "./member/verbs.ts";
import { ownershipSpecs } from "./ownership/verbs.ts";
import { roleSpecs } from "./role/verbs.ts";
import { serviceAccountSpecs } from "./account/verbs.ts";
import { shareSpecs } from "./share/verbs.ts";
import { teamSpecs } from "./team/verbs.ts";
import { membershipSpecs } from "./membership/verbs.ts";
import type { RiskContext, Sides, VerbSpec, VerbSpecs } from "./verb.ts";

const verbSpecs: VerbSpecs<Verb> = {
  ...memberSpecs,
  ...roleSpecs,
  ...teamSpecs,
  ...membershipSpecs,
  ...shareSpecs,
  ...serviceAccountSpecs,
  ...keySpecs,
  ...ownershipSpecs,
};

/** The definition of a verb. */
export function specOf(verb: Verb): VerbSpec {
  return verbSpecs[verb];
}

/** The phase of an action. */
export function phaseOf(verb: Verb, sides: Sides): Phase {
  const { phase } = verbSpecs[verb];
  return typeof phase === "function" ? phase(sides) : phase;
}

/** What would be lost, or null. */
export function lossOf(verb: Verb, sides: Sides): Loss | null {
  const { loss } = verbSpecs[verb];
  return typeof loss === "function" ? loss(sides) : loss;
}

/** What a reviewer must not overlook: any loss, and what the verb says of itself. */
export function riskOf(draft: Draft, context: RiskContext): Risk {
  const { risk } = verbSpecs[draft.verb];
  if (draft.loss !== null) return "high";
  return typeof risk === "function" ? risk(draft, context) : risk;
}

/** Whether it takes a seat, or gives one back. */
export function seatOf({ verb, ...sides }: Sides & { readonly verb: Verb }): "takes" | "frees" | undefined {
  const { seat } = verbSpecs[verb];
  return typeof seat === "function" ? seat(sides) : seat;
}

/** Whether it lets a person in, or changes what lets them in. */
export function isAboutAdmission(verb: Verb): boolean {
  return verbSpecs[verb].phase === 2;
}

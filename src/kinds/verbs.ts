/** The table of verbs: whoever asks what a verb is, asks here; no other place keeps a list of verbs. */
import type { Phase, Risk, Verb } from "../model/plan.ts";
import { verbs } from "../model/shapes.ts";
import type { Capabilities, Capability } from "../model/capability.ts";
import type { Checker } from "../model/check.ts";
import { kinds, perKind, type Kind } from "../model/entity.ts";
import type { SideShapes } from "./sides.ts";
import type { Draft, Loss } from "./draft.ts";
import { keySpecs } from "./key/verbs.ts";
import { memberSpecs } from "./member/verbs.ts";
import { ownershipSpecs } from "./ownership/verbs.ts";
import { roleSpecs } from "./role/verbs.ts";
import { roleGrantSpecs } from "./roleGrant/verbs.ts";
import { serviceAccountSpecs } from "./account/verbs.ts";
import { shareSpecs } from "./share/verbs.ts";
import { teamSpecs } from "./team/verbs.ts";
import { membershipSpecs } from "./membership/verbs.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import type { SidesOf } from "./step.ts";
import type { RiskContext, VerbSpec, VerbSpecs } from "./verb.ts";

const verbSpecs: VerbSpecs<Verb> = {
  ...memberSpecs,
  ...roleSpecs,
  ...teamSpecs,
  ...membershipSpecs,
  ...shareSpecs,
  ...serviceAccountSpecs,
  ...keySpecs,
  ...ownershipSpecs,
  ...roleGrantSpecs,
};

/** What a service can do as the table of capabilities, out of what it says of each verb. */
export function capabilitiesFrom(abilityOf: (verb: Verb, kind: Kind) => Capability): Capabilities {
  return perKind((kind) =>
    Object.fromEntries(
      verbs.flatMap((verb) => (kind in verbSpecs[verb].sides ? [[verb, abilityOf(verb, kind)]] : [])),
    ),
  );
}

/** The definition of a verb. */
export function specOf<V extends Verb>(verb: V): VerbSpec<V> {
  return verbSpecs[verb];
}

/** The phase of an action. */
export function phaseOf<V extends Verb>(verb: V, sides: SidesOf<V>, vocabulary: Vocabulary): Phase {
  const { phase } = specOf(verb);
  return typeof phase === "function" ? phase(sides, vocabulary) : phase;
}

/** What would be lost, or null. */
export function lossOf<V extends Verb>(verb: V, sides: SidesOf<V>, vocabulary: Vocabulary): Loss | null {
  const { loss } = specOf(verb);
  return typeof loss === "function" ? loss(sides, vocabulary) : loss;
}

/** What a reviewer must not overlook: any loss, and what the verb says of itself. */
export function riskOf(draft: Draft, context: RiskContext): Risk {
  const { risk } = specOf(draft.verb);
  if (draft.loss !== null) return "high";
  return typeof risk === "function" ? risk(draft, context) : risk;
}

/** Whether it takes a seat, or gives one back. */
export function seatOf(draft: Draft): "takes" | "frees" | undefined {
  const { seat } = specOf(draft.verb);
  return typeof seat === "function" ? seat(draft) : seat;
}

/** Whether it lets a person in, or changes what lets them in. */
export function isAboutAdmission(verb: Verb): boolean {
  return verbSpecs[verb].phase === 2;
}

interface Told {
  readonly verb: Verb;
  readonly kind: Kind;
  readonly before: unknown;
  readonly after: unknown;
}

/** Checks what stands before and after a verb in a plan that comes from outside. */
export function checkSides(check: Checker, { verb, kind, before, after }: Told, path: string): void {
  const shapes: Partial<Record<Kind, SideShapes<Verb>[Draft["kind"]]>> = verbSpecs[verb].sides;
  const sides =
    shapes[
      check.oneOf(
        kind,
        `${path}.kind`,
        kinds.filter((known) => known in shapes),
      )
    ];
  sides?.before.read(check, before, `${path}.before`);
  sides?.after.read(check, after, `${path}.after`);
}

/** The table of what is done about each kind: whoever asks what a verb is, asks here; no other place keeps a list of verbs. */
import type { Checker } from "../model/check.ts";
import type { Capabilities, Capability } from "../model/capability.ts";
import { kinds, perKind, type Entity, type Kind } from "../model/entity.ts";
import type { Phase, Risk, Verb } from "../model/plan.ts";
import type { VerbAbout } from "../model/shapes.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import { accountVerbs } from "./account/verbs.ts";
import type { Draft, Loss } from "./draft.ts";
import { keyVerbs } from "./key/verbs.ts";
import type { ActorContext, LossContext } from "./loss.ts";
import { memberVerbs } from "./member/verbs.ts";
import { membershipVerbs } from "./membership/verbs.ts";
import { ownershipVerbs } from "./ownership/verbs.ts";
import { roleVerbs } from "./role/verbs.ts";
import { roleGrantVerbs } from "./roleGrant/verbs.ts";
import { shareVerbs } from "./share/verbs.ts";
import type { SideShapes } from "./sides.ts";
import type { SidesOf } from "./step.ts";
import { teamVerbs } from "./team/verbs.ts";
import type { KindVerbs, RiskContext, VerbSpec, VerbSpecs } from "./verb.ts";

/** Where nothing else tells two actions apart, this order does. */
const kindVerbs: { readonly [K in Kind]: KindVerbs<K> } = {
  member: memberVerbs,
  role: roleVerbs,
  team: teamVerbs,
  team_membership: membershipVerbs,
  share: shareVerbs,
  service_account: accountVerbs,
  key: keyVerbs,
  ownership: ownershipVerbs,
  role_grant: roleGrantVerbs,
};

// Each verb stands with its kind, as the type of the table asks for.
const verbSpecs = Object.fromEntries(
  Object.values(kindVerbs).flatMap(({ verbs }) => Object.entries(verbs)),
) as VerbSpecs<Verb>;

export const verbs = Object.keys(verbSpecs) as readonly Verb[];

/** What is done about a kind. */
export function verbsOn<K extends Kind>(kind: K): KindVerbs<K> {
  return kindVerbs[kind];
}

type Answer = { readonly says: string } | { readonly cannot: string };
/** What a service says of each verb on things of a kind, or of all of them, where it has none of those things. */
type AnswersAbout<K extends Kind> = string | { readonly [V in VerbAbout<K>]: Answer };

/** What a service can do as the table of capabilities. Of a kind that it says nothing of it can do nothing. */
export function capabilitiesFrom(said: { readonly [K in Kind]?: AnswersAbout<K> }): Capabilities {
  return perKind((kind) => {
    const answers: string | Readonly<Partial<Record<Verb, Answer>>> = said[kind] ?? {};
    const about = verbs.filter((verb) => kind in specOf(verb).sides);
    return Object.fromEntries(
      about.flatMap((verb) => {
        const answer = typeof answers === "string" ? { cannot: answers } : answers[verb];
        return answer === undefined ? [] : [[verb, capabilityIn(answer)]];
      }),
    );
  });
}

function capabilityIn(answer: Answer): Capability {
  return "cannot" in answer ? { can: "no", sentence: answer.cannot } : { can: "yes", sentence: answer.says };
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

/** Keys of the members whom a draft costs something. */
export function losers(draft: Draft, context: LossContext): readonly string[] {
  return verbsOn(draft.kind).loss.costs(draft, context);
}

/** Whether a draft takes from whoever acts what they need for it. */
export function disarms(draft: Draft, context: ActorContext): boolean {
  return verbsOn(draft.kind).loss.disarms?.(draft, context) ?? false;
}

/** What would be done about something of which it cannot be told which live one it is. */
export function verbWhenUnclear(
  kind: Kind,
  declared: Entity | null,
  { onLeave }: Pick<Vocabulary, "onLeave">,
): Verb {
  const { unclear } = verbsOn(kind);
  return typeof unclear === "function" ? unclear(declared, onLeave) : unclear;
}

/** What would be done about two that may be one: the declared one made, the live one taken away. */
export function verbOfTwo(
  kind: Kind,
  declared: Entity | null,
  vocabulary: Pick<Vocabulary, "onLeave">,
): Verb {
  const { twoOfOne } = verbsOn(kind);
  if (twoOfOne === undefined) return verbWhenUnclear(kind, declared, vocabulary);
  return declared === null ? twoOfOne.ended : twoOfOne.made;
}

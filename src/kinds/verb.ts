/** What a verb is, and what is done about a kind: everything that the stages ask of either, in one definition. */
import type { ChangeOf } from "../model/change.ts";
import type { EntityOf, Kind } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";
import type { Phase, Risk, Verb } from "../model/plan.ts";
import type { VerbOf } from "../model/shapes.ts";
import type { State } from "../model/state.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import type { DraftOf, Loss } from "./draft.ts";
import type { NeedsRule } from "./lookup.ts";
import type { LossSpec } from "./loss.ts";
import type { Piece } from "./pieces.ts";
import type { RoleSides } from "./role/direction.ts";
import type { SideShapes } from "./sides.ts";
import type { SidesOf, Step, StepContext, Undone } from "./step.ts";

/** What an action does to the live side: adds, alters, takes away, hands over. */
export type Sign = "+" | "~" | "-" | ">";

interface VerbWords {
  readonly sign: Sign;
  /** "join team": to stand in a line before the name. */
  readonly infinitive: string;
  /** What is counted, where that is not people: "team". It takes the plural. */
  readonly noun?: string;
  /** After a count, and the noun: "to invite", "to create". */
  readonly toDo: string;
  /** After a count, and the noun: "invited", "created". */
  readonly done: string;
}

/** The two sides of a change as they were written, whatever stands in them. */
export interface Sides {
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** What a change is judged against. */
export interface RiskContext {
  readonly roles: RoleSides;
  readonly live: State;
}

/** All that is true of one verb and of no other. */
export interface VerbSpec<V extends Verb> {
  readonly words: VerbWords;
  /** What stands before and after it, by kind. */
  readonly sides: SideShapes<V>;
  readonly phase: Phase | ((sides: SidesOf<V>, vocabulary: Vocabulary) => Phase);
  /** Its place among others of phase 7, where access is lowered from the outside in: levels, shares, teams, then roles; 0 without. */
  readonly rank?: number;
  /** What somebody or something loses by it, or null. */
  readonly loss: Loss | null | ((sides: SidesOf<V>, vocabulary: Vocabulary) => Loss | null);
  /** How closely a reviewer must look; whatever loses something is of high risk anyway. */
  readonly risk: Risk | ((draft: DraftOf<V>, context: RiskContext) => Risk);
  /** It lets a person in. */
  readonly admits?: true;
  /** It makes something that was not seen live. */
  readonly creates?: true;
  readonly seat?: "takes" | "frees" | ((sides: SidesOf<V>) => "takes" | "frees" | undefined);
  /** Adds an edge to each draft that must be done first, and returns why it cannot run, if so. */
  readonly needs?: NeedsRule<V>;
  /** What a person reads behind the name; no pieces when there is nothing to add. Total: whatever stands in the sides, and where nobody knows the service. */
  readonly detail: (sides: Sides, vocabulary?: Vocabulary) => readonly Piece[];
}

/** Definitions of verbs, by verb. */
export type VerbSpecs<V extends Verb> = { readonly [K in V]: VerbSpec<K> };

/** What is done about a kind: which differences count, what each comes to, and by which verbs. */
export interface KindVerbs<K extends Kind> {
  /** In the order of the verbs: where nothing else tells two actions apart, it is theirs. */
  readonly verbs: VerbSpecs<VerbOf<K>>;
  /** The fields that are compared, in the order in which they are reported. */
  readonly compared: readonly (keyof EntityOf<K> & string)[];
  /** The kinds that must have been read to the end for a difference to be sure. */
  readonly restsOn: readonly Kind[];
  /** Those that must have been, too, for a deletion to be sure: it takes them with it. */
  readonly takes?: readonly Kind[];
  /** What is to be done about a difference. */
  readonly steps: (change: ChangeOf<EntityOf<K>>, context: StepContext) => readonly (Step | Undone)[];
  /** Whom a change of it costs something. */
  readonly loss: LossSpec<K>;
  /** What would be done, were it known which live one is meant; null for a live one that no file names. */
  readonly unclear: Verb | ((declared: EntityOf<K> | null, onLeave: Vocabulary["onLeave"]) => Verb);
  /** What would be done about a declared and a live one that may be one: absent for kinds of which that is never asked. */
  readonly twoOfOne?: { readonly made: Verb; readonly ended: Verb };
}

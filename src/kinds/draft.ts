/** A draft: a change with its verb, before it is known whether it may stand in the plan. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Terms } from "../model/entities/carried.ts";
import type { Kind } from "../model/entity.ts";
import { hashJson, type JsonObject } from "../model/json.ts";
import type { Shapes } from "../model/shapes.ts";
import type { Phase, Verb, Withheld, WithheldCode } from "../model/plan.ts";

/** What somebody or something would lose. */
export type Loss =
  | "leaving"
  | "demotion"
  | "role"
  | "team"
  | "team_membership"
  | "team_role"
  | "share"
  | "role_grant"
  | "service_account"
  | "key"
  | "invitation";

interface DraftBase {
  readonly id: string;
  readonly phase: Phase;
  readonly key: string;
  readonly source: Diagnostic["source"] | null;
  readonly loss: Loss | null;
  /** Why, where nothing in it says so. */
  readonly because?: string;
  /** A date causes it, though none that the files name. */
  readonly due?: true;
  /** How and for how long the files give it. */
  readonly terms?: Terms;
  readonly uncovered?: string;
}

export type DraftOf<V extends Verb> = { [K in V]: DraftBase & { readonly verb: K } & Shapes[K] }[V];
export type Draft = DraftOf<Verb>;

interface Named {
  readonly verb: Verb;
  readonly kind: Kind;
  readonly key: string;
}

/** The read that a draft rests on, for another that rests on the same. */
export function uncoveredOf(draft: Draft | undefined): Pick<Draft, "uncovered"> {
  return draft?.uncovered === undefined ? {} : { uncovered: draft.uncovered };
}

/** What the diff came to, in verbs: what could be done, and what is known not to be done now. */
export interface Drafts {
  readonly drafts: readonly Draft[];
  readonly withheld: readonly Withheld[];
}

/** An action's id: 32 hexadecimal digits over the organization's id, verb, kind, key, before and after. */
export function actionId(
  organizationId: string,
  action: Named & { readonly before: JsonObject | null; readonly after: JsonObject | null },
): string {
  const { verb, kind, key, before, after } = action;
  return hashJson([organizationId, verb, kind, key, before, after]).slice(0, 32);
}

export interface Reason {
  readonly code: WithheldCode;
  readonly message: string;
  readonly waitsFor?: readonly string[];
  readonly unreviewed?: true;
}

/** The draft as something that will not be done now. */
export function withhold(draft: Named & Pick<Draft, "id" | "source">, reason: Reason): Withheld {
  return {
    code: reason.code,
    verb: draft.verb,
    kind: draft.kind,
    key: draft.key,
    message: reason.message,
    waits_for: [...(reason.waitsFor ?? [])],
    id: draft.id,
    source: draft.source,
    ...(reason.unreviewed === undefined ? {} : { unreviewed: reason.unreviewed }),
  };
}

/** The diff in verbs: every change becomes a draft, or is withheld with its reason. */
import { capabilityOf, type Capabilities } from "../model/capability.ts";
import type { Binding, Change } from "../model/change.ts";
import type { Kind } from "../model/entity.ts";
import type { JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import type { Phase, Verb, Withheld } from "../model/plan.ts";
import { actionId, withhold, type Draft, type Drafts, type Loss, type Reason } from "./draft.ts";
import { memberStep, type Step } from "./memberVerbs.ts";
import { membershipStep, renameStep, teamSteps } from "./teamVerbs.ts";

/** What the diff hands over; the shape of `Diff`, named here because `plan` knows only the model. */
export interface Differences {
  readonly changes: readonly Change[];
  readonly heldBack: readonly {
    readonly kind: Kind;
    readonly key: string;
    readonly binding: Binding & { as: "ambiguous" };
    readonly declared: { readonly source?: Draft["source"] } | null;
  }[];
  readonly renames: ReadonlyMap<string, string>;
}

export interface DraftInput {
  readonly organization: Organization;
  readonly differences: Differences;
  readonly capabilities: Capabilities;
  readonly declaredBefore: ReadonlySet<string>;
  /** Ids of actions that an earlier run could not get done: what it wanted is still wanted. */
  readonly open: ReadonlySet<string>;
}

/** All drafts of an organization, in no particular order. */
export function draftsOf(input: DraftInput): Drafts {
  const { organization, differences } = input;
  const steps = [
    ...renames(input),
    ...differences.changes.flatMap((change) => stepsOf(change, input).map((step) => ({ step, change }))),
  ];
  const drafts: Draft[] = [];
  const withheld: Withheld[] = [];
  const unsupported = new Map<string, Reason>();
  for (const { step, change } of steps) {
    const draft = draftOf(organization, step, change);
    const capability = capabilityOf(input.capabilities, draft.kind, draft.verb);
    // Its cause, that a base's files still named them, is gone by the next run. Other losses ask the present files.
    const leftOpen = draft.verb === "cancel_invitation" && input.open.has(draft.id);
    if (step.reason !== undefined && !leftOpen) {
      withheld.push(withhold(draft, step.reason));
      continue;
    }
    drafts.push(draft);
    if (capability.can !== "yes")
      unsupported.set(draft.id, { code: "unsupported", message: capability.sentence });
  }
  for (const { kind, key, binding, declared } of differences.heldBack) {
    const verb: Verb = kind === "team" ? "rename_team" : declared === null ? "deactivate" : "invite";
    const source = declared?.source ?? null;
    const id = actionId(organization.connection.id, { verb, kind, key, before: null, after: null });
    withheld.push(
      withhold(
        { id, verb, kind, key, before: null, after: null, source },
        { code: binding.code, message: binding.message, waitsFor: binding.ids },
      ),
    );
  }
  return { drafts, unsupported, withheld };
}

type Origin = Pick<Change, "kind" | "key" | "uncovered">;

function renames({ organization, differences }: DraftInput): { step: Step; change: Origin }[] {
  return [...differences.renames].flatMap(([key, former]) => {
    const team = organization.desired.team.get(key);
    if (team === undefined) return [];
    return [{ step: renameStep(former, team.slug), change: { kind: "team", key } }];
  });
}

function stepsOf(change: Change, { organization, declaredBefore }: DraftInput): Step[] {
  const { unlisted } = organization.policy;
  switch (change.kind) {
    case "member": {
      const step = memberStep(change, { unlisted, declaredBefore });
      return step === null ? [] : [step];
    }
    case "team":
      return teamSteps(change, unlisted);
    case "team_membership":
      return [membershipStep(change)];
  }
}

function draftOf(organization: Organization, step: Step, change: Origin): Draft {
  const { verb, before, after } = step;
  const { kind, key, uncovered } = change;
  return {
    id: actionId(organization.connection.id, { verb, kind, key, before, after }),
    phase: phaseOf(verb, before, after),
    verb,
    kind,
    key,
    before,
    after,
    source: sourceOf(organization, kind, key),
    loss: lossOf(verb, before, after),
    ...(uncovered === undefined ? {} : { uncovered }),
  };
}

/** Where the files ask for it; somebody who leaves a team is asked for by the team's list. */
function sourceOf({ desired }: Organization, kind: Kind, key: string): Draft["source"] {
  const declared =
    desired[kind].get(key) ?? (kind === "team_membership" ? desired.team.get(teamOf(key)) : undefined);
  return declared?.source ?? null;
}

function teamOf(membershipKey: string): string {
  return membershipKey.slice(0, membershipKey.indexOf("/"));
}

function phaseOf(verb: Verb, before: JsonObject | null, after: JsonObject | null): Phase {
  switch (verb) {
    case "create_team":
    case "rename_team":
    case "change_email":
      return 1;
    case "update_team":
      return after !== null && "manager" in after ? 4 : 1;
    case "invite":
    case "reinvite":
    case "correct_invitation":
    case "reactivate":
      return 2;
    case "promote":
    case "change_role":
      return 3;
    case "join_team":
      return 4;
    case "change_team_role":
      return lossOf(verb, before, after) === null ? 4 : 7;
    case "leave_team":
    case "demote":
      return 7;
    case "cancel_invitation":
    case "deactivate":
    case "remove":
      return 8;
    case "delete_team":
      return 9;
  }
}

function lossOf(verb: Verb, before: JsonObject | null, after: JsonObject | null): Loss | null {
  switch (verb) {
    case "deactivate":
    case "remove":
      return "leaving";
    case "demote":
      return "demotion";
    case "delete_team":
      return "team";
    case "leave_team":
      return "team_membership";
    case "change_team_role":
      return before?.["role"] === "lead" && after?.["role"] !== "lead" ? "team_role" : null;
    case "cancel_invitation":
      return "invitation";
    case "invite":
    case "reinvite":
    case "correct_invitation":
    case "reactivate":
    case "change_email":
    case "promote":
    case "change_role":
    case "create_team":
    case "rename_team":
    case "update_team":
    case "join_team":
      return null;
  }
}

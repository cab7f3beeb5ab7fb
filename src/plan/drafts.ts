/** The diff in verbs: every change becomes a draft, or is withheld with its reason. */
import type { Change, Diff } from "../model/change.ts";
import type { Entity } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import type { Withheld } from "../model/plan.ts";
import type { Acting } from "../model/provider.ts";
import type { State } from "../model/state.ts";
import type { Step, Undone } from "../kinds/step.ts";
import { termsFor } from "./admission.ts";
import { actionId, withhold, type Draft, type Drafts, type Reason } from "../kinds/draft.ts";
import { keyUpkeep } from "../kinds/key/upkeep.ts";
import { emailStep } from "../kinds/member/verbs.ts";
import { membershipOf } from "../kinds/membership/kind.ts";
import { lossOf, phaseOf, verbOfTwo, verbsOn, verbWhenUnclear } from "../kinds/verbs.ts";
import type { RoleSides } from "../kinds/role/direction.ts";
import { renameStep } from "../kinds/team/verbs.ts";
import { given } from "../model/given.ts";

export interface DraftInput {
  readonly organization: Organization;
  readonly differences: Diff;
  readonly declaredBefore: ReadonlySet<string>;
  readonly roles: RoleSides;
  readonly live: State;
  readonly acting: Acting;
  /** RFC 3339. */
  readonly now: string;
  readonly newcomers: ReadonlyMap<string, Reason>;
  /** Ids of actions that an earlier run could not get done: what it wanted is still wanted. */
  readonly open: ReadonlySet<string>;
  /** Ids of actions that were reviewed and that no run has seen yet. */
  readonly unseen?: ReadonlySet<string>;
}

/** All drafts of an organization, in no particular order. */
export function draftsOf(input: DraftInput): Drafts {
  const { organization, differences } = input;
  const { unlisted } = organization.policy;
  const steps = [
    ...renames(input),
    ...emailChanges(input),
    ...differences.changes.flatMap((change) =>
      verbsOn(change.kind)
        .steps(change, { ...input, unlisted })
        .map((step) => ({ step, change })),
    ),
    ...upkeep(input),
  ];
  const drafts: Draft[] = [];
  const withheld: Withheld[] = [];
  for (const { step, change } of steps) {
    if ("undone" in step) {
      withheld.push(withhold(namedOf(organization, step, change), step.undone));
      continue;
    }
    const draft = draftOf(organization, step, change);
    // Its cause, that a base's files still named them, is gone by the next run. Other losses ask the present files.
    // And of a change that is reviewed, the base may be older than what it took out.
    const isAsked = input.open.has(draft.id) || input.unseen?.has(draft.id) === true;
    if (step.reason === undefined || (draft.verb === "cancel_invitation" && isAsked)) drafts.push(draft);
    else withheld.push(withhold(draft, step.reason));
  }
  const shared = new Set(input.live.collisions.map(({ kind, key }) => `${kind} ${key}`));
  for (const { kind, key, binding, declared } of differences.heldBack) {
    const isShared =
      shared.has(`${kind} ${key}`) && declared?.kind === "member" && declared.state === "active";
    const verb = isShared
      ? "change_email" // They are there, twice: one of the two has to be known otherwise.
      : binding.code === "probable_rename"
        ? verbOfTwo(kind, declared, input.live.vocabulary)
        : verbWhenUnclear(kind, declared, input.live.vocabulary);
    const source = declared?.source ?? null;
    const reason = { code: binding.code, message: binding.message, waitsFor: binding.ids };
    withheld.push(withoutSides(organization, { verb, kind, key, source }, reason));
  }
  return { drafts, withheld: [...withheld, ...misnamedIn(input)] };
}

/** What has another name at the service, and keeps it. */
function misnamedIn({ organization, differences, live }: DraftInput): Withheld[] {
  return (differences.misnamed ?? []).map(({ kind, key, message }) => {
    const verb = verbWhenUnclear(kind, null, live.vocabulary);
    const source = organization.desired[kind].get(key)?.source ?? null;
    return withoutSides(organization, { verb, kind, key, source }, { code: "unsupported", message });
  });
}

/** What is withheld before it is known what would be changed. */
function withoutSides(
  { connection }: Organization,
  named: Pick<Withheld, "verb" | "kind" | "key" | "source">,
  reason: Reason,
): Withheld {
  return withhold({ ...named, id: actionId(connection.id, { ...named, before: null, after: null }) }, reason);
}

/** What a draft is about. */
export type Origin = Pick<Change, "kind" | "key" | "uncovered" | "declared">;

function renames({ organization, differences }: DraftInput): { step: Step; change: Origin }[] {
  return [...differences.renames].flatMap(([key, former]) => {
    const team = organization.desired.team.get(key);
    if (team === undefined) return [];
    return [{ step: renameStep(former, team.slug), change: { kind: "team", key } }];
  });
}

/** What declared keys need beyond what differs in them. */
function upkeep(input: DraftInput): { step: Step; change: Origin }[] {
  const { organization, differences, live, acting } = input;
  const changed = new Set(differences.changes.flatMap(({ kind, key }) => (kind === "key" ? [key] : [])));
  const { key: coverage } = live.coverage;
  const uncovered = coverage.complete ? {} : { uncovered: coverage.reason };
  const isOpen = (step: Step, key: string): boolean =>
    input.open.has(draftOf(organization, step, { kind: "key", key }).id);
  return [...organization.desired.key].flatMap(([key, declared]) => {
    const there = live.key.get(key);
    if (there === undefined) return [];
    const isRotating = changed.has(key);
    const moment = { acting, now: Date.parse(input.now) };
    const steps = keyUpkeep(declared, there, { ...moment, organization, live, isOpen, isRotating });
    return steps.map((step) => ({ step, change: { kind: "key", key, ...uncovered } as const }));
  });
}

function emailChanges({ organization, differences }: DraftInput): { step: Step; change: Origin }[] {
  return [...differences.emailChanges].flatMap(([key, former]) => {
    const member = organization.desired.member.get(key);
    if (member === undefined) return [];
    return [{ step: emailStep({ ...member, email: former }, member), change: { kind: "member", key } }];
  });
}

/** A step as a draft. */
export function draftOf(organization: Organization, step: Step, change: Origin): Draft {
  const { because, due, reason: _, ...told } = step;
  const terms = termsFor(step.verb, declaredOf(organization, change)?.terms);
  const draft = {
    ...told,
    ...namedOf(organization, step, change),
    phase: phaseOf(step.verb, step, organization.desired.vocabulary),
    loss: lossOf(step.verb, step, organization.desired.vocabulary),
    ...given({ because, due, terms, uncovered: change.uncovered }),
  };
  // A change of a kind comes to steps with the verbs of that kind.
  return draft as Draft;
}

/** What tells it apart, and where the files ask for it. */
function namedOf(organization: Organization, { verb, before, after }: Step | Undone, change: Origin) {
  const { kind, key } = change;
  const id = actionId(organization.connection.id, { verb, kind, key, before, after });
  return { id, verb, kind, key, source: sourceOf(organization, change) };
}

/** Where the files ask for it; somebody who leaves a team is asked for by the team's list. */
function sourceOf(organization: Organization, change: Origin): Draft["source"] {
  const { kind, key } = change;
  const list = kind === "team_membership" ? organization.desired.team.get(membershipOf(key).team) : undefined;
  return (declaredOf(organization, change) ?? list)?.source ?? null;
}

/** What the files say of it, or said until a day that has come. */
function declaredOf({ desired, ended }: Organization, { kind, key, declared }: Origin): Entity | undefined {
  return declared ?? desired[kind].get(key) ?? ended?.[kind].get(key);
}

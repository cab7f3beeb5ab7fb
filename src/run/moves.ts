/** Moves: people who leave one organization and join another in the same run. They are admitted before they leave. */
import { addTo, grouped } from "../model/grouped.ts";
import type { Outcome } from "../model/outcome.ts";
import { specOf } from "../kinds/verbs.ts";
import type { Action, Plan } from "../model/plan.ts";
import type { Organization } from "../model/organization.ts";
import { fold, sortedBy } from "../model/text.ts";

interface Place {
  /** Key of the organization. */
  readonly organization: string;
  /** Whoever is the same person in two organizations, whatever they are called in each. */
  readonly person: string;
  readonly action: Action;
  /** Where in its plan it stands. */
  readonly position: number;
}

/** One person's way from one organization into another. */
interface Move {
  readonly leaves: Place;
  readonly joins: Place;
}

interface Side {
  readonly organization: Organization;
  readonly plan: Pick<Plan, "actions">;
}

/**
 * The moves among these plans, by person. Somebody who goes at once waits for nothing, nor does whose access a date ends;
 * and neither does who could only be admitted after they have left: somebody else's seat here may hang on theirs.
 */
export function movesOf(sides: readonly Side[]): readonly Move[] {
  const personOf = personsIn(sides);
  const places = sides.flatMap(({ organization, plan }) =>
    plan.actions.flatMap((action, position): Place[] =>
      action.kind === "member"
        ? [{ organization: organization.key, person: personOf(organization, action.key), action, position }]
        : [],
    ),
  );
  const joins = grouped(
    places.filter(({ action }) => specOf(action.verb).admits === true),
    ({ person }) => person,
  );
  const urgent = new Set(
    sides.flatMap(({ organization }) =>
      [...organization.desired.member.values()]
        .filter((member) => member.atOnce !== undefined)
        .map((member) => `${organization.key} ${member.key}`),
    ),
  );
  const candidates = places
    .filter(
      ({ organization, action }) =>
        specOf(action.verb).loss === "leaving" &&
        action.cause !== "due" &&
        !urgent.has(`${organization} ${action.key}`),
    )
    .flatMap((leaves) => (joins.get(leaves.person) ?? []).map((join): Move => ({ leaves, joins: join })))
    .filter((move) => move.leaves.organization !== move.joins.organization);
  const moves: Move[] = [];
  for (const move of sortedBy(candidates, nameOf)) if (!closesCircle(move, moves)) moves.push(move);
  return moves;
}

/**
 * Who is meant by the key of a member: somebody of the people's file by whatever they are called, else whoever has that
 * address, or that name where people have names of that kind. A name of another kind is anybody's.
 */
function personsIn(sides: readonly Side[]): (organization: Organization, key: string) => string {
  const persons = new Map(
    sides.flatMap(({ organization: { people } }) =>
      people.flatMap(({ key, email, login, addresses = [] }) =>
        [...[email, ...addresses].map(fold), ...(login === undefined ? [] : [`login ${fold(login)}`])].map(
          (name) => [name, `person ${key}`] as const,
        ),
      ),
    ),
  );
  return ({ desired: { vocabulary } }, key) => {
    const name = key.includes("@") ? fold(key) : `${vocabulary.handle?.kind ?? ""} ${fold(key)}`;
    return persons.get(name) ?? name;
  };
}

function nameOf({ leaves, joins }: Move): string {
  return `${leaves.action.key} ${leaves.organization} ${joins.organization}`;
}

/** Whether the admission would, by the order of the plans and by other moves, come after the leaving that waits for it. */
function closesCircle({ leaves, joins }: Move, moves: readonly Move[]): boolean {
  // How far each organization's plan must have run.
  const reached = new Map([[joins.organization, joins.position]]);
  for (let grew = true; grew;) {
    grew = false;
    for (const other of moves) {
      if ((reached.get(other.leaves.organization) ?? -1) < other.leaves.position) continue;
      if ((reached.get(other.joins.organization) ?? -1) >= other.joins.position) continue;
      reached.set(other.joins.organization, other.joins.position);
      grew = true;
    }
  }
  return (reached.get(leaves.organization) ?? -1) >= leaves.position;
}

/** The plan with a note on everybody who moves out of it or into it. */
export function withMoves(plan: Plan, moves: readonly Move[]): Plan {
  const notes = moves.flatMap(({ leaves, joins }) => {
    const { key } = leaves.action;
    if (leaves.organization === plan.organization)
      return [`${key} moves to ${joins.organization}, and leaves when they are admitted there`];
    if (joins.organization === plan.organization)
      return [`${key} moves here from ${leaves.organization}, and leaves there when they are admitted`];
    return [];
  });
  return notes.length === 0 ? plan : { ...plan, notes: [...plan.notes, ...new Set(notes)] };
}

/** Tells the organizations of one run of each other's admissions. */
export interface Crossing {
  /** An action's outcome is known. */
  settle(outcome: Outcome): void;
  /** Nothing more will be done in this organization. */
  close(organization: string): void;
  /** Resolves when an action may start: to undefined, or to why it must not. */
  holdUp(action: Action): Promise<string | undefined>;
}

interface Admission {
  readonly place: Place;
  readonly done: Promise<boolean>;
  readonly settle: (done: boolean) => void;
}

/** Every admission that somebody's leaving waits for, once. */
export function crossingOf(moves: readonly Move[]): Crossing {
  const admissions = new Map<string, Admission>();
  const waiting = new Map<string, Admission[]>();
  for (const { leaves, joins } of moves) {
    const admission = admissions.get(joins.action.id) ?? admissionOf(joins);
    admissions.set(joins.action.id, admission);
    addTo(waiting, leaves.action.id, admission);
  }
  return {
    settle: ({ action, status }) =>
      admissions.get(action.id)?.settle(status === "done" || status === "already"),
    close: (organization) => {
      for (const { place, settle } of admissions.values())
        if (place.organization === organization) settle(false);
    },
    holdUp: async ({ id }) => {
      for (const { place, done } of waiting.get(id) ?? []) {
        if (await done) continue;
        const { verb, key } = place.action;
        return `It waits for ${verb} ${key} in ${place.organization}, which was not done.`;
      }
      return undefined;
    },
  };
}

function admissionOf(place: Place): Admission {
  let settle: (done: boolean) => void = () => undefined;
  const done = new Promise<boolean>((resolve) => (settle = resolve));
  return { place, done, settle: (isDone) => settle(isDone) };
}

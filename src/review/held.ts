/** What everybody has in an organization, each with a hash that tells whether it is still so. */
import { addTo } from "../model/grouped.ts";
import { meaningOf, type Naming } from "../history/meaning.ts";
import { belongings } from "../kinds/kinds.ts";
import { kinds, type Entity, type Kind } from "../model/entity.ts";
import { hashJson, type JsonObject } from "../model/json.ts";
import type { Organization } from "../model/organization.ts";
import { subjectKinds, type Held, type SubjectKind } from "../model/review.ts";
import { entitiesOf } from "../model/state.ts";
import { compareText } from "../model/text.ts";

interface Holding {
  readonly subject: Subject;
  readonly own: Told[];
  /** Keys of what gives them more: the teams that they are in. */
  readonly through: string[];
}

type Subject = Extract<Entity, { readonly kind: SubjectKind }>;

const asCalled: Naming = (_, key) => key;

/** Everybody who is active, and every service account that may have a key; people first, by key. */
export function heldIn({ desired }: Organization): readonly Held[] {
  const subjects = [...desired.member.values(), ...desired.service_account.values()].filter(isSubject);
  const holdings = new Map(
    subjects.map((it): [string, Holding] => [
      `${it.kind} ${it.key}`,
      { subject: it, own: [told(it)], through: [] },
    ]),
  );
  // What is given to others than those: to teams, whose people have it through them.
  const given = new Map<string, Told[]>();
  for (const entity of entitiesOf(desired)) {
    if (isClosed(entity)) continue;
    const row = told(entity);
    for (const { kind, key, as, through } of belongings({ ...row, thing: row.key })) {
      const holding = holdings.get(`${kind} ${key}`);
      if (as !== "counted") holding?.own.push(row);
      if (through !== undefined) holding?.through.push(through.key);
      if (as === "given" && !isSubjectKind(kind)) addTo(given, key, row);
    }
  }
  const ofTeams = new Map([...given].map(([team, list]) => [team, hashJson(list)]));
  return [...holdings.values()].map(({ subject: { kind, key }, own, through }) => {
    const access = [...own].sort(
      (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || compareText(a.key, b.key),
    );
    const throughTeams = [...through].sort().map((team) => [team, ofTeams.get(team) ?? null]);
    return { kind, key, access, hash: hashJson([access, throughTeams]).slice(0, 32) };
  });
}

function isSubject(subject: Subject): boolean {
  return subject.kind === "member" ? subject.state === "active" : !isClosed(subject);
}

function isSubjectKind(kind: Kind): boolean {
  return subjectKinds.some((known) => known === kind);
}

/** Nobody answers any more for an account that is to have no key. */
function isClosed(entity: Entity): boolean {
  return entity.kind === "service_account" && entity.disabled === true;
}

type Told = { readonly kind: Entity["kind"]; readonly key: string; readonly fields: JsonObject };

function told(entity: Entity): Told {
  return { kind: entity.kind, key: entity.key, fields: meaningOf(entity, asCalled) };
}

/**
 * Who is who over time: one name for each person, team, role, service account and key of an organization, however it
 * is called in between. By the key, by an id of the service, by a declared former name, by the person of people.yaml.
 */
import type { Entity, Key, Kind } from "../model/entity.ts";
import type { Organization } from "../model/organization.ts";
import { fold } from "../model/text.ts";
import type { Naming } from "./meaning.ts";

const named = ["member", "team", "role", "service_account"] as const;
type NamedKind = (typeof named)[number];

/** All that is known of one thing. */
interface Known {
  /** Made of the first key that it had; another one's after it was given up carries a number. */
  readonly name: string;
  /** Every key that it had, the last one at the end. */
  readonly keys: string[];
  id: string | undefined;
  /** Folded: all that it was ever known by. */
  readonly names: Set<string>;
}

interface Book {
  readonly byKey: Map<string, Known>;
  readonly byId: Map<string, Known>;
  readonly byPerson: Map<string, Known>;
  readonly taken: Set<string>;
}

/** What identities an organization has had. Grows with each state that it is told of. */
export interface Identities {
  /** Takes up what a state declares, and names all of it. */
  name(organization: Organization): Naming;
  /** Every key that the thing had, the last one at the end. */
  keysOf(kind: Kind, thing: string): readonly string[];
  namesOf(kind: Kind, thing: string): ReadonlySet<string>;
  called(kind: Kind, name: string): readonly string[];
}

export function newIdentities(): Identities {
  const books = new Map<Kind, Book>();
  const book = (kind: Kind): Book => {
    const found = books.get(kind) ?? {
      ...{ byKey: new Map(), byId: new Map(), byPerson: new Map(), taken: new Set() },
    };
    books.set(kind, found);
    return found;
  };
  const known = new Map<string, Known>();
  return {
    name(organization) {
      const names = new Map<string, string>();
      for (const kind of named) {
        for (const [key, item] of identify(organization, kind, book(kind))) {
          names.set(`${kind} ${key}`, item.name);
          known.set(`${kind} ${item.name}`, item);
        }
      }
      const naming: Naming = (kind, key) => names.get(`${kind} ${key}`) ?? key;
      for (const [key, item] of identifyKeys(organization, naming, book("key"))) {
        names.set(`key ${key}`, item.name);
        known.set(`key ${item.name}`, item);
      }
      return naming;
    },
    keysOf: (kind, thing) => known.get(`${kind} ${thing}`)?.keys ?? [thing],
    namesOf: (kind, thing) => known.get(`${kind} ${thing}`)?.names ?? new Set([thing]),
    called: (kind, name) =>
      [...known].flatMap(([key, item]) =>
        key.startsWith(`${kind} `) && item.names.has(name) ? [item.name] : [],
      ),
  };
}

type Named = Extract<Entity, { kind: NamedKind }>;

function identify(organization: Organization, kind: NamedKind, book: Book): Map<string, Known> {
  const things: ReadonlyMap<string, Named> = organization.desired[kind];
  const persons = new Map(
    kind === "member" ? organization.people.map((person) => [fold(person.email), person]) : [],
  );
  const found = new Map<string, Known>();
  const used = new Set<Known>();
  const claim = (key: string, item: Known): void => {
    found.set(key, item);
    used.add(item);
  };
  // Who still has the key that they had goes before who claims it as a former one.
  for (const [key, thing] of things) {
    const same = book.byKey.get(key);
    if (same !== undefined && mayBe(same, thing)) claim(key, same);
  }
  for (const [key, thing] of things) {
    if (found.has(key)) continue;
    const candidates = [
      thing.declaredId === undefined ? undefined : book.byId.get(thing.declaredId),
      ...formerNames(thing).map((former) => (things.has(former) ? undefined : book.byKey.get(former))),
      book.byPerson.get(persons.get(key)?.key ?? ""),
    ];
    const same = candidates.find((item) => item !== undefined && !used.has(item) && mayBe(item, thing));
    claim(key, same ?? newThing(book, key));
  }
  for (const [key, item] of found) {
    const [thing, person] = [things.get(key), persons.get(key)];
    remember(book, { key, item, id: thing?.declaredId, person: person?.key });
    if (thing !== undefined) for (const former of formerNames(thing)) item.names.add(former);
    for (const name of [person?.key, person?.github]) if (name !== undefined) item.names.add(fold(name));
  }
  return found;
}

/** Two ids are two things, whatever they are called. */
function mayBe(item: Known, { declaredId }: Pick<Entity, "declaredId">): boolean {
  return item.id === undefined || declaredId === undefined || item.id === declaredId;
}

function formerNames(thing: Named): readonly string[] {
  return thing.kind === "member" || thing.kind === "team" ? (thing.previously ?? []).map(fold) : [];
}

function newThing(book: Book, key: string): Known {
  let name = key;
  for (let count = 2; book.taken.has(name); count++) name = `${key}~${count}`;
  book.taken.add(name);
  return { name, keys: [], id: undefined, names: new Set() };
}

function remember(
  { byKey, byId, byPerson }: Book,
  { key, item, id, person }: { key: string; item: Known; id: string | undefined; person: string | undefined },
): void {
  const last = item.keys.at(-1);
  if (last !== key) {
    if (last !== undefined && byKey.get(last) === item) byKey.delete(last);
    if (item.keys.includes(key)) item.keys.splice(item.keys.indexOf(key), 1);
    item.keys.push(key);
    item.names.add(key);
  }
  byKey.set(key, item);
  if (id !== undefined) {
    item.id = id;
    byId.set(id, item);
  }
  if (person !== undefined) byPerson.set(person, item);
}

/** Keys are called after their account, which may be called otherwise by now. */
function identifyKeys(organization: Organization, naming: Naming, book: Book): Map<string, Known> {
  const found = new Map<string, Known>();
  const used = new Set<Known>();
  const placed = [...organization.desired.key.values()].map((key) => ({ key, place: placeOf(key, naming) }));
  for (const { key, place } of placed) {
    const same = book.byKey.get(place);
    if (same === undefined || !mayBe(same, key)) continue;
    found.set(key.key, same);
    used.add(same);
  }
  for (const { key, place } of placed) {
    if (found.has(key.key)) continue;
    const same = key.declaredId === undefined ? undefined : book.byId.get(key.declaredId);
    const item = same !== undefined && !used.has(same) ? same : newThing(book, place);
    found.set(key.key, item);
    used.add(item);
  }
  for (const { key, place } of placed) {
    const item = found.get(key.key);
    if (item !== undefined) remember(book, { key: place, item, id: key.declaredId, person: undefined });
  }
  return found;
}

function placeOf({ account, key }: Key, naming: Naming): string {
  return `${naming("service_account", account)}${key.slice(account.length)}`;
}

/** What an entity is called by who and what it is about, whatever those are called. */
export function spanKeyOf(entity: Entity, naming: Naming): string {
  switch (entity.kind) {
    case "member":
    case "team":
    case "role":
    case "service_account":
    case "key":
      return `${entity.kind} ${naming(entity.kind, entity.key)}`;
    case "team_membership":
      return `team_membership ${naming("team", entity.team)}/${naming("member", entity.member)}`;
    case "share":
      return `share ${entity.resource}:${entity.name}/${entity.holder.kind}:${naming(entity.holder.kind, entity.holder.key)}`;
    case "ownership":
      return `ownership ${entity.key}`;
  }
}

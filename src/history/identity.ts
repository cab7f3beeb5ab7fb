/**
 * Who is who over time: one name for each person, team, role, service account and key of an organization, however it
 * is called in between. By the key, by an id of the service, by a declared former name, by the person of people.yaml.
 */
import type { Key } from "../model/entities/key.ts";
import type { Entity, Kind } from "../model/entity.ts";
import { addTo } from "../model/grouped.ts";
import { isKnownKind, knownKinds, type KnownKind } from "../model/idList.ts";
import { once } from "../model/once.ts";
import type { Onward } from "../model/onward.ts";
import type { PersonIdentity } from "../model/organization.ts";
import { fold } from "../model/text.ts";
import { kindOf } from "../kinds/kinds.ts";
import { loadedBook, newBook, savedBook, type Book, type Known, type SavedIdentities } from "./known.ts";
import type { Naming } from "./meaning.ts";

/** What has an identity can be known by an id; everything else is what it is by whom it names. A key has a name in its account. */
type NamedKind = Exclude<KnownKind, "key">;
const named = knownKinds.filter((kind): kind is NamedKind => kind !== "key");

/** What identities an organization has had. Grows with each state that it is told of. */
export interface Identities {
  /** Takes up what is declared from now on, and names it. */
  name(step: Onward): void;
  /** What the things that are declared now are called here. */
  readonly naming: Naming;
  /** Every key that the thing had, the last one at the end. */
  keysOf(kind: Kind, thing: string): readonly string[];
  namesOf(kind: Kind, thing: string): ReadonlySet<string>;
  called(kind: Kind, name: string): readonly string[];
  /** All of it as plain data, which `newIdentities` takes. */
  save(): SavedIdentities;
}

export function newIdentities(saved: SavedIdentities = []): Identities {
  const books = new Map(saved.map((book): [Kind, Book] => [book.kind, loadedBook(book)]));
  const book = (kind: Kind): Book => {
    const found = books.get(kind) ?? newBook();
    books.set(kind, found);
    return found;
  };
  const naming: Naming = (kind, key) => books.get(kind)?.present.get(key)?.name ?? key;
  const knownBy = (kind: Kind, thing: string): Known | undefined => books.get(kind)?.all.get(thing);
  return {
    naming,
    name(step) {
      const persons = personsIn(step);
      for (const kind of named)
        if (isAbout(step, kind) && !areAsTheyWere(step, { kind, book: book(kind), persons }))
          identify(step, { kind, book: book(kind), persons });
      if (isAbout(step, "key")) identifyKeys(step, naming, book("key"));
    },
    keysOf: (kind, thing) => knownBy(kind, thing)?.keys ?? [thing],
    namesOf: (kind, thing) => knownBy(kind, thing)?.names ?? new Set([thing]),
    called(kind, name) {
      const found: string[] = [];
      for (const item of books.get(kind)?.all.values() ?? []) if (item.names.has(name)) found.push(item.name);
      return found;
    },
    save: () => [...books].map(([kind, found]) => savedBook(kind, found)),
  };
}

type Named = Extract<Entity, { kind: NamedKind }>;

/** Gives up the keys of what is gone, and tells whose they were; what is still there takes them again. */
function giveUp({ isWhole, gone }: Onward, kind: Kind, { present, used }: Book): Known[] {
  const keys = [...(isWhole ? present.keys() : keysOf(gone, kind))];
  return keys.flatMap((key) => {
    const item = present.get(key);
    present.delete(key);
    if (item === undefined) return [];
    used.delete(item);
    return [item];
  });
}

/**
 * Who went by a key before, of those who are gone by the same step: a change of a name that is reverted says nothing of
 * the name in between, and they are who they were. Whoever gave the key up last comes first.
 */
function wentBack(gone: readonly Known[]): (key: string) => readonly Known[] {
  const former = new Map<string, { readonly item: Known; readonly since: number }[]>();
  for (const item of gone)
    for (const [index, key] of item.keys.slice(0, -1).entries())
      addTo(former, key, { item, since: item.keys.length - index });
  return (key) =>
    [...(former.get(key) ?? [])]
      .sort((a, b) => a.since - b.since || (a.item.name < b.item.name ? -1 : 1))
      .map(({ item }) => item);
}

/** Whether things of the kind are told of. */
function isAbout({ isWhole, now, gone }: Onward, kind: Kind): boolean {
  const isOfIt = (entity: Entity): boolean => entity.kind === kind;
  return isWhole || now.some(isOfIt) || gone.some(isOfIt);
}

type Persons = ReadonlyMap<string, PersonIdentity>;
const nobody: Persons = new Map<string, PersonIdentity>();

/** By folded e-mail. */
function personsIn({ people }: Onward): Persons {
  return people.length === 0 ? nobody : new Map(people.map((person) => [fold(person.email), person]));
}

interface Identified {
  readonly kind: NamedKind;
  readonly book: Book;
  readonly persons: Persons;
}

/** Whether everybody has the key that they had, nobody is gone, and nothing is said of who they are. */
function areAsTheyWere({ isWhole, now, gone }: Onward, { kind, book, persons }: Identified): boolean {
  const { present, byKey } = book;
  const there = once(() => keysOf(now, kind));
  const isAsItWas = (it: Named): boolean => {
    const item = present.get(it.key);
    return (
      item !== undefined &&
      item === byKey.get(it.key) &&
      it.declaredId === item.id &&
      formerNames(it).length === 0 &&
      !persons.has(it.key)
    );
  };
  return (
    !isWhole &&
    now.every((it) => !isOfKind(it, kind) || isAsItWas(it)) &&
    gone.every((it) => it.kind !== kind || there().has(it.key))
  );
}

function identify(step: Onward, { kind, book, persons }: Identified): void {
  const { present, used } = book;
  const things = new Map<string, Named>();
  for (const it of step.now) if (isOfKind(it, kind)) things.set(it.key, it);
  const left = giveUp(step, kind, book);
  const found = new Map<string, Known>();
  const claim = (key: string, item: Known): void => {
    found.set(key, item);
    present.set(key, item);
    used.add(item);
  };
  // Who still has the key that they had goes before who claims it as a former one.
  for (const [key, thing] of things) {
    const same = book.byKey.get(key);
    if (same !== undefined && mayBe(same, thing)) claim(key, same);
  }
  const isDeclared = (key: string): boolean => things.has(key) || present.has(key);
  const backTo = once(() => wentBack(left.filter((item) => !used.has(item))));
  for (const [key, thing] of things) {
    if (found.has(key)) continue;
    const candidates = [
      thing.declaredId === undefined ? undefined : book.byId.get(thing.declaredId),
      ...formerNames(thing).map((former) => (isDeclared(former) ? undefined : book.byKey.get(former))),
      kind === "member" ? book.byPerson.get(persons.get(key)?.key ?? "") : undefined,
      ...backTo()(key),
    ];
    const same = candidates.find((item) => item !== undefined && !used.has(item) && mayBe(item, thing));
    claim(key, same ?? newThing(book, key));
  }
  for (const [key, item] of found) {
    const [thing, person] = [things.get(key), kind === "member" ? persons.get(key) : undefined];
    remember(book, { key, item, id: thing?.declaredId, person: person?.key });
    if (thing !== undefined) for (const former of formerNames(thing)) item.names.add(former);
    for (const name of [person?.key, person?.login]) if (name !== undefined) item.names.add(fold(name));
  }
}

function keysOf(entities: readonly Entity[], kind: Kind): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const entity of entities) if (entity.kind === kind) keys.add(entity.key);
  return keys;
}

function isOfKind(entity: Entity, kind: NamedKind): entity is Named {
  return entity.kind === kind;
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
  for (let count = 2; book.all.has(name); count++) name = `${key}~${count}`;
  const made: Known = { name, keys: [], id: undefined, names: new Set() };
  book.all.set(name, made);
  return made;
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
function identifyKeys(step: Onward, naming: Naming, book: Book): void {
  const { present, used } = book;
  giveUp(step, "key", book);
  const placed = step.now.flatMap((it) =>
    it.kind === "key" ? [{ key: it, place: placeOf(it, naming) }] : [],
  );
  const found = new Map<Key, Known>();
  const claim = (key: Key, item: Known): void => {
    found.set(key, item);
    present.set(key.key, item);
    used.add(item);
  };
  for (const { key, place } of placed) {
    const same = book.byKey.get(place);
    if (same !== undefined && mayBe(same, key)) claim(key, same);
  }
  for (const { key, place } of placed) {
    if (found.has(key)) continue;
    const same = key.declaredId === undefined ? undefined : book.byId.get(key.declaredId);
    claim(key, same !== undefined && !used.has(same) ? same : newThing(book, place));
  }
  for (const { key, place } of placed) {
    const item = found.get(key);
    if (item !== undefined) remember(book, { key: place, item, id: key.declaredId, person: undefined });
  }
}

/** What a key is known by: its account, whatever that is called, and its name there. */
export function placeOf({ account, key }: Key, naming: Naming): string {
  return `${naming("service_account", account)}${key.slice(account.length)}`;
}

/** What an entity is called by who and what it is about, whatever those are called. */
export function spanKeyOf(entity: Entity, naming: Naming): string {
  const isThing: boolean = isKnownKind(entity.kind);
  const key = isThing
    ? naming(entity.kind, entity.key)
    : kindOf(entity.kind).naming(entity, (ref) => naming(ref.kind, ref.key)).key;
  return `${entity.kind} ${key}`;
}

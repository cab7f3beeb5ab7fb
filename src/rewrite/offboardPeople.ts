/** Who leaves and who comes after them: by every name that the files may give them, and whether it makes sense. */
import { fold, nearestPerson } from "../model/text.ts";
import { hasCome } from "../declare/day.ts";
import type { Facts, People } from "../declare/facts.ts";
import type { DeclaredPerson } from "../declare/items.ts";
import { personNamed } from "../declare/persons.ts";
import { quoted } from "../declare/place.ts";

/** As somebody named them. */
export interface Parting {
  readonly who: string;
  readonly successor: string;
  /** The day (UTC), YYYY-MM-DD. */
  readonly today: string;
}

/** Somebody by every name that the files may give them. */
export interface Identity {
  /** The folded e-mail by which members are known, or what an organization's service knows them by in its place. */
  readonly key: string;
  /** Folded. */
  readonly names: readonly string[];
  readonly person: DeclaredPerson | undefined;
}

/** The person whom a text names, in people.yaml or by themselves. */
export function identityOf(people: People, text: string): Identity {
  const name = fold(text);
  const person =
    personNamed(people, { key: name }) ?? [...people.byKey.values()].find(({ login }) => login?.key === name);
  const key = person?.email?.key ?? person?.key ?? name;
  return { key, names: [...new Set([name, key, ...(person === undefined ? [] : [person.key])])], person };
}

/** The same in one organization: where people are known by another handle that people.yaml has, by that. */
export function identityAt(identity: Identity, { vocabulary }: Pick<Facts, "vocabulary">): Identity {
  const handle = vocabulary.handle?.inPeople;
  const key = handle === undefined ? undefined : identity.person?.login?.key;
  return key === undefined ? identity : { ...identity, key, names: [...new Set([...identity.names, key])] };
}

/** Why it makes no sense for these two, whatever the organization. */
export function objectionTo(
  { who, successor, today }: Parting,
  people: People,
  all: readonly Facts[],
): string | undefined {
  const known = new Set([...people.byEmail.keys(), ...all.flatMap((facts) => [...facts.members.keys()])]);
  for (const name of [who, successor]) {
    const { key, person } = identityOf(people, name);
    if (known.has(key) || person !== undefined) continue;
    const near = nearestPerson(name, [...known, ...people.byKey.keys()], fewLetters);
    const hint = near === undefined ? "Name them as the files do." : `Did you mean ${near}?`;
    const other = otherThan(name, all);
    if (other !== undefined)
      return `${name} is ${other}; ${name === who ? "who leaves" : "a successor"} is a person. ${hint}`;
    return `No file names ${quoted(name)} as a member. ${hint}`;
  }
  const heir = identityOf(people, successor);
  if (identityOf(people, who).key === heir.key)
    return "Nobody is their own successor: name somebody who stays.";
  const leaves = heir.person?.leaves;
  if (leaves === undefined) return undefined;
  const verb = hasCome(leaves, today) ? "left" : "leaves";
  return `${quoted(successor)} ${verb} every organization on ${leaves.day} (people.yaml): name somebody who stays.`;
}

/** What a name stands for in the files that is nobody. */
function otherThan(name: string, all: readonly Facts[]): string | undefined {
  if (all.some(({ teams }) => teams.has(fold(name)))) return "a team";
  return all.some(({ service_accounts }) => service_accounts.has(fold(name)))
    ? "a service account"
    : undefined;
}

/** Whoever takes somebody's access away is led to nobody whose name is not nearly the one that was typed. */
const fewLetters = 2;

/** What the file of all people says of the leaver that this changes nothing about. */
export function adviceOnPerson(
  identity: Identity,
  { who, today }: Parting,
  folders: readonly { readonly facts: Facts }[],
): string[] {
  if (!folders.some(({ facts }) => facts.members.has(identityAt(identity, facts).key))) {
    return [`${who} stands in people.yaml, and is a member of no organization.`];
  }
  const leaves = identity.person?.leaves;
  if (leaves === undefined || hasCome(leaves, today)) return [];
  return [
    `${who} leaves on ${leaves.day} by people.yaml; with these edits their access ends when they are merged.`,
  ];
}

/** The way of naming that the user chose, written as the files write it. */
export function nameInPeople({ person }: Identity, typed: string): string {
  return (typed.includes("@") ? person?.email?.text : person?.slug) ?? typed;
}

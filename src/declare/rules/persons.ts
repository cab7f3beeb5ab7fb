/** Rules on the file of all people: each is one person, known by names and ids that are theirs alone. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nearestPerson } from "../../model/text.ts";
import type { Facts, People } from "../facts.ts";
import type { DeclaredPerson } from "../items.ts";
import { personNamed } from "../persons.ts";
import { errorAt, placeText, quoted, type Place } from "../place.ts";
import { emailFaults } from "./email.ts";
import { checkIdentities, identitiesIn, type Known } from "./identities.ts";
import { lookalikes, mixedScriptsIn } from "./lookalikes.ts";

/** What the rules on people need of one organization, and what they object to in it. */
export interface Crowd {
  readonly key: string;
  readonly readable: boolean;
  /** Members who are no persons, and say more of themselves than an e-mail. */
  readonly unlisted: readonly Known[];
  /** Of the addresses that were asked for: those of members. */
  readonly members: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Addresses that people name as successors and that are no person's: they may be members. */
export function successorsAsked(people: People): readonly string[] {
  const named = [...people.byKey.values()].flatMap(({ successor }) =>
    successor?.key.includes("@") === true && personNamed(people, successor) === undefined
      ? [successor.key]
      : [],
  );
  return [...new Set(named)];
}

export function crowdIn(facts: Facts, asked: readonly string[]): Crowd {
  const { key, readable, members } = facts;
  return { key, readable, ...identitiesIn(facts), members: asked.filter((one) => members.has(one)) };
}

/** What is wrong with the people of the file, seen beside all organizations; `others` are keys of those that are not read. */
export function checkPeople(
  people: People,
  crowds: readonly Crowd[],
  others: readonly string[],
): Diagnostic[] {
  // Whoever is in no file that was read may be in another.
  const allRead = others.length === 0 && crowds.every(({ readable }) => readable);
  const members = new Set(crowds.flatMap((crowd) => crowd.members));
  const isMember = (key: string): boolean => !allRead || members.has(key);
  const persons = [...people.byKey.values()];
  return [
    ...emailFaults(
      persons.flatMap(({ email, previously }) => (email === undefined ? previously : [email, ...previously])),
    ),
    ...claimedTwice(persons),
    ...persons.flatMap((person) => loginOfAnother(person, people)),
    ...persons.flatMap((person) => successorFault(person, people, isMember)),
    ...mixedScriptsIn(persons.flatMap(({ name }) => name ?? [])),
    ...lookalikeNames(persons),
    ...checkIdentities(people, {
      keys: new Set([...crowds.map(({ key }) => key), ...others]),
      unlisted: crowds.flatMap(({ unlisted }) => unlisted),
    }),
  ];
}

/** Errors for an e-mail, a login or an account that two people give as theirs. */
function claimedTwice(persons: readonly DeclaredPerson[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const [field, noun] of [
    ["email", "e-mail"],
    ["login", "login"],
    ["account", "account number"],
  ] as const) {
    const first = new Map<string, Place>();
    for (const person of persons) {
      const value = person[field];
      if (value === undefined) continue;
      const other = first.get(value.key);
      if (other === undefined) {
        first.set(value.key, value.at);
        continue;
      }
      const message = `The ${noun} ${quoted(value.text)} is that of two people; first at ${placeText(other)}.`;
      const hint = "It belongs to one person: correct it, or make the two entries one.";
      diagnostics.push(errorAt(value.at, { code: "same-person", message, hint }));
    }
  }
  return diagnostics;
}

function loginOfAnother({ key, login }: DeclaredPerson, people: People): Diagnostic[] {
  if (login === undefined || login.key === key) return [];
  const other = people.byKey.get(login.key);
  if (other === undefined) return [];
  const message = `The login ${quoted(login.text)} is the key of another person at ${placeText(other.at)}: it could mean either.`;
  const hint = "Give that person another key.";
  return [errorAt(login.at, { code: "login-is-key", message, hint })];
}

function successorFault(
  { key, slug, successor }: DeclaredPerson,
  people: People,
  isMember: (key: string) => boolean,
): Diagnostic[] {
  if (successor === undefined) return [];
  const named = personNamed(people, successor);
  if (named?.key === key) {
    const message = `${quoted(successor.text)} is named as their own successor.`;
    const hint = "Name somebody who stays, or leave it out.";
    return [errorAt(successor.at, { code: "own-successor", message, hint })];
  }
  if (named !== undefined || isMember(successor.key)) return [];
  const near = nearestPerson(
    successor.text,
    successor.key.includes("@") ? people.byEmail.keys() : people.byKey.keys(),
  );
  const message = `The successor of ${slug}, ${quoted(successor.text)}, is no person of the file and no member of any organization.`;
  const hint = near === undefined ? "Add them to `people`, or correct the name." : `Did you mean ${near}?`;
  return [errorAt(successor.at, { code: "unknown-person", message, hint })];
}

function lookalikeNames(persons: readonly DeclaredPerson[]): Diagnostic[] {
  return lookalikes(
    persons.flatMap(({ key, slug, name, at }) => [
      { owner: key, text: slug, at },
      ...(name === undefined ? [] : [{ owner: key, text: name.text, at: name.at }]),
    ]),
  );
}

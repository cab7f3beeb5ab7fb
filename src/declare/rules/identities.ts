/** Former e-mails and ids lead to one person each, in every organization. */
import type { Diagnostic } from "../../model/diagnostic.ts";
import { nearest, sortedBy } from "../../model/text.ts";
import { hasShape } from "../../model/vocabulary.ts";
import type { Facts, People } from "../facts.ts";
import type { DeclaredId, DeclaredMember, DeclaredPerson, Reference } from "../items.ts";
import { errorAt, placeText, quoted, warningAt } from "../place.ts";

/** Somebody with what the files say of who they are: a person, or a member who is none. */
export interface Known {
  /** Folded e-mail. */
  readonly key: string;
  readonly email: string;
  readonly isPerson: boolean;
  readonly previously: readonly Reference[];
  readonly ids: readonly DeclaredId[];
}

/** Remarks on former e-mails and ids that lead to nobody, or to more than one; `unlisted` are the members of all organizations who are no persons. */
export function checkIdentities(
  people: People,
  { keys, unlisted }: { readonly keys: ReadonlySet<string>; readonly unlisted: readonly Known[] },
): Diagnostic[] {
  const persons = [...people.byKey.values()].flatMap(knownPerson);
  return [
    ...[...persons, ...unlisted].flatMap(({ ids }) => unknownOrganizations(ids, keys)),
    ...idsClaimedTwice([...persons, ...unlisted]),
    ...formerEmails({ known: persons, present: new Map(persons.map(({ key }) => [key, true])) }, () => true),
  ];
}

/** The same in one organization, and its members who are no persons and say more of themselves than an e-mail. */
export function identitiesIn(facts: Facts): {
  readonly unlisted: readonly Known[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const members = [...facts.members.values()];
  return {
    unlisted: members.flatMap(knownMember),
    diagnostics: [
      ...members.flatMap(twoEntries),
      ...members.flatMap(({ person, ids = [] }) => idsOfOthers(person?.ids ?? ids, facts)),
      ...inOrganization(members),
      ...ownersOfTwoKinds(facts),
    ],
  };
}

function knownPerson({ key, slug, email, login, previously, ids }: DeclaredPerson): Known[] {
  if (email !== undefined) return [{ key: email.key, email: email.text, isPerson: true, previously, ids }];
  // Whoever has neither has an entry with errors.
  return login === undefined ? [] : [{ key, email: slug, isPerson: true, previously, ids }];
}

/** Nearly no member says more of themselves than an e-mail; those are nobody here. */
function knownMember({ key, email, person, previously = [], ids = [] }: DeclaredMember): Known[] {
  return person !== undefined || (previously.length === 0 && ids.length === 0)
    ? []
    : [{ key, email, isPerson: false, previously, ids }];
}

/** Errors for a member who is a person of the file, and gives former e-mails or ids of their own. */
function twoEntries({ email, person, previously, ids, at }: DeclaredMember): Diagnostic[] {
  if (person === undefined || (previously === undefined && ids === undefined)) return [];
  const field = previously === undefined ? "ids" : "previously";
  const message = `${quoted(email)} is the person ${person.slug} at ${placeText(person.at)}: \`${field}\` stands there.`;
  const hint = "Move it to the person's entry, so that it holds in every organization.";
  return [errorAt(at, { code: "person-fields", message, hint })];
}

/** Errors for an owner of a service account that is a team as well as a person. */
function ownersOfTwoKinds({ people, teams, service_accounts: serviceAccounts }: Facts): Diagnostic[] {
  return [...serviceAccounts.values()].flatMap(({ name, owner }) => {
    const person = owner === undefined ? undefined : people.byKey.get(owner.key);
    if (owner === undefined || person === undefined || !teams.has(owner.key)) return [];
    const message = `The owner of the service account ${name}, ${quoted(owner.text)}, is a team and a person (${placeText(person.at)}): it could mean either.`;
    const hint = "Write the person's e-mail, or give one of the two another name.";
    return [errorAt(owner.at, { code: "two-owners", message, hint })];
  });
}

function unknownOrganizations(ids: readonly DeclaredId[], keys: ReadonlySet<string>): Diagnostic[] {
  return ids
    .filter(({ organization }) => !keys.has(organization.text))
    .map(({ organization }) => {
      const near = nearest(organization.text, keys);
      const message = `\`ids\` names the organization ${quoted(organization.text)}, which no folder declares.`;
      const hint = near === undefined ? "Write the name of its folder." : `Did you mean ${near}?`;
      return errorAt(organization.at, { code: "unknown-organization", message, hint });
    });
}

/** Errors for ids that no service but another one gives: what is one at one of them may mean somebody else here. */
function idsOfOthers(ids: readonly DeclaredId[], { key, vocabulary: { personId } }: Facts): Diagnostic[] {
  return ids
    .filter(({ organization, id }) => organization.text === key && !hasShape(personId, id.text))
    .map(({ id }) => {
      const message = `${quoted(id.text)} is no id of a person at the service of ${key}.`;
      return errorAt(id.at, { code: "bad-value", message, hint: `Write an id ${personId.looks}.` });
    });
}

function idsClaimedTwice(known: readonly Known[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const first = new Map<string, Reference>();
  for (const { organization, id } of known.flatMap(({ ids }) => ids)) {
    const name = `${organization.text} ${id.text}`;
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, id);
      continue;
    }
    const message = `The id ${quoted(id.text)} in ${organization.text} is given to two; first at ${placeText(other.at)}.`;
    diagnostics.push(
      errorAt(id.at, { code: "same-id", message, hint: "It is one person: correct one of them." }),
    );
  }
  return diagnostics;
}

interface Crowd {
  /** Whose former e-mails are looked at. */
  readonly known: readonly Known[];
  /** Who has an e-mail now, by it, and whether they are a person of the file. */
  readonly present: ReadonlyMap<string, boolean>;
}

/** Everybody in the organization; what two persons of the file say of one another is told there. */
function inOrganization(members: readonly DeclaredMember[]): Diagnostic[] {
  const persons = members.flatMap(({ person }) => (person === undefined ? [] : knownPerson(person)));
  const known = [...persons, ...members.flatMap(knownMember)];
  if (known.length === 0) return [];
  const present = new Map(members.map(({ key, person }) => [key, person !== undefined]));
  return formerEmails({ known, present }, (one, other) => !one || !other);
}

/**
 * An error for a former e-mail that is still theirs. Warnings for one that is another's now, or that two claim:
 * whether that matters, the live side tells. `counts` is asked of two whether they are persons of the file.
 */
function formerEmails(
  { known, present }: Crowd,
  counts: (one: boolean, other: boolean) => boolean,
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const claims = new Map<string, { readonly by: Known; readonly name: Reference }>();
  for (const one of sortedBy(known, ({ key }) => key)) {
    for (const name of one.previously) {
      if (name.key === one.key) {
        if (!counts(one.isPerson, one.isPerson)) continue;
        const message = `${quoted(name.text)} is the e-mail that they have now, not a former one.`;
        diagnostics.push(errorAt(name.at, { code: "former-email", message, hint: "Remove it." }));
        continue;
      }
      const owner = present.get(name.key);
      if (owner !== undefined && counts(one.isPerson, owner)) {
        const message = `The former e-mail ${quoted(name.text)} of ${one.email} is somebody else's now.`;
        const hint = "If both are live, neither is changed. Remove it once the new e-mail is live.";
        diagnostics.push(warningAt(name.at, { code: "former-email", message, hint }));
      }
      const first = claims.get(name.key);
      if (first === undefined) claims.set(name.key, { by: one, name });
      else if (counts(one.isPerson, first.by.isPerson)) diagnostics.push(claimedTwice(name, first));
    }
  }
  return diagnostics;
}

function claimedTwice(name: Reference, first: { readonly by: Known; readonly name: Reference }): Diagnostic {
  const message = `The former e-mail ${quoted(name.text)} is claimed twice; ${first.by.email} claims it at ${placeText(first.name.at)}.`;
  const hint = "Leave it with the one who really had it; while somebody live has it, neither is changed.";
  return warningAt(name.at, { code: "former-email", message, hint });
}

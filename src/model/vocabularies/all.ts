/** The services that muster knows, by the name that files give them. */
import { merged, type IdShape, type Vocabulary } from "../vocabulary.ts";
import { github } from "./github.ts";
import { planasonix } from "./planasonix.ts";
import { scim, scimWithRoles } from "./scim.ts";

const vocabularies = { planasonix, github, scim } as const satisfies Readonly<Record<string, Vocabulary>>;

export type ProviderName = keyof typeof vocabularies;

/** The first is the one that stands for a service of which nothing is said. */
export const providerNames = Object.keys(vocabularies) as [ProviderName, ...ProviderName[]];

/** The words of services at which roles are there only where the files say what they are. */
const withRoles: Readonly<Partial<Record<ProviderName, Vocabulary>>> = { scim: scimWithRoles };

/** The words of a service; `roles` where the files of its organization say what roles are there. */
export function vocabularyOf(name: ProviderName, { roles = false } = {}): Vocabulary {
  return (roles ? withRoles[name] : undefined) ?? vocabularies[name];
}

/** The same by a name that may be of another version's services. */
export function vocabularyNamed(name: string | undefined): Vocabulary | undefined {
  const known = providerNames.find((provider) => provider === name);
  return known === undefined ? undefined : vocabularyOf(known);
}

const distinct = (words: readonly string[]): readonly string[] => [...new Set(words)];
const all: readonly Vocabulary[] = Object.values(vocabularies);

/** The words of all services as if they were one: for what does not know which it speaks of. */
export const anyVocabulary: Vocabulary = merged(all);

/** Whatever can be shared, owned, or given of what is shared, at any of the services. */
export const sharedKinds = anyVocabulary.shared.map(({ kind }) => kind);
export const ownedKinds = anyVocabulary.owned.map(({ kind }) => kind);

/** The built-in roles that manage users, at any of the services. */
export const managingRoles = distinct(all.flatMap(({ roles }) => roles.managing ?? []));

/** What an id of a person looks like at any of the services. */
export const anyPersonId: IdShape = anyVocabulary.personId;

/** The fields of people.yaml for where people are known by logins, and what people call that service. */
export const loginFields = { ...github.handle.inPeople, at: "GitHub" } as const;
/** What a login looks like there, without anchors. */
export const loginPattern = github.handle.pattern;

/** What a key looks like at any of the services. */
export const anyKeyPattern = anyVocabulary.keyPattern;

/** Who is meant: names of people in an organization's files, brought to the folded e-mail by which members are known. */
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Facts, People } from "./facts.ts";
import type { Settings } from "./settings.ts";
import type {
  DeclaredId,
  DeclaredMember,
  DeclaredPerson,
  DeclaredPlace,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
  Reference,
} from "./items.ts";
import type { PersonIdentity } from "../model/organization.ts";
import type { Vocabulary } from "../model/vocabulary.ts";
import { addOnce } from "./named.ts";
import { sourceAt } from "./place.ts";
import { given } from "../model/given.ts";

/** The people of the file by key and by e-mail; `sound` when nothing was wrong with the file. */
export function peopleOf(
  listed: readonly DeclaredPerson[],
  { readable, diagnostics }: { readonly readable: boolean; readonly diagnostics: Diagnostic[] },
): People {
  const byKey = new Map<string, DeclaredPerson>();
  addOnce({ map: byKey, items: listed, code: "duplicate-person", name: (item) => item.slug, diagnostics });
  return { byKey, byEmail: byHandle(byKey.values()), readable, sound: readable && diagnostics.length === 0 };
}

function byHandle(people: Iterable<DeclaredPerson>): ReadonlyMap<string, DeclaredPerson> {
  const found = new Map<string, DeclaredPerson>();
  for (const person of people) {
    const handle = person.email?.key;
    if (handle !== undefined && !found.has(handle)) found.set(handle, person);
  }
  return found;
}

/**
 * The people as one organization's service has them: under the handle that people.yaml gives them there in place of their
 * e-mail address, and with the id that goes with it.
 */
export function peopleAt(
  people: People,
  at: { readonly key: string; readonly vocabulary: Vocabulary },
): People {
  const fields = at.vocabulary.handle?.inPeople;
  if (fields === undefined) return people;
  const byKey = new Map([...people.byKey].map(([key, person]) => [key, personAt(person, at.key)]));
  return { ...people, byKey, byEmail: byHandle(byKey.values()) };
}

function personAt(person: DeclaredPerson, organization: string): DeclaredPerson {
  const { login: handle, account: id } = person;
  if (handle === undefined) return person;
  const given = person.ids.some((item) => item.organization.text === organization);
  const ids =
    id === undefined || given
      ? person.ids
      : [...person.ids, { organization: { text: organization, key: organization, at: id.at }, id }];
  // Former addresses are none of what they are called there.
  const addresses = [person.email, ...person.previously].flatMap((name) => name?.text ?? []);
  return { ...person, email: handle, previously: [], ids, addresses };
}

/** The person that a name stands for, by key or by what they are called. */
export function personNamed(people: People, name: Pick<Reference, "key">): DeclaredPerson | undefined {
  return name.key.includes("@")
    ? people.byEmail.get(name.key)
    : (people.byKey.get(name.key) ?? people.byEmail.get(name.key));
}

/** Whether a name is a person's and not a team's, where it can be either. */
export function isPersonal(people: People, name: Pick<Reference, "key">): boolean {
  return name.key.includes("@") || people.byKey.has(name.key);
}

/** The service accounts with owners under their e-mails, where a person is named. A team of that name goes before; that there is one is an error. */
export function accountOwners(
  accounts: ReadonlyMap<string, DeclaredServiceAccount>,
  { people, teams }: Pick<Facts, "people" | "teams">,
): ReadonlyMap<string, DeclaredServiceAccount> {
  if (people.byKey.size === 0) return accounts;
  return new Map(
    [...accounts].map(([key, account]) =>
      account.owner === undefined || teams.has(account.owner.key)
        ? [key, account]
        : [key, { ...account, owner: resolved(account.owner, people) }],
    ),
  );
}

/** The name, under the address of the person whose key it is. */
export function resolved(name: Reference, people: People): Reference {
  if (name.key.includes("@")) return name;
  const email = people.byKey.get(name.key)?.email;
  return email === undefined ? name : { ...name, key: email.key };
}

/** The settings with people under their addresses. */
export function personalSettings(settings: Settings, people: People): Settings {
  const { successor } = settings;
  return {
    ...settings,
    ...(successor === undefined ? {} : { successor: resolved(successor, people) }),
    protected: settings.protected.map((person) => resolved(person, people)),
    approvers: settings.approvers.map((person) => resolved(person, people)),
    settled: settings.settled.map((item) => ({ ...item, by: resolved(item.by, people) })),
  };
}

/** The member under the address of the person whose key names them. */
export function personalMember(named: DeclaredMember, people: People): DeclaredMember {
  const { approvedBy } = named;
  const member = approvedBy === undefined ? named : { ...named, approvedBy: resolved(approvedBy, people) };
  const person = personNamed(people, member);
  const successor = member.successor === undefined ? undefined : resolved(member.successor, people);
  if (person === undefined) {
    return successor === undefined ? member : { ...member, successor };
  }
  const { email, leaves } = person;
  return {
    ...member,
    ...(email === undefined || member.key === email.key ? {} : { key: email.key, email: email.text }),
    person,
    ...given({ leaves, successor }),
  };
}

/** The role with people under their addresses. Of teams that hold it nothing is a person's name. */
export function personalRole(role: DeclaredRole, people: People): DeclaredRole {
  const { grantedTo } = role;
  if (grantedTo?.member === undefined) return role;
  const member = grantedTo.member.map((grant) => ({ ...grant, holder: resolved(grant.holder, people) }));
  return { ...role, grantedTo: { ...grantedTo, member } };
}

/** The team with people under their addresses. */
export function personalTeam(team: DeclaredTeam, people: People): DeclaredTeam {
  const { manager, members } = team;
  return {
    ...team,
    ...(manager ? { manager: resolved(manager, people) } : {}),
    ...(members === undefined
      ? {}
      : {
          members: members.map((place) => personalPlace(place, people)),
        }),
  };
}

/** The place under the person's address. */
export function personalPlace(place: DeclaredPlace, people: People): DeclaredPlace {
  const member = resolved(place.member, people);
  return member === place.member ? place : { ...place, member };
}

/** Former e-mails of a member, as the person's entry or their own gives them. */
export function formerEmails(member: DeclaredMember): readonly Reference[] {
  return member.person?.previously ?? member.previously ?? [];
}

/** The member's id at the service of this organization, where the files give one. */
export function idIn(organization: string, member: DeclaredMember): Reference | undefined {
  return ownId(organization, member) ?? member.listedId;
}

/** The id that the entry of the person or the member gives. */
export function ownId(organization: string, member: DeclaredMember): Reference | undefined {
  const ids: readonly DeclaredId[] = member.person?.ids ?? member.ids ?? [];
  return ids.find((item) => item.organization.text === organization)?.id;
}

/** By what the person that a member is can be known in this organization; nothing for a member who is none. */
export function identityIn(organization: string, member: DeclaredMember): PersonIdentity[] {
  const { person } = member;
  if (person?.email === undefined) return [];
  const { key, email, previously, login, account, addresses, at } = person;
  const id = idIn(organization, member);
  return [
    {
      key,
      email: email.text,
      previously: previously.map((former) => former.text),
      ...(id === undefined ? {} : { id: id.text }),
      ...(login === undefined ? {} : { login: login.text }),
      ...(account === undefined ? {} : { account: account.text }),
      ...(addresses === undefined ? {} : { addresses }),
      source: sourceAt(at),
    },
  ];
}

/** Who may receive what a member leaves, nearest first: their own successor, then the person's where that one is a member here. */
export function successorsOf(facts: Facts, member: DeclaredMember): Reference[] {
  const successors = member.successor === undefined ? [] : [member.successor];
  const named = member.person?.successor;
  if (named === undefined) return successors;
  const behind = resolved(named, facts.people);
  return facts.members.has(behind.key) ? [...successors, behind] : successors;
}

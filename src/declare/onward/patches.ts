/** Edits as the facts have them, and whether the files are as valid with them as they were without. */
import { hasErrors } from "../../model/diagnostic.ts";
import type { Facts } from "../facts.ts";
import type { DeclaredServiceAccount, DeclaredTeam, ListedId, Reference } from "../items.ts";
import { resolved } from "../persons.ts";
import { append } from "../place.ts";
import { judgeAll, judgeEach } from "../rules/all.ts";
import { identitiesIn } from "../rules/identities.ts";
import type { Edit, Edits } from "./edits.ts";
import { listedFor } from "./listed.ts";
import { patched } from "./patched.ts";
import type { Tables } from "./sorts.ts";
import type { State } from "./state.ts";
import { given } from "../../model/given.ts";

/** By key; undefined: it is gone. */
type EditedTables = {
  readonly [T in keyof Edits]: Tables[T] extends Map<string, infer Item>
    ? ReadonlyMap<string, Item | undefined>
    : never;
};

/** The entries with their ids, and their owners under their addresses. */
export function patchesOf(state: State, { members, teams, service_accounts: accounts }: Edits): EditedTables {
  const { givenIds } = state;
  return {
    members: afterEach(members, (member) => withId(member, givenIds.get(`member ${member.key}`))),
    teams: afterEach(teams, (team) => withId(team, givenIds.get(`team ${team.key}`))),
    service_accounts: afterEach(accounts, (account) => finishedAccount(state, account)),
  };
}

const none: ReadonlyMap<string, undefined> = new Map<string, undefined>();

function afterEach<T>(
  edits: readonly Edit<T>[],
  finished: (item: T) => T,
): ReadonlyMap<string, T | undefined> {
  if (edits.length === 0) return none;
  return new Map(edits.map(({ key, after }) => [key, after === undefined ? undefined : finished(after)]));
}

function withId<T extends object>(item: T, line: ListedId | undefined): T {
  return line === undefined ? item : { ...item, listedId: line.id };
}

function finishedAccount(
  { givenIds, said, facts: { people } }: State,
  account: DeclaredServiceAccount,
): DeclaredServiceAccount {
  const { key, owner } = account;
  const keys = account.keys?.map((each) => withId(each, givenIds.get(`key ${key}/${each.key}`)));
  const isAsWritten = owner === undefined || said.teams.has(owner.key) || people.byKey.size === 0;
  const named: Reference | undefined = isAsWritten ? owner : resolved(owner, people);
  return { ...withId(account, givenIds.get(`service_account ${key}`)), ...given({ keys, owner: named }) };
}

/** Edits that are to be taken up, on a day. */
export interface Taken {
  readonly edits: Edits;
  readonly patches: EditedTables;
  readonly day: string;
}

/** Only what the edits can make invalid is judged: they, and what names them. */
export function areValid({ facts, said, naming }: State, { edits, patches, day }: Taken): boolean {
  const listed = listedFor(edits, naming.namers, said.teams);
  const focus: Facts = {
    ...facts,
    ids: [],
    members: patched(said.members, patches.members, listed.members),
    teams: patched(said.teams, patches.teams, listed.teams),
    service_accounts: patched(said.service_accounts, patches.service_accounts, listed.service_accounts),
    ownership: patched(facts.ownership, none, listed.ownership),
  };
  const found = [...judgeEach(focus, day), ...identitiesIn(focus).diagnostics];
  if (edits.teams.some(isNamedOtherwise))
    append(found, judgeAll({ ...facts, teams: patched(said.teams, patches.teams) }, day));
  return !hasErrors(found);
}

function isNamedOtherwise({ before, after }: Edit<DeclaredTeam>): boolean {
  return after !== undefined && (before?.slug !== after.slug || before.name?.text !== after.name?.text);
}

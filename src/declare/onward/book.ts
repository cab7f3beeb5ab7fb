/**
 * One organization as its files go on from commit to commit and from day to day. Of a change only what it can mean
 * something for is judged and told again; what it is too large for is answered by undefined, and nothing was touched.
 */
import type { Onward } from "../../model/onward.ts";
import { accountOn, memberOn, roleOn, teamOn } from "../day.ts";
import type { Facts, Settings } from "../facts.ts";
import type { Folder } from "../layout.ts";
import { editsOf, type NextVersions } from "./edits.ts";
import { hangingOn, standsOtherwise, teamsOfProfile } from "./hanging.ts";
import { kindAndKey, type ItemName } from "./naming.ts";
import { areValid, patchesOf, type Taken } from "./patches.ts";
import { newState, put, rememberAccount, rememberMember, rememberTeam, type State } from "./state.ts";
import { allNames, tell } from "./tell.ts";

export interface Book {
  /** The files that it is of. */
  readonly folder: Folder;
  /** What they say. The same object as long as the book goes on. */
  readonly facts: Facts;
  /** All that is declared. */
  whole(): Onward;
  /** What other files of the folder would change; to be taken up or left. */
  propose(folder: Folder, day: string): Proposal | undefined;
  /** What was taken up was told: what it left as it was is known by its new place from now on. */
  told(): void;
  /** The days that the files name, now or before. */
  days(): Iterable<string>;
  /** What a day changes. */
  advance(day: string): Onward | undefined;
}

interface Proposal {
  /** Keys of the members whom no file declares any more. */
  readonly leaving: readonly string[];
  take(): Onward;
}

/** The book of files that are valid together, as they are on a day. */
export function openBook(
  read: Facts,
  of: { readonly settings: Settings; readonly folder: Folder; readonly day: string },
): Book {
  const state = newState(read, of);
  return {
    get folder() {
      return state.folder;
    },
    facts: state.facts,
    whole: () => tell(state, allNames(state), true),
    propose(folder, day) {
      const { facts, versions } = state;
      const found = editsOf({ facts, before: state.folder, after: folder, versions });
      if (found === undefined) return undefined;
      const { edits, next } = found;
      const taken = { edits, patches: patchesOf(state, edits), day };
      if (!areValid(state, taken)) return undefined;
      return {
        leaving: edits.members.flatMap(({ key, after }) => (after === undefined ? [key] : [])),
        take() {
          state.folder = folder;
          goOn(state, next);
          return tell(state, take(state, taken));
        },
      };
    },
    told() {
      for (const version of state.untold) version.settle();
      state.untold = [];
    },
    days: () => state.byDay.keys(),
    advance(day) {
      const names = advance(state, day);
      return names.size === 0 ? undefined : tell(state, names);
    },
  };
}

function goOn({ versions, untold }: State, next: NextVersions): void {
  for (const [name, each] of next) {
    put(versions, name, each?.version);
    if (each !== undefined) untold.push(each);
  }
}

/** Takes the edits up; the entries that may come to something else. */
function take(state: State, taken: Taken): Set<ItemName> {
  const names = new Set<ItemName>();
  const otherwise = takeMembers(state, taken, names);
  takeTeams(state, taken, names);
  takeAccounts(state, taken, names);
  if (otherwise.length > 0) for (const name of hangingOn(state, otherwise)) names.add(name);
  return names;
}

/** Those on whom something can hang that is otherwise now. */
function takeMembers(state: State, { edits, patches, day }: Taken, names: Set<ItemName>): readonly string[] {
  const { said, now, goes, naming } = state;
  const otherwise: string[] = [];
  for (const { key, likeness } of edits.members) {
    const [before, written] = [now.members.get(key), patches.members.get(key)];
    const after = written === undefined ? undefined : memberOn(written, { today: day, goes });
    put(said.members, key, written);
    put(now.members, key, after);
    if (likeness === "same") continue;
    names.add(`member ${key}`);
    for (const each of [before, after]) for (const team of teamsOfProfile(state, each)) names.add(team);
    if (likeness === "moved") continue;
    if (standsOtherwise(state, before, after)) otherwise.push(key);
    if (written === undefined) naming.set(`member ${key}`, []);
    else rememberMember(state, written);
  }
  return otherwise;
}

function takeTeams(state: State, { edits, patches, day }: Taken, names: Set<ItemName>): void {
  const { said, now, naming } = state;
  for (const { key, likeness, before } of edits.teams) {
    const after = patches.teams.get(key);
    put(said.teams, key, after);
    put(now.teams, key, after === undefined ? undefined : teamOn(after, day));
    if (likeness === "same") continue;
    names.add(`team ${key}`);
    if (likeness === "moved") continue;
    if (after === undefined) naming.set(`team ${key}`, []);
    else rememberTeam(state, after);
    // An owner of that name is a team or none.
    if (before === undefined || after === undefined)
      for (const namer of naming.namers(`team ${key}`)) names.add(namer);
  }
}

function takeAccounts(state: State, { edits, patches, day }: Taken, names: Set<ItemName>): void {
  const { said, now, naming } = state;
  for (const { key, likeness } of edits.serviceAccounts) {
    const after = patches.serviceAccounts.get(key);
    put(said.serviceAccounts, key, after);
    put(now.serviceAccounts, key, after === undefined ? undefined : accountOn(after, day));
    if (likeness === "same") continue;
    names.add(`service_account ${key}`);
    if (likeness === "moved") continue;
    if (after === undefined) naming.set(`service_account ${key}`, []);
    else rememberAccount(state, after);
  }
}

/** The entries that may come to something else on a day. */
function advance(state: State, day: string): ReadonlySet<ItemName> {
  const { said, now, goes } = state;
  const names = new Set<ItemName>(state.byDay.get(day) ?? []);
  const otherwise: string[] = [];
  for (const name of [...names]) {
    const [kind, key] = kindAndKey(name);
    const team = kind === "team" ? said.teams.get(key) : undefined;
    if (team !== undefined) now.teams.set(key, teamOn(team, day));
    const account = kind === "service_account" ? said.serviceAccounts.get(key) : undefined;
    if (account !== undefined) now.serviceAccounts.set(key, accountOn(account, day));
    const role = kind === "role" ? said.roles.get(key) : undefined;
    if (role !== undefined) now.roles.set(key, roleOn(role, day));
    const member = kind === "member" ? said.members.get(key) : undefined;
    if (member === undefined) continue;
    const [before, after] = [now.members.get(key), memberOn(member, { today: day, goes })];
    now.members.set(key, after);
    for (const each of teamsOfProfile(state, member)) names.add(each);
    if (standsOtherwise(state, before, after)) otherwise.push(key);
  }
  if (otherwise.length > 0) for (const name of hangingOn(state, otherwise)) names.add(name);
  return names;
}

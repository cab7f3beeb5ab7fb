/**
 * One organization as its files go on from commit to commit and from day to day. Of a change only what it can mean
 * something for is judged and told again; what it is too large for is answered by undefined, and nothing was touched.
 */
import type { Onward } from "../../model/onward.ts";
import type { Facts } from "../facts.ts";
import type { Settings } from "../settings.ts";
import type { ItemName } from "../items.ts";
import type { AccessFile, Folder } from "../layout.ts";
import { editsOf, nextVersions, type Edit, type NextVersions } from "./edits.ts";
import { hangingOn, standsOtherwise, teamsOfProfile } from "./hanging.ts";
import { areValid, patchesOf, type Taken } from "./patches.ts";
import { allNames, put, sortAndKey, sorts, type SortName } from "./sorts.ts";
import { lineEdits } from "./oneLine.ts";
import { newState, remember, type State } from "./state.ts";
import { tell, type TeamPlace } from "./tell.ts";

export interface Book {
  /** The files that it is of. */
  readonly folder: Folder;
  /** What they say. The same object as long as the book goes on. */
  readonly facts: Facts;
  /** All that is declared. */
  whole(): Onward;
  /** What other files of the folder would change; to be taken up or left. */
  propose(next: Next): Proposal | undefined;
  /** What was taken up was told: what it left as it was is known by its new place from now on. */
  told(): void;
  /** The days that the files name, now or before. */
  days(): Iterable<string>;
  /** What a day changes. */
  advance(day: string): Onward | undefined;
}

interface Next {
  readonly folder: Folder;
  readonly day: string;
  /** Its files that are otherwise, where all others lie as they lay. */
  readonly changed: readonly AccessFile[] | undefined;
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
    whole: () => tell(state, new Set(allNames(state.said)), { isWhole: true }),
    propose({ folder, day, changed }) {
      const { facts, versions } = state;
      const files = { facts, before: state.folder, after: folder, versions, changed };
      const next = nextVersions(files);
      const ofLines = lineEdits(state, next);
      const edits = ofLines?.edits ?? editsOf(files, next);
      if (edits === undefined) return undefined;
      const taken = { edits, patches: patchesOf(state, edits), day };
      if (ofLines?.isHarmless !== true && !areValid(state, taken)) return undefined;
      return {
        leaving: edits.members.flatMap(({ key, after }) => (after === undefined ? [key] : [])),
        take() {
          state.folder = folder;
          goOn(state, next);
          return take(state, taken);
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

/** Takes the edits up, and tells what may come to something else. */
function take(state: State, { edits, patches, day }: Taken): Onward {
  const { said, now, naming } = state;
  const names = new Set<ItemName>();
  const former = edits.members.map(({ key }) => now.members.get(key));
  const places: TeamPlace[] = [];
  const of = { state, names, places, day };
  takeUp(of, { sort: "members", edits: edits.members, said: said.members, patches: patches.members });
  const otherwise = edits.members.flatMap(({ key, likeness }, at) => {
    if (likeness === "same") return [];
    const [before, after] = [former[at], now.members.get(key)];
    for (const each of [before, after]) for (const team of teamsOfProfile(state, each)) names.add(team);
    return likeness === "other" && standsOtherwise(state, before, after) ? [key] : [];
  });
  takeUp(of, { sort: "teams", edits: edits.teams, said: said.teams, patches: patches.teams });
  // An owner of that name is a team or none.
  for (const { key, before, after } of edits.teams)
    if (before === undefined || after === undefined)
      for (const namer of naming.namers(`teams ${key}`)) names.add(namer);
  const { service_accounts: accounts } = edits;
  takeUp(of, {
    ...{ sort: "service_accounts", edits: accounts },
    ...{ said: said.service_accounts, patches: patches.service_accounts },
  });
  for (const name of hangingOn(state, otherwise)) names.add(name);
  return tell(state, names, { places });
}

interface Taking {
  readonly state: State;
  readonly names: Set<ItemName>;
  readonly places: TeamPlace[];
  readonly day: string;
}

interface Edited<T> {
  readonly sort: SortName;
  readonly edits: readonly Edit<T>[];
  readonly said: Map<string, T>;
  readonly patches: ReadonlyMap<string, T | undefined>;
}

function takeUp<T>({ state, names, places, day }: Taking, { sort, edits, said, patches }: Edited<T>): void {
  for (const { key, likeness, place } of edits) {
    put(said, key, patches.get(key));
    sorts[sort].date(state, key, { today: day, goes: state.goes });
    if (likeness === "same") continue;
    const name: ItemName = `${sort} ${key}`;
    if (place !== undefined) {
      places.push({ name, team: key, ...place });
      state.naming.setOne(name, `members ${place.place.member.key}`, place.isNew);
      continue;
    }
    names.add(name);
    if (likeness === "other") remember(state, name);
  }
}

/** The entries that may come to something else on a day. */
function advance(state: State, day: string): Set<ItemName> {
  const { said, now, goes } = state;
  const names = new Set<ItemName>(state.byDay.get(day) ?? []);
  const otherwise: string[] = [];
  for (const name of [...names]) {
    const [sort, key] = sortAndKey(name);
    const before = now.members.get(key);
    sorts[sort].date(state, key, { today: day, goes });
    const member = sort === "members" ? said.members.get(key) : undefined;
    if (member === undefined) continue;
    for (const each of teamsOfProfile(state, member)) names.add(each);
    if (standsOtherwise(state, before, now.members.get(key))) otherwise.push(key);
  }
  for (const name of hangingOn(state, otherwise)) names.add(name);
  return names;
}

/** What is kept of one organization while its files go on: what they say, what that comes to today, and who names whom. */
import type { Entity } from "../../model/entity.ts";
import { factsOn, goesTo } from "../day.ts";
import type {
  DeclaredMember,
  DeclaredRole,
  DeclaredServiceAccount,
  DeclaredTeam,
  Facts,
  ListedId,
  Settings,
} from "../facts.ts";
import type { Folder } from "../layout.ts";
import type { NextVersion, Version } from "../versions/version.ts";
import { daysOfAccount, daysOfMember, daysOfRole, daysOfTeam } from "./days.ts";
import {
  namedByAccount,
  namedByMember,
  namedByOwnership,
  namedByRole,
  namedByTeam,
  newNaming,
  type ItemName,
  type Naming,
} from "./naming.ts";

export interface Tables {
  readonly members: Map<string, DeclaredMember>;
  readonly teams: Map<string, DeclaredTeam>;
  readonly serviceAccounts: Map<string, DeclaredServiceAccount>;
  readonly roles: Map<string, DeclaredRole>;
}

export interface State {
  /** The files that it is of, and their versions by name. */
  folder: Folder;
  readonly versions: Map<string, Version>;
  /** Versions that were taken up since their changes were told last. */
  untold: NextVersion[];
  readonly settings: Settings;
  /** What the files say, in tables that go on; `said` are the same ones. */
  readonly facts: Facts;
  readonly said: Tables;
  /** What that comes to on the day; `now` are its tables. */
  readonly dated: Facts;
  readonly now: Tables;
  readonly naming: Naming;
  /** The entries that name a day, now or before. */
  readonly byDay: Map<string, Set<ItemName>>;
  /** What was told of each entry last. */
  readonly told: Map<ItemName, readonly Entity[]>;
  /** The lines of `ids`, by what they name. */
  readonly givenIds: ReadonlyMap<string, ListedId>;
  /** What becomes of whoever leaves. */
  readonly goes: "deactivated" | "removed";
}

/** Of files that are valid together, on a day. */
export function newState(
  facts: Facts,
  { settings, folder, day }: { readonly settings: Settings; readonly folder: Folder; readonly day: string },
): State {
  const [said, now] = [tablesOf(facts), tablesOf(factsOn(facts, day))];
  const state: State = {
    ...{ folder, settings, said, now },
    ...{ versions: new Map(facts.versions), untold: [] },
    facts: { ...facts, ...said },
    dated: { ...facts, ...now },
    ...{ naming: newNaming(), byDay: new Map(), told: new Map() },
    givenIds: new Map(facts.ids.map((line) => [`${line.kind} ${line.name.key}`, line])),
    goes: goesTo(facts),
  };
  for (const member of said.members.values()) rememberMember(state, member);
  for (const team of said.teams.values()) rememberTeam(state, team);
  for (const account of said.serviceAccounts.values()) rememberAccount(state, account);
  for (const role of said.roles.values())
    remember(state, `role ${role.key}`, { named: namedByRole(role), days: daysOfRole(role) });
  for (const ownership of facts.ownerships.values())
    state.naming.set(`ownership ${ownership.key}`, namedByOwnership(ownership));
  return state;
}

function tablesOf({ members, teams, serviceAccounts, roles }: Facts): Tables {
  return {
    ...{ members: new Map(members), teams: new Map(teams) },
    ...{ serviceAccounts: new Map(serviceAccounts), roles: new Map(roles) },
  };
}

/** Whom the entry names, and on which days it may come to something else. */
export function rememberMember(state: State, member: DeclaredMember): void {
  const name = `member ${member.key}`;
  remember(state, name, { named: namedByMember(member, state.facts.people), days: daysOfMember(member) });
}

export function rememberTeam(state: State, team: DeclaredTeam): void {
  remember(state, `team ${team.key}`, { named: namedByTeam(team), days: daysOfTeam(team) });
}

export function rememberAccount(state: State, account: DeclaredServiceAccount): void {
  const name = `service_account ${account.key}`;
  remember(state, name, { named: namedByAccount(account), days: daysOfAccount(account) });
}

function remember(
  { naming, byDay }: State,
  name: ItemName,
  { named, days }: { readonly named: readonly ItemName[]; readonly days: readonly string[] },
): void {
  naming.set(name, named);
  for (const day of days) {
    const items = byDay.get(day) ?? new Set();
    byDay.set(day, items);
    items.add(name);
  }
}

export function put<T>(map: Map<string, T>, key: string, item: T | undefined): void {
  if (item === undefined) map.delete(key);
  else map.set(key, item);
}

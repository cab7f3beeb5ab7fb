/** The files of one organization over the years: what people change in them, at random but as people do. */
import type { Files } from "../fakes/world.ts";

/** Chance that can be had again. */
export type Chance = () => number;

/** A stream of numbers from 0 to 1 (mulberry32), the same for the same seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface LifeShare {
  pipeline: string;
  level: "view" | "run" | "edit";
  expires?: string;
}

export interface LifePerson {
  /** Key in people.yaml, for those who stand there. */
  key?: string;
  email: string;
  role: string;
  until?: string;
  expires?: string;
  leaves?: string;
  state: "active" | "deactivated" | "removed";
  /** Since when they are no longer active in the files. */
  since?: string;
  atOnce?: boolean;
  previously: string[];
  guest: boolean;
  shares: LifeShare[];
}

export interface LifeTeam {
  slug: string;
  previously: string[];
  members: { email: string; lead: boolean; expires?: string }[];
  shares: LifeShare[];
}

export interface LifeKey {
  name: string;
  scopes: string[];
  rotateDays: number;
  overlapHours: number;
}

export interface LifeAccount {
  name: string;
  /** A team's slug, or an e-mail. */
  owner: string;
  expires?: string;
  keys: LifeKey[];
  shares: LifeShare[];
}

/** All that the files say. */
export interface Life {
  serial: number;
  people: LifePerson[];
  teams: LifeTeam[];
  accounts: LifeAccount[];
}

/** Whoever stays for ever: admins enough, and somebody to receive what leavers own. */
export const founders = ["ana@acme.example", "ben@acme.example", "cat@acme.example"];
export const pipelines = ["nightly", "hourly", "weekly"];

export function firstLife(): Life {
  const person = (email: string, role: string): LifePerson => ({
    ...{ email, role, state: "active", previously: [], guest: false, shares: [] },
  });
  return {
    serial: 0,
    people: [...founders.map((email) => person(email, "admin")), person("dan@acme.example", "editor")],
    teams: [{ slug: "core", previously: [], members: [], shares: [] }],
    accounts: [],
  };
}

/** The day so many days after another. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The last day of somebody's access, if the files name one: the first without it. */
export function endOf({ expires, leaves }: Pick<LifePerson, "expires" | "leaves">): string | undefined {
  return [expires, leaves].filter((day) => day !== undefined).sort()[0];
}

/** Where the secret of a key goes, below the folder of the files. */
export function targetOf(account: string, key: string): string {
  return `${account}-${key}.secret`;
}

const json = (value: object): string => JSON.stringify(value);

/** The access files; where secrets go may be said otherwise. */
export function filesOfLife({ people, teams, accounts }: Life, placeOf = targetOf): Files {
  const nameOf = (email: string): string => people.find((person) => person.email === email)?.key ?? email;
  const keyed = people.filter((person) => person.key !== undefined);
  return {
    "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01acme
  drift: correct
  successor: ana@acme.example
  sso: { enforced: true, domains: [acme.example] }
  guests: { domains: [contractor.example], max_days: 180 }
  unlisted: { members: deactivate, invitations: cancel, teams: delete, service_accounts: delete, keys: delete, shares: delete }
  guards: { min_admins: 2, max_loss: 100%, max_changes: 500 }
`,
    ...(keyed.length === 0
      ? {}
      : {
          "people.yaml": `people:\n${keyed.map((one) => `  ${one.key ?? ""}: ${json(personFields(one))}\n`).join("")}`,
        }),
    "acme/members.yaml": `members:\n${people.map((one) => `  ${nameOf(one.email)}: ${json(memberFields(one))}\n`).join("")}`,
    "acme/teams/all.yaml": `teams:\n${teams
      .map((team) => `  ${team.slug}:\n${teamFields(team, nameOf)}`)
      .join("")}`,
    ...(accounts.length === 0
      ? {}
      : {
          "acme/automation.yaml": `service_accounts:\n${accounts.map((one) => accountText(one, { nameOf, placeOf })).join("")}`,
        }),
  };
}

function personFields({ email, leaves, previously }: LifePerson): object {
  return {
    email,
    ...(leaves === undefined ? {} : { leaves }),
    ...(previously.length === 0 ? {} : { previously }),
  };
}

function memberFields(person: LifePerson): object {
  const { state, atOnce, guest, expires, until, previously, key, shares } = person;
  if (state !== "active") return { state, ...(atOnce === true ? { at_once: "an incident" } : {}) };
  return {
    role: person.role,
    ...(until === undefined ? {} : { until, then: "editor" }),
    ...(expires === undefined ? {} : { expires }),
    ...(guest ? { approved_by: founders[0], reason: "a project" } : {}),
    ...(key === undefined && previously.length > 0 ? { previously } : {}),
    ...(shares.length === 0 ? {} : { shares: sharesOf(shares) }),
  };
}

function sharesOf(shares: readonly LifeShare[]): object {
  return {
    pipelines: Object.fromEntries(
      shares.map(({ pipeline, level, expires }) => [
        pipeline,
        expires === undefined ? level : { level, expires },
      ]),
    ),
  };
}

function teamFields(team: LifeTeam, nameOf: (email: string) => string): string {
  const members = team.members.map(({ email, lead, expires }) =>
    json({
      member: nameOf(email),
      ...(lead ? { role: "lead" } : {}),
      ...(expires === undefined ? {} : { expires }),
    }),
  );
  return [
    `    name: ${team.slug}\n`,
    team.previously.length === 0 ? "" : `    previously: ${json(team.previously)}\n`,
    members.length === 0
      ? "    members: []\n"
      : `    members:\n${members.map((one) => `      - ${one}\n`).join("")}`,
    team.shares.length === 0 ? "" : `    shares: ${json(sharesOf(team.shares))}\n`,
  ].join("");
}

interface Naming {
  readonly nameOf: (email: string) => string;
  readonly placeOf: typeof targetOf;
}

function accountText(account: LifeAccount, { nameOf, placeOf }: Naming): string {
  const { name, owner, expires, keys, shares } = account;
  const keyText = (key: LifeKey): string =>
    `      ${key.name}: ${json({
      scopes: key.scopes,
      rotate_after: `${key.rotateDays}d`,
      overlap: `${key.overlapHours}h`,
      deliver_to: { file: placeOf(name, key.name) },
    })}\n`;
  return [
    `  ${name}:\n    role: editor\n    owner: ${owner.includes("@") ? nameOf(owner) : owner}\n`,
    expires === undefined ? "" : `    expires: ${expires}\n`,
    shares.length === 0 ? "" : `    shares: ${json(sharesOf(shares))}\n`,
    keys.length === 0 ? "    keys: {}\n" : `    keys:\n${keys.map(keyText).join("")}`,
  ].join("");
}

/** Somebody's name is taken out of everything but the list of members. */
function forgetPlaces(life: Life, email: string): void {
  for (const team of life.teams) team.members = team.members.filter((place) => place.email !== email);
  for (const account of life.accounts) if (account.owner === email) account.owner = "core";
}

/** One change, as a person would make it on that day. It may be one that the rules refuse. */
export function changeLife(life: Life, today: string, chance: Chance): void {
  const within = (least: number, most: number): number => least + Math.floor(chance() * (most - least + 1));
  const later = (least: number, most: number): string => dayAfter(today, within(least, most));
  const one = <T>(items: readonly T[]): T | undefined => items[Math.floor(chance() * items.length)];
  const next = (): number => (life.serial += 1);
  const staff = life.people.filter((person) => person.state === "active" && !founders.includes(person.email));
  const changes: readonly (() => void)[] = [
    () => hire(life, { next, later, chance, one }),
    () => hire(life, { next, later, chance, one }),
    () => {
      const person = one(staff);
      if (person === undefined) return;
      Object.assign(person, { state: chance() < 0.8 ? "deactivated" : "removed", since: today });
      if (chance() < 0.2) person.atOnce = true;
      for (const field of ["until", "expires"] as const) delete person[field];
      person.shares = [];
      if (chance() < 0.5) forgetPlaces(life, person.email);
    },
    () => {
      const person = one(staff.filter((it) => it.key !== undefined));
      if (person !== undefined) person.leaves = later(1, 40);
    },
    () => {
      const person = one(staff.filter((it) => !it.guest && it.role === "editor"));
      if (person !== undefined) Object.assign(person, { role: "admin", until: later(1, 14) });
    },
    () => {
      const person = one(staff.filter((it) => it.until === undefined && !it.guest));
      if (person !== undefined) person.role = one(["viewer", "editor", "maintainer"]) ?? "editor";
    },
    () => {
      const person = one(staff.filter((it) => it.expires !== undefined));
      if (person !== undefined) person.expires = later(5, 90);
    },
    () => {
      const person = one(staff.filter((it) => !it.guest));
      if (person === undefined) return;
      const email = `new${next()}@acme.example`;
      for (const team of life.teams)
        for (const place of team.members) if (place.email === person.email) place.email = email;
      for (const account of life.accounts) if (account.owner === person.email) account.owner = email;
      person.previously = [...person.previously, person.email];
      person.email = email;
    },
    () => {
      const gone = one(life.people.filter((it) => dayAfter(it.since ?? endOf(it) ?? today, 20) < today));
      if (gone === undefined) return;
      forgetPlaces(life, gone.email);
      life.people = life.people.filter((person) => person !== gone);
    },
    () => {
      const slug = `team${next()}`;
      if (life.teams.length < 5) life.teams.push({ slug, previously: [], members: [], shares: [] });
    },
    () => {
      const team = one(life.teams.filter((it) => it.slug !== "core"));
      if (team === undefined || life.accounts.some((account) => account.owner === team.slug)) return;
      if (chance() < 0.5) life.teams = life.teams.filter((it) => it !== team);
      else {
        team.previously = [...team.previously, team.slug];
        team.slug = `team${next()}`;
      }
    },
    () => join(life, { staff, later, chance, one }),
    () => join(life, { staff, later, chance, one }),
    () => {
      const team = one(life.teams);
      if (team !== undefined) team.members = team.members.slice(1);
    },
    () => share(one([...life.teams, ...life.accounts, ...staff]), { later, chance, one }),
    () => {
      const holder = one([...life.teams, ...life.accounts, ...staff]);
      if (holder !== undefined) holder.shares = holder.shares.slice(1);
    },
    () => {
      if (life.accounts.length >= 4) return;
      const owner = (chance() < 0.5 ? one(staff.filter((it) => !it.guest))?.email : undefined) ?? "core";
      const expires = chance() < 0.4 ? { expires: later(10, 200) } : {};
      life.accounts.push({ name: `bot${next()}`, owner, ...expires, keys: [], shares: [] });
    },
    () => {
      const account = one(life.accounts);
      if (account === undefined || account.keys.length >= 2) return;
      const [rotateDays, overlapHours] = [within(20, 90), within(12, 72)];
      account.keys.push({ name: `key${next()}`, scopes: ["pipelines:read"], rotateDays, overlapHours });
    },
    () => {
      const key = one(one(life.accounts)?.keys ?? []);
      if (key !== undefined)
        key.scopes = one([["pipelines:read"], ["pipelines:read", "pipelines:run"]]) ?? [];
    },
    () => {
      const [oldest] = life.accounts;
      if (oldest !== undefined && (chance() < 0.3 || (oldest.expires ?? today) < today))
        life.accounts.shift();
    },
  ];
  one(changes)?.();
}

interface Choosing {
  readonly later: (least: number, most: number) => string;
  readonly chance: Chance;
  readonly one: <T>(items: readonly T[]) => T | undefined;
}

/** An employee, in people.yaml or not, for good or until a day; or a guest. */
function hire(life: Life, { next, later, chance, one }: Choosing & { readonly next: () => number }): void {
  if (life.people.length >= 24) return;
  const guest = chance() < 0.3;
  const number = next();
  const email = guest ? `guest${number}@contractor.example` : `p${number}@acme.example`;
  const person: LifePerson = {
    ...{ email, state: "active", previously: [], guest, shares: [] },
    role: guest ? "viewer" : (one(["viewer", "editor", "editor", "maintainer"]) ?? "editor"),
    ...(guest || chance() < 0.3 ? { expires: later(3, 120) } : {}),
    ...(chance() < 0.4 ? { key: `person${number}` } : {}),
  };
  life.people.push(person);
  if (chance() < 0.6) one(life.teams)?.members.push({ email, lead: false });
}

function join(life: Life, choosing: Choosing & { readonly staff: readonly LifePerson[] }): void {
  const { staff, later, chance, one } = choosing;
  const [person, team] = [one(staff), one(life.teams)];
  if (person === undefined || team === undefined) return;
  if (team.members.some((place) => place.email === person.email)) return;
  const expires = chance() < 0.4 ? { expires: later(2, 60) } : {};
  team.members.push({ email: person.email, lead: chance() < 0.2, ...expires });
}

function share(holder: { shares: LifeShare[] } | undefined, { later, chance, one }: Choosing): void {
  const pipeline = one(pipelines);
  if (holder === undefined || pipeline === undefined) return;
  const level = one(["view", "run", "edit"] as const) ?? "view";
  const expires = chance() < 0.5 ? { expires: later(2, 60) } : {};
  holder.shares = [
    ...holder.shares.filter((it) => it.pipeline !== pipeline),
    { pipeline, level, ...expires },
  ];
}

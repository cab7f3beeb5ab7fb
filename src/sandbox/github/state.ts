/** What the embedded GitHub holds: accounts, organizations, keys. Numbers are GitHub's ids; everything else may change under them. */
import { github } from "../../model/vocabularies/github.ts";

/** A person's account. Its login can be given up and taken by somebody else; the number stays. */
export interface Account {
  readonly id: number;
  login: string;
  name: string | null;
  /** Where invitations by mail reach this account; nobody is told it. */
  email: string | null;
  deleted?: true;
}

export type OrganizationRole = "admin" | "member";

export interface Invitation {
  readonly id: number;
  /** Of the account; null while it went to an address. */
  readonly account: number | null;
  readonly email: string | null;
  role: OrganizationRole;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly teams: readonly number[];
  readonly inviter: string;
}

export interface FailedInvitation extends Invitation {
  readonly failedAt: string;
  readonly reason: string;
}

export type TeamRole = "member" | "maintainer";

export interface TeamRecord {
  readonly id: number;
  slug: string;
  name: string;
  description: string | null;
  privacy: "closed" | "secret";
  notifications: boolean;
  parent: number | null;
  /** By number of the account, as it was given; an owner counts as maintainer whatever stands here. */
  readonly members: Map<number, TeamRole>;
  /** By number of the repository: the level, or a custom repository role. */
  readonly repositories: Map<number, string>;
  /** The group of an identity provider that decides who is in it. */
  group?: string;
  /** It is the whole company's. */
  readonly enterprise?: true;
}

export interface Repository {
  readonly id: number;
  name: string;
  archived: boolean;
  readonly deployKeys: readonly DeployKey[];
}

/** A key that opens one repository, whoever added it. */
export interface DeployKey {
  readonly id: number;
  readonly title: string;
  /** Number of the account; null where GitHub does not tell. */
  readonly addedBy: number | null;
}

export interface OwnKey {
  readonly id: number;
  /** Number of the account. */
  readonly owner: number;
  readonly kind: "fine-grained token" | "SSH key" | "personal access token";
  readonly name: string;
}

/** A role beside admin and member that people and teams may hold in any number. */
export interface GrantedRole {
  readonly id: number;
  readonly name: string;
  readonly base: string | null;
  readonly permissions: readonly string[];
  readonly users: Set<number>;
  readonly teams: Set<number>;
}

export interface Organization {
  /** Of the folder that declares it. */
  readonly key: string;
  readonly id: number;
  login: string;
  name: string | null;
  /** RFC 3339. */
  readonly createdAt: string;
  /** What GitHub calls the plan that is paid for; by its seats unless given. */
  readonly plan?: string;
  /** Keys of people's own that were let in: fine-grained tokens, and what was authorized for single sign-on. */
  readonly ownKeys: readonly OwnKey[];
  /** Groups of its identity provider that decide on no team. */
  readonly otherGroups: readonly string[];
  /** What every member may do with every repository. */
  readonly everybody: "none" | "read" | "write" | "admin";
  /** Null where the plan counts none. */
  seats: number | null;
  /** How many invitations a day GitHub lets through: 50 for young organizations, else 500. */
  dailyInvitations: number;
  readonly members: Map<number, OrganizationRole>;
  readonly invitations: Map<number, Invitation>;
  readonly failed: Map<number, FailedInvitation>;
  readonly teams: Map<number, TeamRecord>;
  readonly repositories: Map<number, Repository>;
  readonly roles: Map<number, GrantedRole>;
  /** Repository roles of its own: by name, the level that each builds on. */
  readonly ownLevels: Map<string, string>;
  readonly outside: Set<number>;
  readonly blocked: Set<number>;
  /** When invitations were sent, in milliseconds since the epoch: what the daily limit counts. */
  readonly sent: number[];
}

/** What a GitHub App may do in the organization that it is installed in. */
export interface Installation {
  readonly id: number;
  readonly organization: number;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly allRepositories: boolean;
  suspendedAt: string | null;
}

export interface AppRecord {
  readonly id: number;
  readonly slug: string;
  /** PEM. */
  readonly publicKey: string;
  readonly installations: Installation[];
}

/** A token, and as whom it acts. */
export interface Token {
  readonly token: string;
  /** A person's classic token: their account, and its scopes. */
  readonly account?: number;
  readonly scopes?: readonly string[];
  /** An installation's token: never more than the installation may. */
  readonly installation?: number;
  readonly permissions?: Readonly<Record<string, "read" | "write">>;
  readonly expiresAt?: string;
}

export interface World {
  readonly accounts: Map<number, Account>;
  readonly organizations: Organization[];
  readonly apps: AppRecord[];
  readonly tokens: Map<string, Token>;
  lastId: number;
  /** Milliseconds that the clock of this GitHub is ahead. */
  clockOffset: number;
}

/** The account that has the login now, whatever the case of its letters. */
export function accountOf(world: World, login: string): Account | undefined {
  const wanted = login.toLowerCase();
  return [...world.accounts.values()].find((it) => it.deleted !== true && it.login.toLowerCase() === wanted);
}

/** The organization that has the login now. */
export function organizationOf(world: World, login: string): Organization | undefined {
  return world.organizations.find((it) => it.login.toLowerCase() === login.toLowerCase());
}

export function teamOf(organization: Organization, slug: string): TeamRecord | undefined {
  return [...organization.teams.values()].find((it) => it.slug === slug.toLowerCase());
}

export function repositoryOf(organization: Organization, name: string): Repository | undefined {
  return [...organization.repositories.values()].find((it) => it.name.toLowerCase() === name.toLowerCase());
}

/** A number that nothing has yet. */
export function nextId(world: World): number {
  world.lastId += 1;
  return world.lastId;
}

/** How GitHub makes a team's slug of its name: small letters without their marks, everything else but digits, `_` and `-` becomes one dash. */
export function slugOf(name: string): string {
  return github.slugOf(name);
}

/** Owners maintain each team that they are in, whatever was asked for. */
export function placeIn(organization: Organization, team: TeamRecord, account: number): TeamRole | undefined {
  const role = team.members.get(account);
  if (role === undefined) return undefined;
  return organization.members.get(account) === "admin" ? "maintainer" : role;
}

/** The team and all above it, nearest first. */
export function lineOf(organization: Organization, team: TeamRecord): TeamRecord[] {
  const line = [team];
  for (let at = team; at.parent !== null;) {
    const parent = organization.teams.get(at.parent);
    if (parent === undefined || line.includes(parent)) break;
    line.push(parent);
    at = parent;
  }
  return line;
}

/** The team and all below it. */
export function below(organization: Organization, team: TeamRecord): TeamRecord[] {
  const all = [team];
  for (const one of all)
    all.push(...[...organization.teams.values()].filter(({ parent }) => parent === one.id));
  return all;
}

/** Seats that are taken: members, and invitations that are open. */
export function filledSeats({ members, invitations }: Organization): number {
  return members.size + invitations.size;
}

/** At which teams may use repositories, from low to high. */
export const grantLevels = ["pull", "triage", "push", "maintain", "admin"];

const restWords: Readonly<Record<string, string>> = { read: "pull", write: "push" };

/** Which of the five a level is, or builds on. */
export function baseOf({ ownLevels }: Organization, level: string): string {
  const base = ownLevels.get(level);
  return base === undefined ? level : (restWords[base] ?? base);
}

export function isLevel({ ownLevels }: Organization, level: string): boolean {
  return grantLevels.includes(level) || ownLevels.has(level);
}

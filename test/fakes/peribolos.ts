/**
 * A tree of Peribolos's files in the shapes that large public organizations keep, and the organization that is as they say:
 * names with slashes and dots, logins of digits, slips of letter case, owners who maintain, teams in teams, comments behind
 * entries. All names are made up.
 */
import type { OrganizationSeed, TeamSeed } from "../../src/sandbox/github/seed.ts";

export interface PeribolosWorld {
  /** Path below the folder -> text. */
  readonly files: Readonly<Record<string, string>>;
  readonly organization: OrganizationSeed;
}

interface Team {
  readonly name: string;
  readonly parent?: string;
  readonly members: readonly string[];
  readonly maintainers: readonly string[];
  readonly grants: readonly (readonly [repository: string, level: string])[];
}

const live = { read: "pull", triage: "triage", write: "push", maintain: "maintain", admin: "admin" } as const;
const levels = Object.keys(live) as (keyof typeof live)[];

/** So many people, teams and grants, in folders of some teams each. */
export function peribolosWorld({ people = 1300, teams = 280, grants = 160 } = {}): PeribolosWorld {
  const admins = Array.from({ length: 10 }, (_, at) => `Owner-${at}`);
  const members = Array.from({ length: people - 10 }, (_, at) => loginOf(at));
  const made = Array.from({ length: teams }, (_, at) => teamOf(at, { members, admins, grants, teams }));
  const folders = new Map<string, Team[]>();
  for (const [at, team] of made.entries()) {
    if (team.parent !== undefined) continue;
    const folder = `sig-${at % 30}`;
    folders.set(folder, [...(folders.get(folder) ?? []), team]);
  }
  const org = [
    "# Who is in the organization.",
    "admins:",
    ...admins.map((name) => `- ${name}`),
    "billing_email: billing@acme.example",
    "default_repository_permission: read",
    "has_organization_projects: true",
    "members:",
    ...members.map((name, at) => `- ${yamlName(name)}${at % 40 === 0 ? ` # Release Manager ${at}` : ""}`),
    "members_can_create_repositories: false",
    "name: Acme",
    "",
  ].join("\n");
  return {
    files: {
      "acme/org.yaml": org,
      "acme/OWNERS": "approvers: [lee]\n",
      "restrictions.yaml": "restrictions:\n- path: acme/sig-0/*\n  allowedRepos: [x]\n",
      ...Object.fromEntries(
        [...folders].map(([folder, own]) => [
          `acme/${folder}/teams.yaml`,
          ["teams:", ...own.flatMap((team) => teamLines(team, made, 2)), ""].join("\n"),
        ]),
      ),
    },
    organization: {
      key: "acme",
      login: "acme",
      name: "Acme",
      members: Object.fromEntries([
        ...admins.map((name) => [name, "admin"] as const),
        ...members.map((name) => [name, "member"] as const),
      ]),
      repositories: [...new Set(made.flatMap((team) => team.grants.map(([name]) => name)))],
      teams: made.map((team): TeamSeed => ({
        name: team.name,
        description: `Looks after ${team.name}`,
        ...(team.parent === undefined ? {} : { parent: slugged(team.parent) }),
        members: Object.fromEntries([
          ...team.members.map((name) => [name, "member"] as const),
          ...team.maintainers.map((name) => [name, "maintainer"] as const),
        ]),
        repositories: Object.fromEntries(
          team.grants.map(([name, level]) => [name, live[level as keyof typeof live]]),
        ),
      })),
    },
  };
}

function loginOf(at: number): string {
  if (at === 1) return "249043822";
  if (at === 2) return "08volt";
  if (at === 3) return "null";
  if (at === 4) return "old-login-";
  return at % 3 === 0 ? `Person-${at}` : `person${at}`;
}

function yamlName(name: string): string {
  return /^(?:[0-9]+|null)$/.test(name) ? `"${name}"` : name;
}

interface Crew {
  readonly members: readonly string[];
  readonly admins: readonly string[];
  readonly grants: number;
  readonly teams: number;
}

function teamOf(at: number, { members, admins, grants, teams }: Crew): Team {
  const name = nameOf(at);
  const count = at === 0 ? 127 : at % 56 === 55 ? 0 : 3 + (at % 9);
  const own = Array.from({ length: count }, (_, step) => members[(at * 7 + step * 3) % members.length] ?? "");
  const many = Math.floor(grants / teams) + (at < grants % teams ? 1 : 0);
  return {
    name,
    // Each tenth team has two below it, one below the other.
    ...(at % 10 === 1 ? { parent: nameOf(at - 1) } : at % 10 === 2 ? { parent: nameOf(at - 1) } : {}),
    members: [...new Set(own)],
    maintainers: at % 2 === 0 && count > 0 ? [admins[at % admins.length] ?? ""] : [],
    grants: Array.from({ length: many }, (_, step) => [`repo-${at}-${step}`, levels[at % 5] ?? ""] as const),
  };
}

function nameOf(at: number): string {
  if (at % 31 === 5) return `acme/team-${at}`;
  if (at % 31 === 6) return `acme.io-admins-${at}`;
  return `Team-${at}`;
}

function slugged(name: string): string {
  return name.toLowerCase().replace(/[/.]/g, "-");
}

function teamLines(team: Team, all: readonly Team[], indent: number): string[] {
  const margin = " ".repeat(indent);
  const { name, members, maintainers, grants } = team;
  const below = all.filter((other) => other.parent === name);
  const number = Number(/[0-9]+$/.exec(name)?.[0]);
  const list = (key: string, names: readonly string[], note: string): string[] =>
    names.length === 0
      ? []
      : [
          `${margin}  ${key}:`,
          ...names.map(
            (each, at) =>
              `${margin}  - ${yamlName(slip(each, number))}${at === 0 && note !== "" ? ` # ${note}` : ""}`,
          ),
        ];
  return [
    `${margin}${name}:`,
    `${margin}  description: Looks after ${name}`,
    ...list("maintainers", maintainers, ""),
    ...list("members", members, number % 4 === 0 ? `lead, see #${number}` : ""),
    ...(members.length === 0 ? [`${margin}  members: []`] : []),
    ...(number % 14 === 3 ? [`${margin}  previously:`, `${margin}  - old-${name}`] : []),
    `${margin}  privacy: closed`,
    ...(grants.length === 0
      ? []
      : [
          `${margin}  repos:`,
          ...grants.map(([repository, level]) => `${margin}    ${repository}: ${level} # why ${repository}`),
        ]),
    ...(below.length === 0
      ? []
      : [`${margin}  teams:`, ...below.flatMap((it) => teamLines(it, all, indent + 4))]),
  ];
}

/** Here and there somebody is spelled in other letters than in the list of members. */
function slip(name: string, number: number): string {
  return number % 11 === 4 ? name.toUpperCase() : name;
}

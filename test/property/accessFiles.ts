/** Declarations as the text of access files, in any layout, order and letter case. */
import fc from "fast-check";
import { fold } from "../../src/model/text.ts";
import type { Files } from "../fakes/world.ts";
import {
  resourceId,
  type AccountSpec,
  type Declared,
  type Identity,
  type OwnershipSpec,
  type Person,
  type ShareSpec,
  type TeamSpec,
} from "./declarations.ts";
import { organizationId } from "./liveSide.ts";
import { flipCase, shuffled } from "./order.ts";
import { isBuiltIn } from "../fakes/planasonix.ts";

/** How the files are laid out and ordered. */
export interface Arrangement {
  /** Chooses the order of everything. */
  readonly seed: number;
  /** True: one file per team, members in two files; of some teams, one file more adds people. */
  readonly split: boolean;
}

export const arrangementArb: fc.Arbitrary<Arrangement> = fc.record({
  seed: fc.nat(100_000),
  split: fc.boolean(),
});

/** The access files of the organization `acme`. */
export function filesOf(
  written: Declared,
  arrangement: Arrangement = { seed: 0, split: false },
  api?: string,
): Files {
  const { seed, split } = arrangement;
  const declared = underKeys(written);
  const people = peopleFile(written, seed);
  const as: Writing = { seed, byId: declared.byId ?? false };
  const members = shuffled(declared.members, seed).map((person) => memberLine(person, as));
  const teams = shuffled(declared.teams, seed + 1).map((team) => teamLines(team, as));
  const head = organizationLines(declared, api);
  const rest = restOf(declared, as);
  if (!split)
    return {
      ...people,
      "acme/organization.yaml":
        [...head, ...section("members", members), ...section("teams", teams.flat()), ...rest].join("\n") +
        "\n",
    };
  const half = Math.floor(members.length / 2);
  const files: [string, string][] = [
    ...Object.entries(people),
    ["acme/organization.yaml", [...head, ""].join("\n")],
    ["acme/members.yaml", [...section("members", members.slice(0, half)), ""].join("\n")],
    ["acme/more.yaml", [...section("members", members.slice(half)), ...rest, ""].join("\n")],
    ...shuffled(declared.teams, seed + 1).flatMap((team, index) =>
      teamFiles(team, { number: (index * 7 + seed) % 97, as }),
    ),
  ];
  return Object.fromEntries(shuffled(files, seed + 2));
}

/** A team in a file of its own; those who are no leads may be added by another one that it is open to. */
function teamFiles(
  team: TeamSpec,
  { number, as }: { readonly number: number; readonly as: Writing },
): [string, string][] {
  const text = (lines: readonly string[]): string => [...section("teams", lines), ""].join("\n");
  const home = `teams/t${number}.yaml`;
  const adding = `teams/added/t${number}.yaml`;
  const added = (team.members ?? []).filter(({ role }) => role === "member").slice(number % 2);
  if (number % 3 > 0 || team.membersFrom !== undefined || added.length === 0)
    return [[`acme/${home}`, text(teamLines(team, as))]];
  const own = (team.members ?? []).filter((place) => !added.includes(place));
  return [
    [`acme/${home}`, text([...teamLines({ ...team, members: own }, as), `    open_to: [${adding}]`])],
    [`acme/${adding}`, text([...teamLines({ slug: team.slug, members: added }, as), `    adds_to: ${home}`])],
  ];
}

interface Writing {
  readonly seed: number;
  readonly byId: boolean;
}

/** Files say `delete` of everything that goes. */
const acts: Readonly<Record<string, string>> = { revoke: "delete", unshare: "delete" };

function organizationLines(declared: Declared, api: string | undefined): string[] {
  const { unlisted, minAdmins, successor, profiles = [] } = declared;
  const rules = Object.entries(unlisted).map(([kind, act]) => `${kind}: ${acts[act] ?? act}`);
  const lines = profiles.map(
    ({ name, role, teams }) => `    ${name}: { role: ${role}, teams: [${teams.join(", ")}] }`,
  );
  return [
    "organization:",
    "  provider: planasonix",
    `  id: ${organizationId}`,
    ...(api === undefined ? [] : [`  api: ${api}`]),
    `  unlisted: { ${rules.join(", ")} }`,
    ...(successor === undefined ? [] : [`  successor: ${successor}`]),
    `  guards: { min_admins: ${minAdmins} }`,
    ...(lines.length === 0 ? [] : ["  profiles:", ...lines]),
  ];
}

function section(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [`${name}: {}`] : [`${name}:`, ...lines];
}

/** Roles, service accounts and ownership; nothing where nothing is declared. */
function restOf({ roles = [], accounts = [], ownership = [] }: Declared, as: Writing): string[] {
  const roleLines = shuffled(roles, as.seed + 4).map(
    ({ name, base, permissions }) =>
      `  ${name}: { base: ${base}, permissions: [${permissions.map((item) => `"${item}"`).join(", ")}] }`,
  );
  const accountLines = shuffled(accounts, as.seed + 5).flatMap((account) => linesOfAccount(account, as));
  const owned = ownershipLines(shuffled(ownership, as.seed + 6), as);
  return [
    ...(roleLines.length === 0 ? [] : section("roles", roleLines)),
    ...(accountLines.length === 0 ? [] : section("service_accounts", accountLines)),
    ...(owned.length === 0 ? [] : section("ownership", owned)),
  ];
}

function memberLine(person: Person, as: Writing): string {
  const { email, role, state, profile, successor, atOnce, inviteAgain, shares, expires, elevation } = person;
  const leaves = state !== "active";
  const identity = isKeyed(person) ? [] : identityFields(person.identity);
  const more = [profile, successor, inviteAgain, shares, expires, elevation, identity[0]];
  if (!leaves && more.every((field) => field === undefined)) return `  ${email}: ${role}`;
  const fields = [
    profile === undefined ? `role: ${role}` : `profile: ${profile}`,
    ...(leaves ? [`state: ${state}`] : []),
    ...(successor === undefined ? [] : [`successor: ${successor}`]),
    ...(leaves && atOnce !== undefined ? [`at_once: ${atOnce}`] : []),
    ...(!leaves && inviteAgain !== undefined ? [`invite_again: ${inviteAgain}`] : []),
    ...(expires === undefined ? [] : [`expires: ${expires}`]),
    ...(elevation === undefined ? [] : [`until: "${elevation.until}"`, `then: ${elevation.then}`]),
    ...(shares === undefined ? [] : [`shares: ${sharesText(shares, as)}`]),
    ...identity,
  ];
  // A line of a file is at most so long.
  const line = `  ${email}: { ${fields.join(", ")} }`;
  return line.length <= 300 ? line : `  ${email}: { ${fields.join(",\n      ")} }`;
}

function teamLines(team: TeamSpec, as: Writing): string[] {
  const fields = [
    ...(team.name === undefined ? [] : [`    name: "${team.name}"`]),
    ...(team.description === undefined ? [] : [`    description: "${team.description}"`]),
    ...(team.parent === undefined ? [] : [`    parent: ${team.parent}`]),
    ...(team.manager === undefined ? [] : [`    manager: ${team.manager}`]),
    ...(team.previously === undefined ? [] : [`    previously: [${team.previously.join(", ")}]`]),
    ...(team.membersFrom === undefined ? [] : [`    members_from: ${team.membersFrom}`]),
    ...(team.shares === undefined ? [] : [`    shares: ${sharesText(team.shares, as)}`]),
  ];
  const places = shuffled(team.members ?? [], as.seed + 3).map(({ member, role, expires }) => {
    const fields = [
      `member: ${member}`,
      ...(role === "lead" ? ["role: lead"] : []),
      ...(expires === undefined ? [] : [`expires: ${expires}`]),
    ];
    return fields.length === 1 ? `      - ${member}` : `      - { ${fields.join(", ")} }`;
  });
  const list =
    team.members === undefined ? [] : places.length === 0 ? ["    members: []"] : ["    members:", ...places];
  return fields.length + list.length === 0 ? [`  ${team.slug}: {}`] : [`  ${team.slug}:`, ...fields, ...list];
}

function linesOfAccount(account: AccountSpec, as: Writing): string[] {
  const { name, description, role, owner, shares, keys, expires } = account;
  const keyTexts = keys?.map(
    (key) => `${key.name}: { scopes: [${key.scopes.map((scope) => `"${scope}"`).join(", ")}] }`,
  );
  return [
    `  ${name}:`,
    `    role: ${role}`,
    `    owner: ${owner}`,
    ...(expires === undefined ? [] : [`    expires: ${expires}`]),
    ...(description === undefined ? [] : [`    description: "${description}"`]),
    ...(shares === undefined ? [] : [`    shares: ${sharesText(shares, as)}`]),
    ...(keyTexts === undefined ? [] : [`    keys: { ${keyTexts.join(", ")} }`]),
  ];
}

/** `{ pipelines: { nightly: run }, ... }`. */
function sharesText(shares: readonly ShareSpec[], { seed, byId }: Writing): string {
  return mapping(
    shuffled(shares, seed + 7).map(({ resource, name, level, expires }) => ({
      section: `${resource}s`,
      entry: `${byId ? resourceId(resource, name) : name}: ${
        expires === undefined ? level : `{ level: ${level}, expires: ${expires} }`
      }`,
    })),
  );
}

function ownershipLines(ownership: readonly OwnershipSpec[], { byId }: Writing): string[] {
  const sections = [...new Set(ownership.map((item) => item.resource))];
  return sections.map((kind) => {
    const entries = ownership
      .filter((item) => item.resource === kind)
      .map(({ name, owner }) => `${byId ? resourceId(kind, name) : name}: ${owner}`);
    return `  ${kind}s: { ${entries.join(", ")} }`;
  });
}

function mapping(items: readonly { readonly section: string; readonly entry: string }[]): string {
  const sections = [...new Set(items.map((item) => item.section))].map((name) => {
    const entries = items.filter((item) => item.section === name).map((item) => item.entry);
    return `${name}: { ${entries.join(", ")} }`;
  });
  return sections.length === 0 ? "{}" : `{ ${sections.join(", ")} }`;
}

/** The same declaration, every e-mail, slug and name that is compared without letter case in another one each time it is written. */
export function inOtherCase(declared: Declared, seed: number): Declared {
  let turn = seed;
  const flip = (text: string): string => flipCase(text, (turn += 17));
  return renamed(declared, { person: flip, name: flip });
}

/** The same declaration, the people of people.yaml under their keys. */
function underKeys(declared: Declared): Declared {
  const keys = new Map(declared.members.filter(isKeyed).map(({ email }) => [fold(email), keyOf(email)]));
  return renamed(declared, { person: (email) => keys.get(fold(email)) ?? email, name: (name) => name });
}

const isKeyed = ({ identity }: Person): boolean => identity?.asKey === true;
const keyOf = (email: string): string => email.slice(0, email.indexOf("@"));

/** people.yaml, where anybody is to stand there. */
function peopleFile({ members }: Declared, seed: number): Files {
  const lines = shuffled(members.filter(isKeyed), seed + 8).map(
    ({ email, identity }) =>
      `  ${keyOf(email)}: { ${[`email: ${email}`, ...identityFields(identity)].join(", ")} }`,
  );
  return lines.length === 0 ? {} : { "people.yaml": [...section("people", lines), ""].join("\n") };
}

function identityFields({ previously, id }: Partial<Identity> = {}): string[] {
  return [
    ...(previously === undefined ? [] : [`previously: [${previously}]`]),
    ...(id === undefined ? [] : [`ids: { acme: ${id} }`]),
  ];
}

/** The same declaration, everybody and everything else that is compared without letter case under another name. */
function renamed(
  declared: Declared,
  { person, name }: Readonly<Record<"person" | "name", (text: string) => string>>,
): Declared {
  const either = (text: string): string => (text.includes("@") ? person(text) : name(text));
  const orNone = (text: string | null, to: (text: string) => string): string | null =>
    text === null ? null : to(text);
  const ofRole = (role: string): string => (isBuiltIn(role) ? role : name(role));
  const { roles = [], profiles = [], accounts = [], ownership = [] } = declared;
  return {
    ...declared,
    members: declared.members.map((member) => ({
      ...member,
      email: person(member.email),
      role: ofRole(member.role),
      ...(member.profile === undefined ? {} : { profile: name(member.profile) }),
      ...(member.successor === undefined ? {} : { successor: person(member.successor) }),
    })),
    ...(declared.successor === undefined ? {} : { successor: person(declared.successor) }),
    teams: declared.teams.map((team) => ({
      ...team,
      // A name that is left out is not compared; one that is given is not a slug.
      slug: name(team.slug),
      ...(team.parent === undefined ? {} : { parent: orNone(team.parent, name) }),
      ...(team.manager === undefined ? {} : { manager: orNone(team.manager, person) }),
      ...(team.previously === undefined ? {} : { previously: team.previously.map(name) }),
      ...(team.members === undefined
        ? {}
        : { members: team.members.map((place) => ({ ...place, member: person(place.member) })) }),
    })),
    roles: roles.map((role) => ({ ...role, name: name(role.name) })),
    profiles: profiles.map((profile) => ({
      name: name(profile.name),
      role: ofRole(profile.role),
      teams: profile.teams.map(name),
    })),
    accounts: accounts.map((account) => ({
      ...account,
      name: name(account.name),
      role: ofRole(account.role),
      owner: either(account.owner),
      ...(account.keys === undefined
        ? {}
        : { keys: account.keys.map((key) => ({ ...key, name: name(key.name) })) }),
    })),
    ownership: ownership.map((item) => ({ ...item, owner: person(item.owner) })),
  };
}

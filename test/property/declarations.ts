/** Random access files as data: what one organization's files declare. Small pools of names, so that everything meets everything. */
import fc from "fast-check";
import type {
  OwnedKind,
  ResourceKind,
  SharedKind,
  ShareLevel,
} from "../../src/model/vocabularies/planasonix.ts";
import type { Unlisted } from "../../src/model/organization.ts";
import { canOwn, ceilingOf, coversScope, type Roles } from "../../src/model/role.ts";
import { builtInRoles, isBuiltIn, userManagement, rolesWith } from "../fakes/planasonix.ts";

/** The id that the service gives somebody. */
export const userId = (email: string): string => `usr_${email.toLowerCase().replace(/[^a-z0-9]/g, "_")}`;

export interface ShareSpec {
  readonly resource: SharedKind;
  readonly name: string;
  readonly level: ShareLevel;
  /** YYYY-MM-DD, as everywhere here. */
  readonly expires?: string;
}

export interface Person {
  readonly email: string;
  /** With a profile: the profile's. */
  readonly role: string;
  readonly state: "active" | "deactivated" | "removed";
  readonly profile?: string;
  readonly successor?: string;
  /** Written for people who leave only. */
  readonly atOnce?: string;
  /** Written for people who stay: why they are invited again, should they have declined or left. */
  readonly inviteAgain?: string;
  readonly expires?: string;
  readonly elevation?: { readonly until: string; readonly then: string };
  readonly shares?: readonly ShareSpec[];
  readonly identity?: Identity;
}

/** What the files say of who somebody is. */
export interface Identity {
  /** True: they stand in people.yaml, and are named by their key there. */
  readonly asKey: boolean;
  /** A former e-mail. */
  readonly previously?: string;
  /** The id at the service of whoever has the former e-mail. */
  readonly id?: string;
}

export interface TeamSpec {
  readonly slug: string;
  readonly name?: string;
  readonly description?: string;
  /** A slug; null: none; absent: not managed. */
  readonly parent?: string | null;
  /** An e-mail; null: nobody; absent: not managed. */
  readonly manager?: string | null;
  readonly previously?: readonly string[];
  readonly members?: readonly {
    readonly member: string;
    readonly role: "member" | "lead";
    readonly expires?: string;
  }[];
  /** A group of the identity provider, in place of members. */
  readonly membersFrom?: string;
  readonly shares?: readonly ShareSpec[];
}

export interface RoleSpec {
  readonly name: string;
  readonly base: string;
  readonly permissions: readonly string[];
}

export interface ProfileSpec {
  readonly name: string;
  readonly role: string;
  readonly teams: readonly string[];
}

export interface AccountSpec {
  readonly name: string;
  readonly description?: string;
  readonly role: string;
  /** A slug or an e-mail. */
  readonly owner: string;
  readonly expires?: string;
  readonly shares?: readonly ShareSpec[];
  readonly keys?: readonly { readonly name: string; readonly scopes: readonly string[] }[];
}

export interface OwnershipSpec {
  readonly resource: OwnedKind;
  readonly name: string;
  readonly owner: string;
}

/** What the files of one organization say. */
export interface Declared {
  readonly members: readonly Person[];
  readonly teams: readonly TeamSpec[];
  readonly unlisted: Unlisted;
  readonly minAdmins: number;
  readonly successor?: string;
  readonly roles?: readonly RoleSpec[];
  readonly profiles?: readonly ProfileSpec[];
  readonly accounts?: readonly AccountSpec[];
  readonly ownership?: readonly OwnershipSpec[];
  /** True: the files call resources by their ids. */
  readonly byId?: boolean;
}

export const people = ["ana", "ben", "cai", "dee", "eli", "fay", "gus", "hal", "ivy", "jon"].map(
  (name) => `${name}@acme.example`,
);
export const slugs = ["apps", "billing", "core", "data", "events"];

/** Resources by kind and name; those of one kind share their list. */
export const resourcePool = [
  { kind: "pipeline", name: "nightly" },
  { kind: "pipeline", name: "hourly" },
  { kind: "connection", name: "crm" },
  { kind: "connection", name: "lake" },
  { kind: "schedule", name: "daily" },
  { kind: "project", name: "alpha" },
] as const satisfies readonly { readonly kind: ResourceKind; readonly name: string }[];
export const sharedPool = resourcePool.filter((item) => item.kind !== "schedule");
export const ownedPool = resourcePool.filter((item) => item.kind !== "project");

const idPrefix = { pipeline: "pl", connection: "con", schedule: "sch", project: "prj" } as const;
/** The id that the service gives a resource of the pool. */
export const resourceId = (kind: ResourceKind, name: string): string => `${idPrefix[kind]}_${name}`;

export const permissionPool = ["pipelines:run", "pipelines:write", "connections:read"];
export const levelsOf: Readonly<Record<SharedKind, readonly ShareLevel[]>> = {
  pipeline: ["view", "run", "edit"],
  connection: ["view", "edit", "use"],
  project: ["view", "run", "edit"],
};

/** Nothing that is in no file is touched. */
export const reporting: Unlisted = {
  members: "report",
  invitations: "report",
  teams: "report",
  roles: "report",
  service_accounts: "report",
  keys: "report",
  shares: "report",
};
const acting: Unlisted = {
  members: "deactivate",
  invitations: "cancel",
  teams: "delete",
  roles: "delete",
  service_accounts: "delete",
  keys: "revoke",
  shares: "unshare",
};
const unlistedActs: readonly Unlisted[] = [
  reporting,
  acting,
  { ...acting, members: "remove" },
  { ...reporting, shares: "unshare", keys: "revoke", roles: "delete" },
];

export const pick = fc.nat(1000);
/** The item at an index of any size. */
export const at = <T>(items: readonly T[], index: number): T | undefined =>
  items.length === 0 ? undefined : items[index % items.length];
/** The item at an index of any size, of a list that is not empty. */
export function among<T>(items: readonly T[], index: number): T {
  const item = at(items, index);
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}
/** Undefined once in `freq` times. */
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
/** The field, unless its value is undefined. */
const field = <K extends string, V>(name: K, value: V | undefined): { readonly [N in K]?: V } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [N in K]?: V };

export const permissionsArb = fc
  .tuple(fc.subarray(permissionPool), fc.nat(5))
  .map(([permissions, more]) => (more === 0 ? [userManagement, ...permissions] : permissions));

const roleArb = fc.record({
  name: fc.constantFrom("auditor", "operator", "steward"),
  base: fc.constantFrom("viewer", "viewer", "member", "maintainer"),
  permissions: permissionsArb,
});

const sharesArb = maybe(
  fc.uniqueArray(fc.record({ pick, level: pick }), {
    maxLength: 3,
    selector: (item) => item.pick % sharedPool.length,
  }),
);
type ShareDraft = readonly { readonly pick: number; readonly level: number }[] | undefined;

const personArb = fc.record({
  email: fc.constantFrom(...people),
  role: fc.constantFrom(...builtInRoles),
  custom: maybe(pick),
  state: fc.oneof(
    { weight: 6, arbitrary: fc.constant("active" as const) },
    { weight: 1, arbitrary: fc.constant("deactivated" as const) },
    { weight: 1, arbitrary: fc.constant("removed" as const) },
  ),
  profiled: fc.nat(4),
  successor: maybe(pick),
  atOnce: fc.nat(2),
  shares: maybe(sharesArb),
  identity: fc.nat(11),
});

const teamArb = fc.record({
  slug: fc.constantFrom(...slugs),
  name: maybe(fc.constantFrom("One", "Two")),
  description: maybe(fc.constantFrom("", "What it is for")),
  parent: fc.oneof(fc.constant(undefined), fc.constant(null), pick),
  manager: fc.oneof(fc.constant(undefined), fc.constant(null), pick),
  former: fc.boolean(),
  members: maybe(
    fc.uniqueArray(fc.record({ pick, role: fc.constantFrom("member" as const, "lead" as const) }), {
      maxLength: 4,
      selector: (item) => item.pick % 8,
    }),
    2,
  ),
  fromGroup: fc.nat(7),
  shares: sharesArb,
});

const accountArb = fc.record({
  name: fc.constantFrom("deployer", "loader", "reporter"),
  description: maybe(fc.constantFrom("", "Loads things")),
  role: pick,
  owner: pick,
  ownedByTeam: fc.boolean(),
  shares: sharesArb,
  keys: maybe(
    fc.uniqueArray(
      fc.record({
        name: fc.constantFrom("main", "spare"),
        scopes: fc.subarray(permissionPool, { minLength: 1 }),
      }),
      { maxLength: 2, selector: (item) => item.name },
    ),
  ),
});

const drafts = fc.record({
  roles: fc.uniqueArray(roleArb, { selector: (item) => item.name, maxLength: 2 }),
  profile: maybe(fc.record({ role: pick, teams: fc.uniqueArray(fc.nat(4), { maxLength: 2 }) })),
  members: fc.uniqueArray(personArb, { selector: (item) => item.email, minLength: 3, maxLength: 8 }),
  teams: fc.uniqueArray(teamArb, { selector: (item) => item.slug, maxLength: 4 }),
  accounts: fc.uniqueArray(accountArb, { selector: (item) => item.name, maxLength: 2 }),
  ownership: fc.uniqueArray(fc.record({ pick, owner: pick }), {
    maxLength: 3,
    selector: (item) => item.pick % ownedPool.length,
  }),
  unlisted: fc.constantFrom(...unlistedActs),
  minAdmins: fc.constantFrom(1, 2, 2),
  twoAdmins: fc.oneof(
    { weight: 5, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  successor: maybe(pick),
  byId: fc.nat(3).map((one) => one === 0),
});
type Drafted = typeof drafts extends fc.Arbitrary<infer T> ? T : never;

/** Valid files with at least three people; nearly always two active admins. */
export const declaredArb: fc.Arbitrary<Declared> = drafts.map((draft): Declared => {
  const { roles } = draft;
  const custom = rolesIn(roles);
  const names = [...builtInRoles, ...roles.map((role) => role.name)];
  const profiles = profilesOf(draft, names);
  const members = membersOf(draft, { names, custom, profile: profiles[0] });
  const email = (index: number): string => at(members, index)?.email ?? "";
  const slug = (index: number): string | undefined => at(draft.teams, index)?.slug;
  return {
    members,
    unlisted: draft.unlisted,
    minAdmins: draft.minAdmins,
    byId: draft.byId,
    roles,
    profiles,
    ...field("successor", draft.successor === undefined ? undefined : email(draft.successor)),
    teams: teamsOf(draft, email, profiles),
    accounts: draft.accounts.map(({ name, description, role, owner, ownedByTeam, shares, keys }) => {
      const held = at(names, role) ?? "viewer";
      return {
        name,
        role: held,
        owner: (ownedByTeam ? slug(owner) : undefined) ?? email(owner),
        ...field("description", description),
        ...field("shares", sharesOf(shares, ceilingOf(held, custom))),
        ...field(
          "keys",
          keys?.map(({ name: key, scopes }) => ({ name: key, scopes: scopesIn(scopes, held, custom) })),
        ),
      };
    }),
    ownership: draft.ownership.map((item): OwnershipSpec => {
      const { kind, name } = among(ownedPool, item.pick);
      return { resource: kind, name, owner: email(item.owner) };
    }),
  };
});

/** Those of the scopes that the role of the account allows, or one that every role does. */
function scopesIn(scopes: readonly string[], role: string, custom: Roles): readonly string[] {
  const within = scopes.filter((scope) => coversScope(role, custom, scope));
  return within.length === 0 ? ["pipelines:read"] : within;
}

function profilesOf({ profile, teams }: Drafted, names: readonly string[]): ProfileSpec[] {
  if (profile === undefined) return [];
  const listed = teams.filter((team) => team.fromGroup !== 0).map((team) => team.slug);
  return [
    {
      name: "staff",
      role: at(names, profile.role) ?? "viewer",
      teams: [...new Set(profile.teams.flatMap((index) => at(listed, index) ?? []))],
    },
  ];
}

function membersOf(
  { members, roles, twoAdmins }: Drafted,
  known: {
    readonly names: readonly string[];
    readonly custom: Roles;
    readonly profile: ProfileSpec | undefined;
  },
): Person[] {
  return members.map((draft, index): Person => {
    const { email, custom, successor } = draft;
    const isAdmin = twoAdmins && index < 2;
    const profile = !isAdmin && draft.profiled === 0 ? known.profile : undefined;
    const own = custom === undefined ? draft.role : (at(roles, custom)?.name ?? draft.role);
    const role = isAdmin ? "admin" : (profile?.role ?? own);
    const heir = successor === undefined ? undefined : at(members, successor)?.email;
    return {
      email,
      role,
      state: isAdmin ? "active" : draft.state,
      ...field("profile", profile?.name),
      ...field("successor", heir === email ? undefined : heir),
      ...field("atOnce", draft.atOnce === 0 ? "incident" : undefined),
      ...field("inviteAgain", draft.atOnce === 0 ? "asked for it" : undefined),
      ...field("shares", sharesOf(draft.shares, ceilingOf(role, known.custom))),
      ...field("identity", identityOf(email, draft.identity)),
    };
  });
}

/** The e-mail that somebody of the pool had before. */
export const formerEmail = (email: string): string => email.replace("@acme.", "@old.");

/** Half of the people are nobody in particular. */
function identityOf(email: string, pick: number): Identity | undefined {
  if (pick >= 6) return undefined;
  const former = formerEmail(email);
  return {
    asKey: pick % 2 === 0,
    ...(pick < 4 ? { previously: former } : {}),
    ...(pick === 1 || pick >= 4 ? { id: userId(former) } : {}),
  };
}

function teamsOf(
  { teams }: Drafted,
  email: (index: number) => string,
  profiles: readonly ProfileSpec[],
): TeamSpec[] {
  return teams.map((team, index): TeamSpec => {
    const above =
      typeof team.parent === "number" ? (at(teams.slice(0, index), team.parent)?.slug ?? null) : team.parent;
    const places = team.members?.map((place) => ({ member: email(place.pick), role: place.role }));
    const isProfiled = profiles.some((profile) => profile.teams.includes(team.slug));
    const fromGroup = team.fromGroup === 0 && !isProfiled;
    return {
      slug: team.slug,
      ...field("name", team.name === undefined ? undefined : `${team.name} ${team.slug}`),
      ...field("description", team.description),
      ...field("parent", above),
      ...field("manager", typeof team.manager === "number" ? email(team.manager) : team.manager),
      ...field("previously", team.former ? [`old-${team.slug}`] : undefined),
      ...(fromGroup
        ? { membersFrom: `sso:${team.slug}` }
        : field("members", places === undefined ? undefined : onceBy(places, (place) => place.member))),
      ...field("shares", sharesOf(team.shares, undefined)),
    };
  });
}

/** Within the ceiling; what has no level within it is left out. */
function sharesOf(drafts: ShareDraft, ceiling: ReadonlySet<string> | undefined): ShareSpec[] | undefined {
  return drafts?.flatMap((draft): ShareSpec[] => {
    const { kind, name } = among(sharedPool, draft.pick);
    const level = at(
      levelsOf[kind].filter((item) => ceiling?.has(item) ?? true),
      draft.level,
    );
    return level === undefined ? [] : [{ resource: kind, name, level }];
  });
}

/** Custom roles by key. */
export function rolesIn(roles: readonly RoleSpec[] | undefined): Roles {
  return rolesWith(new Map((roles ?? []).map((role) => [role.name.toLowerCase(), role])));
}

/** Whether the role may own resources. */
export function mayOwn({ roles }: Declared, role: string): boolean {
  return canOwn(role, rolesIn(roles));
}

/** Whether the files have to declare it. */
export const isCustom = (role: string): boolean => !isBuiltIn(role);

/**
 * Who stands where somebody is named who may have left: they themselves, or whom their successors lead to, or the
 * organization's successor.
 */
export function standIn(
  { members, successor }: Declared,
  email: string,
  accepts: (person: Person) => boolean = () => true,
): string | undefined {
  const byEmail = new Map(members.map((person) => [person.email, person]));
  const staying = (start: string | undefined): Person | undefined => {
    const seen = new Set<string>();
    let person = start === undefined ? undefined : byEmail.get(start);
    while (person !== undefined && person.state !== "active") {
      if (seen.has(person.email) || person.successor === undefined) return undefined;
      seen.add(person.email);
      person = byEmail.get(person.successor);
    }
    return person;
  };
  const named = byEmail.get(email);
  if (named === undefined || named.state === "active") return named?.email;
  return [staying(named.successor), staying(successor)].find(
    (person) => person !== undefined && accepts(person),
  )?.email;
}

/** Each key once; the last of several counts. */
export function onceBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

/**
 * What is renamed at the service is the same thing: a walk of renames of every kind (swaps, other letter case, a name
 * that is taken again by something else), then runs of plan and apply. What the files mean is never deleted and made
 * anew without a word, and no share or place is lost that no line named.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guardNames } from "../../src/model/guard.ts";
import type { Action, Plan } from "../../src/model/plan.ts";
import { fold } from "../../src/model/text.ts";
import type { SandboxOrganization } from "../../src/sandbox/planasonix/state.ts";
import { createWorld, type Files } from "../fakes/world.ts";
import { declaredArb, filesOf, liveOf, reporting, seedOf, type Declared } from "./arbitraries.ts";

const minutes = 60_000;
const everyGuard = { allowed: guardNames };
const deleting: Declared["unlisted"] = {
  members: "deactivate",
  invitations: "cancel",
  teams: "delete",
  roles: "delete",
  service_accounts: "delete",
  keys: "revoke",
  shares: "unshare",
};

const kinds = ["members", "teams", "service_accounts", "roles", "service_account_keys"] as const;
type Renamed = (typeof kinds)[number];

interface Step {
  readonly kind: Renamed;
  readonly how: "fresh" | "case" | "swap" | "again" | "shown";
  readonly a: number;
  readonly b: number;
}

interface Walk {
  readonly declared: Declared;
  readonly steps: readonly Step[];
  readonly withIds: boolean;
  readonly deletes: boolean;
}

const walkArb: fc.Arbitrary<Walk> = fc.record({
  declared: declaredArb,
  steps: fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      how: fc.constantFrom("fresh", "fresh", "case", "swap", "again", "shown"),
      a: fc.nat(20),
      b: fc.nat(20),
    }),
    { minLength: 1, maxLength: 5 },
  ),
  withIds: fc.boolean(),
  deletes: fc.boolean(),
});

/** What somebody or something is called, and the same with another name. */
const nameIn = (kind: Renamed, it: Named): string =>
  kind === "members" ? (it.email ?? "") : kind === "teams" ? (it.slug ?? "") : (it.name ?? "");
interface Named {
  readonly id: string;
  readonly email?: string;
  readonly slug?: string;
  readonly name?: string;
}

function called<T extends Named>(kind: Renamed, it: T, name: string): T {
  return kind === "members"
    ? { ...it, email: name }
    : kind === "teams"
      ? { ...it, slug: name }
      : { ...it, name };
}

/** A name that is new, or the same in capitals. */
function newName(kind: Renamed, name: string, { how, serial, withIds }: Step & Known): string {
  if (how === "case") return kind === "teams" ? name : name.toUpperCase();
  if (kind !== "members") return `${name}-neu${serial}`;
  // Without an id nothing but the part before the @ tells that two addresses are one person's.
  return withIds ? name.replace("@", `.neu${serial}@`) : name.replace(/@.*/, `@neu${serial}.example`);
}

interface Known {
  readonly serial: number;
  readonly withIds: boolean;
}

function stepped(org: SandboxOrganization, step: Step, known: Known): SandboxOrganization {
  const { kind, how, a, b } = step;
  const { serial } = known;
  const all: readonly Named[] = org[kind] ?? [];
  const one = all[a % Math.max(1, all.length)];
  if (one === undefined) return org;
  const name = nameIn(kind, one);
  const siblings =
    kind === "service_account_keys" ? all.filter((it) => accountOf(it) === accountOf(one)) : all;
  const other = siblings[b % siblings.length] ?? one;
  if (how === "shown" && kind === "teams")
    return {
      ...org,
      teams: org.teams.map((team) => (team.id === one.id ? { ...team, name: `Neu ${serial}` } : team)),
    };
  const to = new Map<string, string>(
    how === "swap"
      ? [
          [one.id, nameIn(kind, other)],
          [other.id, name],
        ]
      : [[one.id, newName(kind, name, { ...step, ...known })]],
  );
  const renamed = all.map((it) => called(kind, it, to.get(it.id) ?? nameIn(kind, it)));
  // The old name again, for something else.
  const made = how === "again" && kind !== "members" ? [strangerOf(kind, one, name, serial)] : [];
  const after = { ...org, [kind]: [...renamed, ...made] };
  return kind === "roles" ? holdersFollow(org, after) : after;
}

const accountOf = (it: object): unknown => ("service_account_id" in it ? it.service_account_id : undefined);

function strangerOf(kind: Renamed, one: Named, name: string, serial: number): Named {
  const id = `${one.id}_new${serial}`;
  if (kind === "teams")
    return {
      id,
      slug: name,
      name: `Other ${serial}`,
      description: null,
      parent_id: null,
      manager_id: null,
    } as Named;
  if (kind === "service_accounts")
    return { id, name, description: null, role: "viewer", owner_type: null, owner_id: null } as Named;
  return { ...one, id, name };
}

/** Members and accounts hold a role by its name. */
function holdersFollow(before: SandboxOrganization, after: SandboxOrganization): SandboxOrganization {
  const now = new Map(
    (before.roles ?? []).map(({ id, name }) => [
      name,
      after.roles?.find((role) => role.id === id)?.name ?? name,
    ]),
  );
  const held = <T extends { readonly role: string }>(it: T): T => ({
    ...it,
    role: now.get(it.role) ?? it.role,
  });
  return {
    ...after,
    members: after.members.map(held),
    invitations: after.invitations.map(held),
    service_accounts: (after.service_accounts ?? []).map(held),
  };
}

function idsFile(org: SandboxOrganization): Files {
  const accounts = new Map((org.service_accounts ?? []).map(({ id, name }) => [id, name]));
  const sections = {
    members: org.members.map(({ email, id }) => [email, id] as const),
    teams: org.teams.map(({ slug, id }) => [slug, id] as const),
    roles: (org.roles ?? []).map(({ name, id }) => [name, id] as const),
    service_accounts: (org.service_accounts ?? []).map(({ name, id }) => [name, id] as const),
    keys: (org.service_account_keys ?? []).map(
      ({ name, id, service_account_id: account }) => [`${accounts.get(account) ?? ""}/${name}`, id] as const,
    ),
  };
  const lines = Object.entries(sections).flatMap(([section, items]) =>
    items.length === 0 ? [] : [`  ${section}:`, ...items.map(([name, id]) => `    "${name}": ${id}`)],
  );
  return lines.length === 0 ? {} : { "acme/ids.yaml": `ids:\n${lines.join("\n")}\n` };
}

const creating = new Set<Action["verb"]>([
  "create_team",
  "create_role",
  "create_service_account",
  "create_key",
  "invite",
]);
const deletes = new Set<Action["verb"]>([
  "delete_team",
  "delete_role",
  "delete_service_account",
  "revoke_key",
  "deactivate",
  "remove",
]);

/** What each id was called while files and service agreed. */
function meant(org: SandboxOrganization): Map<string, string> {
  return new Map(
    kinds.flatMap((kind) => (org[kind] ?? []).map((it) => [it.id, fold(nameIn(kind, it))] as const)),
  );
}

/** Names made anew by a plan while it deletes the very thing that had that name, and that held anything. */
function madeAnew(plan: Plan, agreed: SandboxOrganization, now: SandboxOrganization): string[] {
  const names = meant(agreed);
  const made = new Set(
    plan.actions
      .filter(({ verb }) => creating.has(verb))
      .map(({ kind, key }) => `${kind} ${key.split("/").at(-1) ?? ""}`),
  );
  return plan.actions.flatMap(({ verb, kind, key }) => {
    const list = listOf(kind);
    if (!deletes.has(verb) || list === undefined) return [];
    const called = key.split("/").at(-1);
    const found = (now[list] ?? []).filter(
      (it) => fold(nameIn(list, it)) === called && holdsAnything(agreed, now, it.id),
    );
    return found.flatMap(({ id }) => {
      const name = names.get(id);
      return name !== undefined && made.has(`${kind} ${name}`)
        ? [`${verb} ${key}, to make ${name} anew`]
        : [];
    });
  });
}

function listOf(kind: Action["kind"]): Renamed | undefined {
  switch (kind) {
    case "member":
      return "members";
    case "team":
      return "teams";
    case "role":
      return "roles";
    case "service_account":
      return "service_accounts";
    case "key":
      return "service_account_keys";
    default:
      return undefined;
  }
}

/**
 * A role that allows nothing more and that nobody holds is as good as a new one. Of an account whose keys were all renamed as
 * well, or that has none and one thing shared with it at most, nothing tells which it was.
 */
function holdsAnything(org: SandboxOrganization, now: SandboxOrganization, id: string): boolean {
  if ((org.service_accounts ?? []).some((it) => it.id === id)) {
    const names = new Map((now.service_account_keys ?? []).map((key) => [key.id, fold(key.name)]));
    const keys = (org.service_account_keys ?? []).filter((key) => accountOf(key) === id);
    const shares = (org.shares ?? []).filter((it) => JSON.stringify(it).includes(`"${id}"`));
    return keys.some((key) => names.get(key.id) === fold(key.name)) || shares.length > 1;
  }
  const role = (org.roles ?? []).find((it) => it.id === id);
  if (role === undefined || role.permissions.length > 0) return true;
  return org.members.some((it) => it.role === role.name && it.state === "active");
}

/** Shares and places that are gone, and that no line of the plan named: not by their own, nor as what goes with another. */
function lostInSilence(plan: Plan, before: SandboxOrganization, after: SandboxOrganization): string[] {
  const left = new Set((after.shares ?? []).map(({ id }) => id));
  const lost = (before.shares ?? []).filter(({ id }) => !left.has(id));
  const named = plan.actions.reduce(
    (sum, { verb, takes }) => sum + (verb === "unshare" ? 1 : (takes?.shares?.count ?? 0)),
    0,
  );
  const place = (it: SandboxOrganization["memberships"][number]): string => `${it.team_id} ${it.member_id}`;
  const stay = new Set(after.memberships.map(place));
  const gone = before.memberships.map(place).filter((it) => !stay.has(it));
  const told = plan.actions.reduce(
    (sum, { verb, takes }) =>
      sum + (verb === "leave_team" ? 1 : (takes?.members?.count ?? 0) + (takes?.places?.count ?? 0)),
    0,
  );
  return [
    ...(lost.length > named ? [`${lost.length} shares lost, ${named} named`] : []),
    ...(gone.length > told ? [`${gone.length} places lost, ${told} named`] : []),
  ];
}

async function walk(
  { declared: written, steps, withIds, deletes: acts }: Walk,
  ends: number[],
): Promise<void> {
  // An id that stands with an entry is that of a former address, whom nobody here has: the ids are the walk's own.
  const members = written.members.map(({ identity, ...member }) =>
    identity === undefined || identity.id !== undefined ? member : { ...member, identity },
  );
  const declared = { ...written, members, unlisted: acts ? deleting : reporting };
  const agreed = seedOf(liveOf(declared), {});
  const live = steps.reduce((org, step, index) => stepped(org, step, { serial: index + 1, withIds }), agreed);
  const files = { ...filesOf(declared), ...(withIds ? idsFile(agreed) : {}) };
  const world = await createWorld({ files, sandbox: { seed: { version: 1, organizations: [live] } } });
  const now = (): SandboxOrganization => world.sandbox.dump().organizations[0] ?? live;
  try {
    for (let run = 0; run < 4; run += 1) {
      const before = now();
      const applied = await world.apply(everyGuard);
      const { plan } = applied.planned;
      expect(madeAnew(plan, agreed, before)).toEqual([]);
      expect(lostInSilence(plan, before, now())).toEqual([]);
      const undone = (applied.result?.outcomes ?? []).filter(({ status }) => status !== "done");
      expect(undone.map(({ action, message }) => [action.verb, action.key, message])).toEqual([]);
      expect(plan.withheld.filter(({ message }) => message === "")).toEqual([]);
      if (plan.actions.length > 0) continue;
      ends[run] = (ends[run] ?? 0) + 1;
      return;
    }
    expect((await world.plan(everyGuard)).actions).toEqual([]);
  } finally {
    await world.close();
  }
}

describe("a walk of renames at the service", () => {
  it(
    "deletes nothing to make it anew, loses nothing in silence, and comes to an end",
    async () => {
      const ends: number[] = [];
      await fc.assert(
        fc.asyncProperty(walkArb, (one) => walk(one, ends)),
        { numRuns: 120, endOnFailure: true },
      );
      expect(ends.length).toBeGreaterThan(1);
    },
    4 * minutes,
  );
});

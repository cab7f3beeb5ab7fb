/**
 * Random live organizations as a service might really have them: names that no file can hold, names that are shared,
 * people in every state, references to whoever is gone. Objects keep their ids, so that everything still fits together.
 */
import fc from "fast-check";
import type { Holdings } from "../../src/model/holdings.ts";
import { fold } from "../../src/model/text.ts";
import type { SandboxOrganization } from "../../src/sandbox/planasonix/state.ts";
import { textArbitrary } from "../unit/render/hostile.ts";
import { at, pick } from "./declarations.ts";
import { pairArb, seedOf } from "./arbitraries.ts";

type Seed = SandboxOrganization;

const words = [
  "2026-01-01", "no", "null", "~", "249043822", "0x1F", "1e5", "12:30", "on", "y", "true", "- a", "a: b", "a #b", "# a", "a:", ":a",
  "&a", "*a", "!a", "%a", "@a", "`a`", "'a'", '"a"', '"', "\\", "a\\", "[a]", "{a}", "a, b", "? a", "| a", "> a", "<<", "__proto__",
  "constructor", "core", "Core", "c0re", "apps", "APPS", "аpps", "d\u0430ta", "Zürich", "数据", "dаta team", " a", "a ", "a  b",
  "a\nb", "a\n\n b\n", "\n", "a\tb", "x".repeat(150), "x".repeat(250), `${"long words of a text ".repeat(30)}.`, `${'" \\ '.repeat(60)}.`,
  `a${" ".repeat(25)}b`, "admin", "viewer", "Admin", "ana@acme.example", "25%", "=", "old-apps", "",
]; // prettier-ignore
const addresses = [
  "Ana@Acme.example", "ana@acme.example", "ben@acme.example", "BEN@acme.example", "no at", "a b@acme.example", "x@localhost", "é@acme.example",
  "o'brien@acme.example", "#x@acme.example", "&x@acme.example", "{x}@acme.example", "x+y@acme.example", "-x@acme.example", "@acme.example",
  `${"x".repeat(64)}@${"long.".repeat(36)}example`, `${"x".repeat(250)}@acme.example`, "x@y@acme.example", "x:y@acme.example", "1@acme.example",
]; // prettier-ignore

const textArb = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...words) }, textArbitrary);
const addressArb = fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...addresses) }, textArbitrary);

/** One thing that goes another way than files would have it. */
export interface Blow {
  readonly op: keyof typeof blows;
  readonly a: number;
  readonly b: number;
  readonly text: string;
  readonly address: string;
}

type Change = (seed: Seed, blow: Blow) => Partial<Seed>;

function changed<T>(items: readonly T[] | undefined, index: number, change: Partial<T>): T[] {
  return (items ?? []).map((item) => (item === at(items ?? [], index) ? { ...item, ...change } : item));
}

const short = (text: string, most: number): string => text.slice(0, most) || "x";

const blows = {
  email: (seed, { a, address }) => ({
    members: changed(seed.members, a, { email: short(address, 320).padEnd(3, "x") }),
  }),
  invitedEmail: (seed, { a, address }) => ({
    invitations: changed(seed.invitations, a, { email: short(address, 320).padEnd(3, "x") }),
  }),
  memberState: (seed, { a, b }) => ({
    members: changed(seed.members, a, {
      state: at(["active", "deactivated", "left"] as const, b) ?? "active",
    }),
  }),
  invite: (seed, { a, b, address }) => ({
    invitations: [
      ...seed.invitations,
      {
        id: `inv_new_${seed.invitations.length}`,
        email: b % 2 === 0 ? short(address, 320).padEnd(3, "x") : `new${a % 3}@acme.example`,
        role: at(["viewer", "Editor", "admin", "operator"], a) ?? "viewer",
        state: at(["pending", "pending", "expired", "failed", "declined"] as const, b) ?? "pending",
        sent_count: 1 + (b % 4),
        invited_at: "2026-10-30T09:00:00.000Z",
        teams: seed.teams.slice(0, a % 3).map(({ id }) => ({ team_id: id, role: "lead" as const })),
      },
    ],
  }),
  slug: (seed, { a, text }) => ({ teams: changed(seed.teams, a, { slug: short(text, 100) }) }),
  teamName: (seed, { a, text }) => ({ teams: changed(seed.teams, a, { name: text }) }),
  teamText: (seed, { a, text }) => ({ teams: changed(seed.teams, a, { description: text }) }),
  parent: (seed, { a, b }) => ({
    teams: changed(seed.teams, a, { parent_id: at(seed.teams, b)?.id ?? null }),
  }),
  manager: (seed, { a, b }) => ({
    teams: changed(seed.teams, a, { manager_id: at(seed.members, b)?.id ?? null }),
  }),
  place: (seed, { a, b }) => {
    const [team, member] = [at(seed.teams, a)?.id, at(seed.members, b)?.id];
    const isThere = seed.memberships.some((one) => one.team_id === team && one.member_id === member);
    if (team === undefined || member === undefined || isThere) return {};
    const role = b % 2 === 0 ? ("lead" as const) : ("member" as const);
    return { memberships: [...seed.memberships, { team_id: team, member_id: member, role }] };
  },
  roleName: (seed, { a, text }) => ({ roles: changed(seed.roles, a, { name: short(text, 100) }) }),
  roleBase: (seed, { a, b }) => ({
    roles: changed(seed.roles, a, { base: at(["owner", null, "Viewer", "admin"], b) ?? null }),
  }),
  permission: (seed, { a, text }) => ({
    roles: changed(seed.roles, a, { permissions: ["pipelines:run", text] }),
  }),
  memberRole: (seed, { a, b, text }) => ({
    members: changed(seed.members, a, {
      role: at(["Admin", "viewer", short(text, 100), "operator"], b) ?? "viewer",
    }),
  }),
  accountName: (seed, { a, text }) => ({
    service_accounts: changed(seed.service_accounts, a, { name: short(text, 100) }),
  }),
  accountText: (seed, { a, text }) => ({
    service_accounts: changed(seed.service_accounts, a, { description: text }),
  }),
  accountOwner: (seed, { a, b }) => ({
    service_accounts: changed(
      seed.service_accounts,
      a,
      b % 4 === 0
        ? { owner_type: null, owner_id: null }
        : { owner_type: "member", owner_id: at(seed.members, b)?.id ?? null },
    ),
  }),
  keyName: (seed, { a, text }) => ({
    service_account_keys: changed(seed.service_account_keys, a, { name: short(text, 100) }),
  }),
  keyScopes: (seed, { a, b, text }) => ({
    service_account_keys: changed(seed.service_account_keys, a, {
      scopes: at([[], ["admin:organization"], [text], ["pipelines:read", "pipelines:read", "*:*"]], b) ?? [],
    }),
  }),
  resourceName: (seed, { a, b, text }) => {
    const name = short(b % 3 === 0 ? (at(seed.pipelines ?? [], b)?.id ?? text) : text, 200);
    const kind = at(["pipelines", "connections", "schedules", "projects"] as const, b) ?? "pipelines";
    return { [kind]: changed(seed[kind] as { name: string }[] | undefined, a, { name }) };
  },
  resourceId: (seed, { a, text }) => {
    const was = at(seed.pipelines ?? [], a)?.id;
    const taken = new Set((seed.pipelines ?? []).map(({ id }) => id));
    const id = text || "x";
    if (was === undefined || taken.has(id)) return {};
    return {
      pipelines: changed(seed.pipelines, a, { id }),
      shares: (seed.shares ?? []).map((share) =>
        share.resource_type === "pipeline" && share.resource_id === was
          ? { ...share, resource_id: id }
          : share,
      ),
    };
  },
  owner: (seed, { a, b }) => ({
    pipelines: changed(seed.pipelines, a, { owner_id: at(seed.members, b)?.id ?? null }),
  }),
  shareLevel: (seed, { a, b }) => ({
    shares: changed(seed.shares, a, { level: at(["view", "run", "edit", "use"] as const, b) ?? "view" }),
  }),
  shareTwice: (seed, { a }) => {
    const share = at(seed.shares ?? [], a);
    return share === undefined ? {} : { shares: [...(seed.shares ?? []), { ...share, id: `${share.id}_2` }] };
  },
} as const satisfies Record<string, Change>;

const blowArb: fc.Arbitrary<Blow> = fc.record({
  op: fc.constantFrom(...(Object.keys(blows) as (keyof typeof blows)[])),
  a: pick,
  b: pick,
  text: textArb,
  address: addressArb,
});

/** Few of them leave an organization well behaved. */
export const blowsArb: fc.Arbitrary<readonly Blow[]> = fc.oneof(
  fc.array(blowArb, { maxLength: 2 }),
  fc.array(blowArb, { maxLength: 14 }),
);

/** The organization after these blows. */
export function struck(seed: Seed, list: readonly Blow[]): Seed {
  return list.reduce<Seed>((sofar, blow) => ({ ...sofar, ...blows[blow.op](sofar, blow) }), seed);
}

/** A live organization, about half of them well behaved. */
export const hostileArb: fc.Arbitrary<Seed> = fc
  .tuple(pairArb, blowsArb)
  .map(([pair, list]) => struck(seedOf(pair.live), list));

/** What everybody holds, as the service would say. */
export function holdingsIn(seed: Seed): ReadonlyMap<string, Holdings> {
  const of = (kind: "pipeline" | "connection" | "schedule", owner: string) =>
    (seed[`${kind}s`] ?? []).flatMap(({ id, name, owner_id }) =>
      owner_id === owner ? [{ kind, id, name }] : [],
    );
  return new Map(
    seed.members.map(({ id, email }) => [
      fold(email),
      {
        resources: [...of("pipeline", id), ...of("connection", id), ...of("schedule", id)],
        keys: (seed.personal_keys ?? []).filter((key) => key.created_by === id),
        coverage: { complete: true as const },
      },
    ]),
  );
}

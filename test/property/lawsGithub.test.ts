/** The laws over GitHub organizations: numbers, renames, strangers, owners' implied role, nested teams, teams that a group decides on and quotas among them. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { githubWorld, type GitHubWorld } from "../fakes/githubWorld.ts";
import { filesOf, lifeArb, numberOf, seedOf, slugsByGroup, strangerOf, type Life } from "./githubLife.ts";

async function opened(life: Life): Promise<GitHubWorld> {
  const seed = seedOf(life);
  const [organization] = seed.organizations;
  const world = await githubWorld({
    files: filesOf(life),
    seed,
    sandbox: { pageSize: life.pageSize },
    ...(organization === undefined ? {} : { organization }),
  });
  const { accounts } = world.sandbox.world;
  for (const [name, fate] of Object.entries(life.fates)) {
    const account = world.account(name);
    if (fate === "deleted") account.deleted = true;
    if (fate === "renamed" || fate === "taken over") account.login = `${name}-now`;
    if (fate === "taken over") {
      const id = strangerOf(name as Parameters<typeof strangerOf>[0]);
      accounts.set(id, { id, login: name, name: null, email: null });
    }
  }
  return world;
}

/** The fewest owners that there were at any moment. */
function watched({ organization: { members } }: GitHubWorld): () => number {
  const owners = (): number => [...members.values()].filter((role) => role === "admin").length;
  let fewest = owners();
  const after = <A extends unknown[], R>(change: (...args: A) => R) => {
    return (...args: A): R => {
      const result = change(...args);
      fewest = Math.min(fewest, owners());
      return result;
    };
  };
  members.set = after(members.set.bind(members));
  members.delete = after(members.delete.bind(members));
  return () => fewest;
}

const guards = { allowed: ["max_loss", "max_changes", "self"] as const };
const settings = { numRuns: 30 };

it("converge; leave two owners at each moment; give a stranger nothing; and send what the day lets through, once", async () => {
  await fc.assert(
    fc.asyncProperty(lifeArb, async (life) => {
      const world = await opened(life);
      const { organization } = world;
      const fewest = watched(world);
      const strangers = Object.keys(life.fates).map((name) =>
        strangerOf(name as Parameters<typeof strangerOf>[0]),
      );
      // Whoever is blocked, or known by a number that is gone, is asked again each day.
      const gone = life.numbered.filter((name) => life.fates[name] === "deleted");
      const refused = new Set([...life.blocked, ...gone].map((name) => `invite ${name}`));
      const left = (does: readonly string[]): readonly string[] => does.filter((what) => !refused.has(what));
      for (let day = 1; day <= 8; day++) {
        const done = await world.apply(guards);
        expect(organization.sent.length).toBeLessThanOrEqual(life.quota * day);
        if (left(done.does).length === 0) break;
        world.pass(25);
      }
      const again = await world.plan(guards);
      expect(left(again.does)).toEqual([]);
      expect(fewest()).toBeGreaterThanOrEqual(2);
      const numbered = new Set(life.numbered);
      for (const [name, fate] of Object.entries(life.fates)) {
        if (fate !== "taken over" || !numbered.has(name as never)) continue;
        const id = strangerOf(name as Parameters<typeof strangerOf>[0]);
        expect(strangers).toContain(id);
        expect(organization.members.has(id)).toBe(false);
        expect([...organization.invitations.values()].some(({ account }) => account === id)).toBe(false);
      }
      // Nobody is put into a team that a group decides on, taken out of it, or invited to it.
      for (const slug of slugsByGroup(life)) {
        const touching = world.sandbox
          .requests()
          .filter(({ method, path }) => method !== "GET" && path.includes(`/teams/${slug}/memberships/`));
        expect(touching).toEqual([]);
        const team = [...organization.teams.values()].find((it) => it.slug === slug);
        expect(
          [...organization.invitations.values()].filter(({ teams }) => teams.includes(team?.id ?? 0)),
        ).toEqual([]);
      }
      const accounts = [...organization.invitations.values()].map(({ account }) => account);
      expect(new Set(accounts).size).toBe(accounts.length);
      expect(organization.members.get(numberOf("ana"))).toBe("admin");
    }),
    settings,
  );
}, 120_000);

it("the same bytes, whatever the order of the files and the size of the pages", async () => {
  await fc.assert(
    fc.asyncProperty(lifeArb, async (life) => {
      const one = await (await opened({ ...life, order: "as named", pageSize: 100 })).plan(guards);
      const other = await (await opened({ ...life, order: "backwards", pageSize: 2 })).plan(guards);
      // The lines of the files are others.
      const words = ({ text }: { readonly text: string }): string => text.replaceAll(/\.yaml:\d+/g, ".yaml");
      expect(words(other)).toBe(words(one));
      expect(other.does).toEqual(one.does);
    }),
    { numRuns: 12 },
  );
}, 120_000);

it("a plan that a guard blocks, or a read that is not whole, writes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(lifeArb, fc.constantFrom("miscount", "short"), async (life, kind) => {
      const world = await opened(life);
      world.fault(`${kind}@graphqlx*`);
      const done = await world.apply(guards).catch(() => undefined);
      const writes = world.sandbox
        .requests()
        .filter(({ method, route }) => method !== "GET" && route !== "graphql");
      if (done !== undefined && done.text.includes("BLOCKED")) expect(writes).toEqual([]);
      // What was not seen is not taken away.
      expect(writes.filter(({ method }) => method === "DELETE")).toEqual([]);
    }),
    { numRuns: 12 },
  );
}, 120_000);

/**
 * A service whose creations show late, in lists, counts and at their own address: whatever is created, with versions
 * and idempotency keys or without, with its answer or without one, exists once, and the run comes to a clean end.
 */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { verifyJournal } from "../../src/journal/chain.ts";
import { memoryJournal } from "../../src/journal/memory.ts";
import type { RouteName } from "../../src/providers/planasonix/contract.ts";
import { parseFaults } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { fakeClock } from "../fakes/clock.ts";
import { deedsOf, factsOf } from "../fakes/dump.ts";
import { mixed } from "../fakes/mixed.ts";
import { plainService, type PlainService } from "../fakes/plainService.ts";
import { memoryTargets } from "../fakes/targets.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";
import { filesOf, seedOf } from "../property/arbitraries.ts";

const open: { world?: World; plain?: PlainService } = {};
afterEach(async () => {
  await open.plain?.close();
  await open.world?.close();
  delete open.plain;
  delete open.world;
});

interface Setting {
  readonly faults: string;
  /** Without versions and idempotency keys. */
  readonly plain: boolean;
}

async function prepared(world: World, { faults, plain }: Setting): Promise<World> {
  open.world = world;
  const parsed = faults === "" ? [] : parseFaults(faults);
  if ("error" in parsed) throw new Error(parsed.error);
  for (const fault of parsed) world.sandbox.addFault(fault);
  if (plain) {
    open.plain = await plainService(world.sandbox.url);
    Object.assign(world.context.env, { MUSTER_API_ACME: open.plain.url });
  }
  return world;
}

const mixedWorld = (): Promise<World> =>
  createWorld({
    files: filesOf(mixed.declared),
    sandbox: { seed: { version: 1, organizations: [seedOf(mixed.live)] } },
  });

/** Requests of a route that reached the service, answered or not. */
function sent(world: World, route: RouteName): number {
  return world.sandbox.requests().filter((request) => request.route === route).length;
}

const clean: { before?: SandboxState; after?: SandboxState; sent: Map<RouteName, number> } = {
  sent: new Map(),
};

const creating = [
  "invite",
  "createTeam",
  "createRole",
  "share",
  "createServiceAccount",
  "putTeamMembership",
] as const satisfies readonly RouteName[];

beforeAll(async () => {
  const world = await mixedWorld();
  clean.before = world.sandbox.dump();
  expect((await world.apply()).code).toBe(0);
  clean.after = world.sandbox.dump();
  for (const route of creating) clean.sent.set(route, sent(world, route));
  await world.close();
});

function expectSameEnd(world: World): void {
  const { before, after } = clean;
  if (before === undefined || after === undefined) throw new Error("no clean run");
  const now = world.sandbox.dump();
  expect(factsOf(now)).toEqual(factsOf(after));
  expect(deedsOf(before, now)).toEqual(deedsOf(before, after));
}

const ways = [false, true].flatMap((plain) =>
  creating.map((route) => ({ route, plain, how: plain ? "without versions" : "with versions" })),
);

describe("what is created and shows late", () => {
  it.each(ways)("$route, a read or two later, $how", async ({ route, plain }) => {
    const world = await prepared(await mixedWorld(), { faults: `late:2@${route}x*`, plain });
    const applied = await world.apply();
    expect(applied.result?.outcomes.filter(({ status }) => status !== "done")).toEqual([]);
    expect(applied.second).toMatchObject({ actions: [] });
    expect(applied.code).toBe(0);
    expect(sent(world, route)).toBe(clean.sent.get(route));
    expectSameEnd(world);
  });

  it.each(ways)("$route, by time, all at once, $how", async ({ route, plain }) => {
    const world = await prepared(await mixedWorld(), { faults: `late-ms:900@writex*`, plain });
    expect((await world.apply()).code).toBe(0);
    expect(sent(world, route)).toBe(clean.sent.get(route));
    expectSameEnd(world);
  });

  it.each(ways)(
    "$route, when its answer is lost as well, $how: is not sent again",
    async ({ route, plain }) => {
      const faults = `late:3@${route},drop-after@${route}`;
      const world = await prepared(await mixedWorld(), { faults, plain });
      const journal = memoryJournal();
      const codes: number[] = [];
      for (let turn = 1; turn <= 3 && codes.at(-1) !== 0; turn++)
        codes.push((await world.apply({ journal_: journal })).code);
      expect(codes.at(-1)).toBe(0);
      // A PUT may be sent again: it names its place.
      if (route !== "putTeamMembership") expect(sent(world, route)).toBe(clean.sent.get(route));
      expectSameEnd(world);
    },
  );
});

const target = "acme/dbt/PLANASONIX_API_KEY";
const withKeys = (keys: string): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme }
members: { ana@acme.example: admin, ben@acme.example: admin, cat@acme.example: editor }
teams: { data: { members: [cat@acme.example] } }
service_accounts:
  ci: { role: editor, owner: data, keys: ${keys} }
`,
});
const withKey = withKeys(
  `{ deploy: { scopes: [pipelines:run], rotate_after: 90d, overlap: 24h, deliver_to: { github_secret: ${target} } } }`,
);
const day = 86_400_000;

describe("a key that shows late", () => {
  const lates = [
    "late:1@createServiceAccountKeyx*",
    "late:3@createServiceAccountKeyx*",
    "late-ms:300@createServiceAccountKeyx*",
    "late:2@createServiceAccountKeyx*,404@changeServiceAccountKeyx2",
    "late:2@createServiceAccountKeyx*,drop-after@changeServiceAccountKey",
  ];
  const cases = lates.flatMap((faults) => [false, true].map((plain) => ({ faults, plain })));

  it.each(cases)("is made, delivered and noted once: $faults, plain $plain", async ({ faults, plain }) => {
    const clock = fakeClock();
    const { context, secrets } = memoryTargets();
    const made = await createWorld({ files: withKey, live: withKeys("{}"), clock, context });
    const world = await prepared(made, { faults, plain });
    const keys = () => world.sandbox.dump().organizations[0]?.service_account_keys ?? [];
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toMatchObject([{ delivered_at: expect.any(String) as unknown }]);
    const first = secrets.get(target);
    clock.set(clock.now() + 91 * day);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(2);
    expect(keys().every(({ delivered_at: at }) => typeof at === "string")).toBe(true);
    expect(secrets.get(target)).not.toBe(first);
    clock.set(clock.now() + day + 1);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(1);
    expect(sent(world, "createServiceAccountKey")).toBe(2);
  });

  it("whose secret could not be delivered is revoked again, though it does not show yet", async () => {
    const { context, refuse } = memoryTargets();
    refuse.deliver = "No such place.";
    const made = await createWorld({ files: withKey, live: withKeys("{}"), context });
    const world = await prepared(made, {
      faults: "late:2@createServiceAccountKeyx*,404@revokeServiceAccountKey",
      plain: true,
    });
    expect((await world.apply()).code).toBe(4);
    expect(world.sandbox.dump().organizations[0]?.service_account_keys).toEqual([]);
  });

  it("whose answer was lost is found before another one is made", async () => {
    const { context } = memoryTargets();
    const made = await createWorld({ files: withKey, live: withKeys("{}"), context });
    const faults = "late:3@createServiceAccountKey,drop-after@createServiceAccountKey";
    const world = await prepared(made, { faults, plain: true });
    await world.apply();
    // One whose secret nobody has, and one in its place.
    expect(sent(world, "createServiceAccountKey")).toBe(2);
  });

  const broken = "500@changeServiceAccountKeyx4";
  it.each([false, true])(
    "that was delivered and could not be noted is noted by the next run, plain %s",
    async (plain) => {
      const clock = fakeClock();
      const { context, secrets } = memoryTargets();
      const made = await createWorld({ files: withKey, live: withKeys("{}"), clock, context });
      const world = await prepared(made, { faults: broken, plain });
      const journal = memoryJournal();
      const keys = () => world.sandbox.dump().organizations[0]?.service_account_keys ?? [];
      const first = await world.apply({ journal_: journal });
      expect(first.code).toBe(4);
      expect(first.result?.outcomes).toMatchObject([{ delivered: keys()[0]?.id }]);
      const secret = secrets.get(target);
      expect((await world.apply({ journal_: journal })).code).toBe(0);
      expect(keys()).toMatchObject([{ delivered_at: expect.any(String) as unknown }]);
      expect(secrets.get(target)).toBe(secret);
      // A rotation by age later is one of its own.
      clock.set(clock.now() + 91 * day);
      world.sandbox.addFault({ kind: "500", target: "changeServiceAccountKey", from: 1, times: 4 });
      expect((await world.apply({ journal_: journal })).code).toBe(4);
      expect(keys()).toHaveLength(2);
      for (let turn = 0; turn < 3; turn++) expect((await world.apply({ journal_: journal })).code).toBe(0);
      expect(keys()).toHaveLength(2);
      expect(sent(world, "createServiceAccountKey")).toBe(2);
      expect(verifyJournal(journal.text()).problems).toEqual([]);
    },
  );

  it("that was delivered elsewhere than the files say by now is no longer the one that is wanted", async () => {
    const { context, secrets } = memoryTargets();
    const made = await createWorld({ files: withKey, live: withKeys("{}"), context });
    const world = await prepared(made, { faults: broken, plain: false });
    const journal = memoryJournal();
    await world.apply({ journal_: journal });
    const other = "acme/other/PLANASONIX_API_KEY";
    await world.setFiles({
      "acme/organization.yaml": (withKey["acme/organization.yaml"] ?? "").replace(target, other),
    });
    expect((await world.apply({ journal_: journal })).code).toBe(0);
    expect(secrets.has(other)).toBe(true);
  });

  it("longer than a run waits is not made again while it is to come", async () => {
    const clock = fakeClock();
    const { context } = memoryTargets();
    const made = await createWorld({ files: withKey, live: withKeys("{}"), clock, context });
    const world = await prepared(made, { faults: "late-ms:30000@createServiceAccountKey", plain: true });
    const journal = memoryJournal();
    const codes: number[] = [];
    for (let turn = 0; turn < 12; turn++) codes.push((await world.apply({ journal_: journal })).code);
    expect(codes[0]).toBe(4);
    expect(codes.at(-1)).toBe(0);
    expect(sent(world, "createServiceAccountKey")).toBe(1);
    // Revoked by hand, it is made anew, only not at once.
    clock.set(clock.now() + 11 * 60_000);
    const account = world.sandbox.dump().organizations[0]?.service_accounts?.[0]?.id ?? "";
    const key = world.sandbox.dump().organizations[0]?.service_account_keys?.[0]?.id ?? "";
    const address = `${world.sandbox.url}/api/organizations/org_01acme/service-accounts/${account}/keys/${key}`;
    const headers = { authorization: "Bearer plnx_sandbox_acme" };
    expect((await fetch(address, { method: "DELETE", headers })).status).toBe(204);
    expect((await world.apply({ journal_: journal })).code).toBe(0);
    expect(sent(world, "createServiceAccountKey")).toBe(2);
  });
});

describe("a share that an earlier run made", () => {
  it("and that shows later than a run waits is not sent again by the next one", async () => {
    const world = await prepared(await mixedWorld(), { faults: "late-ms:10000@sharex*", plain: true });
    const journal = memoryJournal();
    const codes: number[] = [];
    for (let turn = 1; turn <= 4 && codes.at(-1) !== 0; turn++)
      codes.push((await world.apply({ journal_: journal })).code);
    expect(codes[0]).toBe(4);
    expect(codes.at(-1)).toBe(0);
    expect(sent(world, "share")).toBe(clean.sent.get("share"));
    expectSameEnd(world);
  });
});

/** The admins of an organization hand over to others: never fewer than the minimum, at no moment. */
import { afterEach, describe, expect, it } from "vitest";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { SandboxState } from "../../src/sandbox/planasonix/state.ts";
import { adminCounts } from "../fakes/dump.ts";
import { createWorld, type World } from "../fakes/world.ts";
import {
  filesOf,
  liveOf,
  reporting,
  seedOf,
  type Declared,
  type Live,
  type Pair,
} from "../property/arbitraries.ts";

const files = (members: Readonly<Record<string, string>>) => ({
  "acme/organization.yaml": [
    "organization:",
    "  provider: planasonix",
    "  id: org_01acme",
    "members:",
    ...Object.entries(members).map(([name, role]) => `  ${name}@acme.example: ${role}`),
    "",
  ].join("\n"),
});

let world: World;
let start: SandboxState;
afterEach(() => world.close());

async function open(
  live: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  fault?: string,
): Promise<void> {
  const parsed = fault === undefined ? undefined : parseFault(fault);
  if (parsed !== undefined && "error" in parsed) throw new Error(parsed.error);
  world = await createWorld({
    live: files(live),
    files: files(wanted),
    sandbox: { faults: parsed === undefined ? [] : [parsed] },
  });
  start = world.sandbox.dump();
}

async function openPair({ declared, live }: Pair, fault?: string): Promise<void> {
  const parsed = fault === undefined ? undefined : parseFault(fault);
  if (parsed !== undefined && "error" in parsed) throw new Error(parsed.error);
  world = await createWorld({
    files: filesOf(declared),
    sandbox: {
      seed: { version: 1, organizations: [seedOf(live)] },
      faults: parsed === undefined ? [] : [parsed],
    },
  });
  start = world.sandbox.dump();
}

const accept = (name: string) =>
  world.control("/sandbox/accept", { organization: "acme", email: `${name}@acme.example` });
const fewestAdmins = (): number => Math.min(...adminCounts(start, world.sandbox.dump()));
const roles = (): Record<string, string> =>
  Object.fromEntries(
    (world.sandbox.dump().organizations[0]?.members ?? []).map((member) => [
      member.email.split("@")[0] ?? "",
      member.role,
    ]),
  );

async function run() {
  const { planned, result, code } = await world.apply();
  const done = (result?.outcomes ?? []).map(
    ({ status, action }) => `${status} ${action.verb} ${action.key.split("@")[0]}`,
  );
  const withheld = planned.plan.withheld.map((item) => `${item.code} ${item.verb} ${item.key.split("@")[0]}`);
  return { done, withheld, code, plan: planned.plan };
}

describe("the only two admins hand over to two people who are not members yet", () => {
  const live = { ana: "admin", ben: "admin", lee: "viewer" };
  const wanted = { ana: "editor", ben: "viewer", lee: "viewer", kim: "admin", zoe: "admin" };

  it("invites now, and demotes only after both accepted", async () => {
    await open(live, wanted);
    const first = await run();
    expect(first.done).toEqual(["done invite kim", "done invite zoe"]);
    expect(first.withheld).toEqual(["waiting demote ana", "waiting demote ben"]);
    expect(first.plan.withheld[0]?.waits_for).toEqual(["kim@acme.example", "zoe@acme.example"]);
    expect(first.code).toBe(0);

    const idle = await run();
    expect(idle.done).toEqual([]);
    expect(idle.code).toBe(0);

    await accept("kim");
    await accept("zoe");
    const second = await run();
    expect(second.done).toEqual(["done demote ana", "done demote ben"]);
    expect(second.withheld).toEqual([]);
    expect(second.code).toBe(0);
    expect(roles()).toEqual({ ana: "editor", ben: "viewer", lee: "viewer", kim: "admin", zoe: "admin" });
    expect(fewestAdmins()).toBe(2);
  });

  it("demotes one of them when only one accepted", async () => {
    await open(live, wanted);
    await run();
    await accept("zoe");
    const second = await run();
    expect(second.done).toEqual(["done demote ana"]);
    expect(second.withheld).toEqual(["waiting demote ben", "waiting invite kim"]);
    expect(second.plan.withheld[0]?.waits_for).toEqual(["kim@acme.example"]);
    expect(second.code).toBe(0);
    await accept("kim");
    expect((await run()).done).toEqual(["done demote ben"]);
    expect(fewestAdmins()).toBe(2);
  });

  it("keeps both when both new ones decline, and says so with exit code 4", async () => {
    await open(live, wanted);
    await run();
    for (const name of ["kim", "zoe"])
      await world.control("/sandbox/decline", { organization: "acme", email: `${name}@acme.example` });
    const second = await run();
    expect(second.done).toEqual([]);
    expect(second.withheld).toEqual(expect.arrayContaining(["declined invite kim", "declined invite zoe"]));
    expect(second.code).toBe(4);
    expect(roles()).toMatchObject({ ana: "admin", ben: "admin" });
  });

  it("holds for admins who leave altogether", async () => {
    await open(live, { ...wanted, ana: "{ state: deactivated }", ben: "{ state: removed }" });
    const first = await run();
    expect(first.done).toEqual(["done invite kim", "done invite zoe"]);
    expect(first.withheld).toEqual(["waiting deactivate ana", "waiting remove ben"]);
    await accept("kim");
    await accept("zoe");
    expect((await run()).done).toEqual(["done deactivate ana", "done remove ben"]);
    expect(fewestAdmins()).toBe(2);
  });
});

describe("among people who are members already", () => {
  const live = { ana: "admin", ben: "admin", cai: "editor", dee: "viewer" };
  const wanted = { ana: "editor", ben: "viewer", cai: "admin", dee: "admin" };

  it("promotes first and demotes then, in one run", async () => {
    await open(live, wanted);
    const first = await run();
    expect(first.done).toEqual([
      "done promote cai",
      "done promote dee",
      "done demote ana",
      "done demote ben",
    ]);
    expect(first.code).toBe(0);
    expect(fewestAdmins()).toBe(2);
  });

  it.each([
    [1, ["failed promote cai", "done promote dee", "skipped demote ana", "done demote ben"]],
    [2, ["done promote cai", "failed promote dee", "done demote ana", "skipped demote ben"]],
  ])(
    "a promotion that fails (the write number %i) skips exactly the demotion that rests on it",
    async (nth, outcomes) => {
      await open(live, wanted, `403@write:${nth}`);
      const first = await run();
      expect(first.done).toEqual(outcomes);
      expect(first.code).toBe(4);
      expect(fewestAdmins()).toBe(2);
      const second = await run();
      expect(second.code).toBe(0);
      expect(roles()).toEqual(wanted);
      expect(fewestAdmins()).toBe(2);
    },
  );

  it("one who is to spare is demoted whatever becomes of the promotion", async () => {
    await open(
      { ...live, eve: "admin" },
      { ...wanted, ben: "admin", dee: "viewer", eve: "viewer" },
      "403@write:1",
    );
    const first = await run();
    expect(first.done).toEqual(["failed promote cai", "done demote ana", "skipped demote eve"]);
    expect(fewestAdmins()).toBe(2);
  });
});

describe("a custom role that manages users", () => {
  const people = ["ana", "ben", "cai"].map((name) => `${name}@acme.example`);
  const withRole = (permissions: readonly string[], roles: readonly string[]): Declared => ({
    minAdmins: 2,
    unlisted: reporting,
    roles: [{ name: "steward", base: "member", permissions }],
    members: people.map((email, index) => ({ email, role: roles[index] ?? "", state: "active" })),
    teams: [],
  });
  const stewards = withRole(["admin:organization"], ["steward", "steward", "viewer"]);

  it("is narrowed only after others have become admins", async () => {
    await openPair({ declared: withRole([], ["steward", "admin", "admin"]), live: liveOf(stewards) });
    const first = await run();
    expect(first.done).toEqual(["done promote ben", "done promote cai", "done update_role steward"]);
    expect(first.code).toBe(0);
    expect(fewestAdmins()).toBe(2);
    expect((await run()).done).toEqual([]);
  });

  it("is narrowed, and one who holds it leaves, in one run: that is one admin less, not two", async () => {
    const wanted = withRole([], ["admin", "admin", "steward"]);
    const members = wanted.members.map((person, index) =>
      index < 2 ? person : { ...person, state: "deactivated" as const },
    );
    const live = liveOf(withRole(["admin:organization"], ["admin", "admin", "steward"]));
    await openPair({ declared: { ...wanted, members }, live });
    expect((await run()).done).toEqual(["done update_role steward", "done deactivate cai"]);
    expect((await run()).done).toEqual([]);
    expect(fewestAdmins()).toBe(2);
  });

  it("is widened, and nobody counts on one who holds it and leaves", async () => {
    const wanted = withRole(["admin:organization"], ["admin", "viewer", "steward"]);
    const members = wanted.members.map((person, index) =>
      index < 2 ? person : { ...person, state: "deactivated" as const },
    );
    await openPair({
      declared: { ...wanted, members, minAdmins: 2 },
      live: liveOf(withRole([], ["admin", "admin", "steward"])),
    });
    await world.apply({ allowed: ["min_admins"] });
    expect(fewestAdmins()).toBe(2);
  });

  it("stays as wide as it is when the promotion that makes it safe fails", async () => {
    await openPair(
      { declared: withRole([], ["steward", "viewer", "admin"]), live: liveOf(stewards) },
      "403@write:1",
    );
    const first = await run();
    expect(first.plan.findings.map((finding) => finding.guard)).toContain("min_admins");
    expect(first.done).toEqual([]);
    expect(fewestAdmins()).toBe(2);
  });
});

describe("a manager who goes first, for the sake of the seat", () => {
  it("is followed by the new manager in the same run", async () => {
    const admin = (name: string) => ({
      email: `${name}@acme.example`,
      role: "admin",
      state: "active" as const,
    });
    const cai = { ...admin("cai"), role: "editor" };
    const declared: Declared = {
      minAdmins: 2,
      unlisted: reporting,
      members: [
        admin("ana"),
        admin("ben"),
        { ...cai, state: "deactivated" },
        { ...admin("dee"), role: "editor" },
      ],
      teams: [{ slug: "apps", manager: "ben@acme.example" }],
    };
    const live: Live = {
      members: [admin("ana"), admin("ben"), cai],
      invitations: [],
      teams: [{ slug: "apps", name: "apps", description: null, parent: null, manager: cai.email }],
      memberships: [],
      freeSeats: 0,
    };
    await openPair({ declared, live });
    expect((await run()).done).toEqual(["done deactivate cai", "done invite dee", "done update_team apps"]);
    const [team] = world.sandbox.dump().organizations[0]?.teams ?? [];
    expect(team?.manager_id).toBe("usr_ben_acme_example");
  });
});

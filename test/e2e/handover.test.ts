/** The admins of an organization hand over to others: never fewer than the minimum, at no moment. */
import { afterEach, describe, expect, it } from "vitest";
import { parseFault } from "../../src/sandbox/fault.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { adminCounts } from "../fakes/dump.ts";
import { createWorld, type World } from "../fakes/world.ts";

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

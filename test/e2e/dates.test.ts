/** Dates through the bundle: what ends soon is said, what will be due can be asked for, and what is due today is done. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { dayAfter } from "../../src/model/day.ts";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster } from "./muster.ts";
import { shifted } from "./rotating.ts";

/** The command line's clock is the real one: days are told from today. */
const inDays = (days: number): string => dayAfter(new Date().toISOString().slice(0, 10), days);

let muster: Muster;
let world: World;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());
afterEach(() => world.close());

const files = (...members: readonly string[]) => ({
  "acme/organization.yaml": [
    "organization:\n  provider: planasonix\n  id: org_01acme",
    "members:",
    ...["ana: admin", "ben: admin", "lee: editor", ...members].map((line) => {
      const [name = "", ...role] = line.split(": ");
      return `  ${name}@acme.example: ${role.join(": ")}`;
    }),
    "",
  ].join("\n"),
});
const run = (...args: readonly string[]) => muster.run(args, { cwd: world.folder, env: environment() });
const environment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(world.context.env).map(([name, value]) => [name, value ?? ""]));

/** Kim is there, and leaves on a day. */
async function kimUntil(day: string): Promise<void> {
  world = await createWorldNow({
    live: files("kim: editor"),
    files: files(`kim: { role: editor, expires: ${day}, successor: lee@acme.example }`),
  });
}

describe("a day that comes", () => {
  it("is said two weeks before, and changes nothing until then", async () => {
    await kimUntil(inDays(5));
    const said = `the access of kim@acme.example ends on ${inDays(5)}, in 5 days`;
    const plan = await run("plan", "--exit-code");
    expect(plan.code).toBe(0);
    expect(plan.stdout).toContain(said);
    expect((await run("plan", "--format", "markdown")).stdout).toContain(inDays(5));
    const json = JSON.parse((await run("plan", "--format", "json")).stdout) as object;
    expect(JSON.stringify(json)).toContain(said);
  });

  it("can be asked for before: by plan and by drift, which write nothing", async () => {
    await kimUntil(inDays(5));
    const plan = await run("plan", "--at", inDays(5), "--exit-code");
    expect(plan).toMatchObject({ code: 2 });
    expect(plan.stdout).toContain("kim@acme.example");
    expect(plan.stdout).toContain("deactivate");
    expect((await run("plan", "--at", inDays(4), "--exit-code")).code).toBe(0);
    expect((await run("drift", "--at", inDays(5))).code).not.toBe(1);
    const requests = world.sandbox.requests();
    expect(requests.filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("is done when it has come", async () => {
    await kimUntil(inDays(0));
    await world.control("/sandbox/own", {
      organization: "acme",
      resource: "pipeline",
      name: "nightly",
      email: "kim@acme.example",
    });
    const applied = await run("apply", "--yes", "--only", "due");
    expect(applied.stderr).not.toContain("error");
    expect(applied.code).toBe(0);
    const [live] = world.sandbox.dump().organizations;
    const stateOf = (name: string) => live?.members.find(({ email }) => email === `${name}@acme.example`);
    expect(stateOf("kim")?.state).toBe("deactivated");
    expect(live?.pipelines?.[0]?.owner_id).toBe(stateOf("lee")?.id);
    expect((await run("plan", "--exit-code")).code).toBe(0);
  });
});

describe("a plan for a later day", () => {
  it("is not for apply, under whatever name it is kept", async () => {
    await kimUntil(inDays(5));
    const out = await run("plan", "--at", inDays(5), "--out", "plan.json");
    expect(out).toMatchObject({ code: 1, stdout: "" });
    expect(out.stderr).toContain("leave --at or --out away");

    const { stdout } = await run("plan", "--at", inDays(5), "--format", "json");
    writeFileSync(join(world.folder, "later.json"), stdout);
    expect(readFileSync(join(world.folder, "later.json"), "utf8")).toContain(inDays(5));
    const applied = await run("apply", "--yes", "--plan", "later.json");
    expect(applied).toMatchObject({ code: 1, stdout: "" });
    expect(applied.stderr).toContain("later.json");
    expect(world.sandbox.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it.each([
    ["tomorrow", "--at"],
    ["2026-13-01", "--at"],
    ["2026-02-30", "--at"],
    [inDays(-1), "is over"],
  ])("is refused for %s", async (day, said) => {
    await kimUntil(inDays(5));
    for (const command of ["plan", "drift"]) {
      const ran = await run(command, "--at", day);
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toContain(said);
    }
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("a plan file of the eve", () => {
  it("is applied after midnight as what the date made of it, and the end of access with it", async () => {
    const tomorrow = inDays(1);
    world = await createWorldNow({
      live: files("kim: maintainer", "sue: editor", "tom: viewer"),
      files: files(
        `kim: { role: viewer, expires: ${tomorrow} }`,
        `sue: { role: editor, expires: ${tomorrow} }`,
        "tom: editor",
      ),
    });
    const file = join(world.folder, "plan.json");
    const eve = await run("plan", "--out", file);
    expect(eve.code).toBe(0);
    expect(eve.stdout).toMatch(/demote +kim@acme\.example/);
    expect(eve.stdout).toContain(`the access of sue@acme.example ends on ${tomorrow}, in 1 day`);
    // Half past midnight, wherever in the day the test runs.
    const shift = Date.parse(`${tomorrow}T00:30:00Z`) - Date.now();
    await world.control("/sandbox/clock", { now: `${tomorrow}T00:30:00Z` });
    const later = { cwd: world.folder, env: environment(), clock: shifted(shift) };
    const applied = await muster.run(["apply", "--plan", file, "--yes"], later);
    expect(applied.code, applied.stdout + applied.stderr).toBe(0);
    for (const said of [/deactivate +kim@/, /deactivate +sue@/, /promote +tom@/])
      expect(applied.stdout).toMatch(said);
    expect(applied.stdout).not.toContain("not in the reviewed plan");
    const after = await muster.run(["plan", "--exit-code"], later);
    expect(after.code, after.stdout).toBe(0);
  });
});

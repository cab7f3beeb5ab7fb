/** What apply finds out before its first write: which organizations a plan means, what the key may do, whether its journal can be gone on with, what time it is. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createWorldNow, type World } from "../fakes/world.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const organization = (key: string, lee: string): string =>
  `organization: { provider: planasonix, id: org_01${key} }\nmembers:\n  ana@acme.example: admin\n` +
  `  ben@acme.example: admin\n  lee@acme.example: ${lee}\n`;
const two = (lee: string) => ({
  "nova/organization.yaml": organization("nova", lee),
  "orbit/organization.yaml": organization("orbit", lee),
});
const one = (lee: string) => ({ "nova/organization.yaml": organization("nova", lee) });

let muster: Muster;
let world: World;
beforeAll(() => {
  muster = buildMuster();
});
afterAll(() => muster.remove());
afterEach(() => world.close());

const run = (args: readonly string[], env: Record<string, string | undefined> = {}): Promise<Ran> =>
  muster.run(args, { cwd: world.folder, env: { ...world.context.env, ...env } });
const writes = () => world.sandbox.requests().filter(({ method }) => method !== "GET");
const journal = () => join(world.folder, "journal.jsonl");

describe("apply --plan", () => {
  it("asks for the keys of the plan's organizations only", async () => {
    world = await createWorldNow({ files: two("editor"), live: two("viewer") });
    const others = { MUSTER_TOKEN_ORBIT: undefined };
    expect((await run(["plan", "--org", "nova", "--out", "p.json"], others)).code).toBe(0);
    const applied = await run(["apply", "--plan", "p.json", "--yes"], others);
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    expect(applied.stdout).toContain("1 promoted");
    expect(writes().map(({ path }) => path.split("/")[3])).toEqual(["org_01nova"]);
  });

  it("says that its organizations are not declared", async () => {
    world = await createWorldNow({ files: two("editor"), live: two("viewer") });
    expect((await run(["plan", "--org", "nova", "--out", "p.json"])).code).toBe(0);
    await world.setFiles({ "orbit/organization.yaml": organization("orbit", "editor") });
    const applied = await run(["apply", "--plan", "p.json", "--yes"]);
    expect(applied.code).toBe(1);
    expect(applied.stderr).toContain("p.json shows no organization that the files declare");
    expect(writes()).toEqual([]);
  });
});

describe("a key that can only read", () => {
  it("is refused by apply before the first write, and is good enough for plan", async () => {
    world = await createWorldNow({ files: one("editor"), live: one("viewer") });
    const made = (await world.control("/sandbox/token", {
      scopes: ["organization:read"],
    })) as { data: { token: string } };
    const env = { MUSTER_TOKEN_NOVA: made.data.token };
    expect((await run(["plan"], env)).code).toBe(0);
    const applied = await run(["apply", "--yes"], env);
    expect(applied.code).toBe(1);
    expect(applied.stderr).toMatch(/key for nova may not write .*organization:read.*MUSTER_TOKEN_NOVA/);
    expect(applied.stdout).toBe("");
    expect(world.sandbox.requests().filter(({ method }) => method !== "GET")).toEqual([]);
  });
});

describe("a file that is no journal, named as one", () => {
  it("stops apply and is told by plan, and nobody is sent to mend it", async () => {
    world = await createWorldNow({ files: one("editor"), live: one("viewer") });
    writeFileSync(journal(), "# Notes\n\nNothing of a journal.\n");
    const planned = await run(["plan"]);
    expect(planned.stderr).toMatch(/journal\.jsonl is not a journal \(line 1: .* move this file away\./s);
    const refused = await run(["apply", "--yes"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/is not a journal \(line 1: .*move the file away, or name another one/s);
    expect(planned.stderr + refused.stderr).not.toContain("journal mend");
    expect(writes()).toEqual([]);
  });
});

describe("a journal whose chain is broken", () => {
  it("stops apply before it asks or writes, is told by plan and drift, and is gone on with once it is mended", async () => {
    world = await createWorldNow({ files: one("editor"), live: one("viewer") });
    expect((await run(["apply", "--yes"])).code).toBe(0);
    const good = readFileSync(journal(), "utf8");
    await world.setFiles(one("maintainer"));
    expect((await run(["apply", "--yes"])).code).toBe(0);
    const lines = readFileSync(journal(), "utf8").split("\n");
    const kept = good.split("\n").length - 1;
    const bad = lines.map((line, index) =>
      index === kept ? line.replace("run_started", "run_startled") : line,
    );
    writeFileSync(journal(), bad.join("\n"));
    await world.setFiles(one("viewer"));
    world.sandbox.resetRequests();

    for (const command of ["plan", "drift"])
      expect((await run([command])).stderr).toContain("muster journal mend journal.jsonl");
    const refused = await run(["apply", "--yes"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /is broken \(line \d+: .*nothing was written.*muster journal mend journal\.jsonl/s,
    );
    expect(writes()).toEqual([]);

    const mended = await run(["journal", "mend", "journal.jsonl"]);
    expect(mended, mended.stderr).toMatchObject({ code: 0 });
    expect(mended.stdout).toContain("kept as journal.jsonl.broken");
    expect(readFileSync(`${journal()}.broken`, "utf8")).toBe(bad.join("\n"));
    expect(readFileSync(journal(), "utf8")).toBe(good);
    expect((await run(["apply", "--yes"])).code).toBe(0);
    const now = readFileSync(journal(), "utf8");
    expect(now.startsWith(good)).toBe(true);
    const [last, next] = now
      .split("\n")
      .slice(kept - 1, kept + 1)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(next?.["prev"]).toBe(last?.["hash"]);
    expect((await run(["journal", "verify", "journal.jsonl"])).code).toBe(0);
    expect((await run(["journal", "mend", "journal.jsonl"])).stdout).toContain("nothing to mend");
  });
});

describe("a service whose clock is another", () => {
  it("has what a date causes withheld, with both times, and the rest done", async () => {
    const ending = (lee: string) =>
      `${organization("nova", lee)}  kim@acme.example: { role: viewer, expires: 2026-01-01 }\n`;
    world = await createWorldNow({
      files: { "nova/organization.yaml": ending("editor") },
      live: { "nova/organization.yaml": `${organization("nova", "viewer")}  kim@acme.example: viewer\n` },
    });
    await world.control("/sandbox/clock", { now: "2025-06-01T00:00:00Z" });
    const applied = await run(["apply", "--yes"]);
    expect(applied.code).toBe(4);
    expect(applied.stdout).toMatch(
      /this machine's clock says 2\d{3}-\d\d-\d\dT\d\d:\d\dZ, the service's 2025-06-01T/,
    );
    expect(applied.stdout).toContain("1 promoted");
    expect(writes()).toHaveLength(1);
  });
});

/**
 * What a leaver left open, by the real process and as a new user would meet it: a key whose place cannot be reached
 * stays told, through plain applies and a lost journal, until it is delivered.
 */
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorldNow, type Files, type World } from "../fakes/world.ts";
import { buildMuster, type Muster, type Ran } from "./muster.ts";

const key = "{ gha: { scopes: [pipelines:run], overlap: 24h, deliver_to: { file: keys/gha.key } } }";
const filesWith = (rob: string, owner: string, more = ""): Files => ({
  "acme/organization.yaml": `organization:
  provider: planasonix
  id: org_01acme
${more}members:
  ana@acme.example: admin
  kim@acme.example: admin
  rob@acme.example: ${rob}
service_accounts:
  ci-loader: { role: editor, owner: ${owner}, keys: ${key} }
`,
});
const before = filesWith("editor", "rob@acme.example");
const after = (more = ""): Files => filesWith("{ state: deactivated }", "ana@acme.example", more);

let muster: Muster;
let world: World;
beforeEach(async () => {
  muster = buildMuster();
  world = await createWorldNow({ live: before, files: after() });
});
afterEach(async () => {
  await world.close();
  muster.remove();
});

const run = (...args: string[]): Promise<Ran> =>
  muster.run(args, { cwd: world.folder, env: world.context.env });
const rob = (): string | undefined =>
  world.sandbox.dump().organizations[0]?.members.find(({ email }) => email === "rob@acme.example")?.state;
const liveKeys = () => world.sandbox.dump().organizations[0]?.service_account_keys ?? [];
const place = (name: string): string => join(world.folder, name);

async function expectTold(code: number, ...args: string[]): Promise<string> {
  const ran = await run(...args);
  expect(ran.code, ran.stdout + ran.stderr).toBe(code);
  expect(ran.stdout).toContain("replace key gha of service account ci-loader: rob@acme.example");
  expect(ran.stdout).not.toContain("No changes.");
  const [, id = ""] = /settled: \[\{ task: ([0-9a-f]+), /.exec(ran.stdout) ?? [];
  expect(id).not.toBe("");
  return id;
}

describe("a leaver whose key cannot be delivered", () => {
  it("is told in every run until it is, whatever becomes of the journal", async () => {
    const [old] = liveKeys();
    expect((await run("apply", "--yes")).code).toBe(4);
    expect(rob()).toBe("deactivated");
    const id = await expectTold(2, "drift");
    for (const _ of [1, 2, 3]) expect((await run("apply", "--yes")).code).toBe(4);
    expect(await expectTold(2, "drift")).toBe(id);
    expect(await expectTold(0, "plan")).toBe(id);
    rmSync(place("journal.jsonl"));
    // Who owned the account stands in the service's own log now, and nowhere else.
    expect(await expectTold(2, "drift")).toBe(id);
    expect((await run("apply", "--yes")).code).toBe(4);
    expect(liveKeys().map((item) => item.id)).toEqual([old?.id]);
    mkdirSync(place("keys"));
    const delivered = await run("apply", "--yes");
    expect(delivered.code, delivered.stdout + delivered.stderr).toBe(0);
    expect(existsSync(place("keys/gha.key"))).toBe(true);
    expect(liveKeys()).toHaveLength(2);
    const clean = await run("drift");
    expect(clean.code, clean.stdout).toBe(0);
    rmSync(place("journal.jsonl"));
    expect((await run("drift")).code).toBe(0);
  }, 240_000);

  it("is closed by somebody else's word in the files, never by their own", async () => {
    expect((await run("apply", "--yes")).code).toBe(4);
    const id = await expectTold(2, "drift");
    const word = (by: string, task = id): string =>
      `  settled: [{ task: ${task}, by: ${by}@acme.example, reason: "revoked at the service, SEC-12" }]\n`;
    await world.setFiles(after(word("rob")));
    expect((await run("drift")).code).not.toBe(0);
    await world.setFiles(after(word("kim")));
    const settled = await run("drift");
    expect(settled.code, settled.stdout).toBe(0);
    await world.setFiles(after(word("kim", "0123456789abcdef")));
    const unknown = await run("drift");
    expect(unknown.code).toBe(2);
    expect(unknown.stdout).toContain("is not open");
  }, 180_000);
});

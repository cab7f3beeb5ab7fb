/** The life of a service account's key over real HTTP: made, delivered, replaced by age, and the old one revoked. */
import { existsSync } from "node:fs";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { memoryJournal } from "../../src/journal/memory.ts";
import { parseFault } from "../../src/sandbox/planasonix/fault.ts";
import type { ApiServiceAccountKey } from "../../src/providers/planasonix/contract.ts";
import { fakeClock } from "../fakes/clock.ts";
import { memoryTargets } from "../fakes/targets.ts";
import { createWorldNow, type Files, type World } from "../fakes/world.ts";
import { buildMuster } from "./muster.ts";

const open: { world?: World } = {};
afterEach(() => open.world?.close());

const target = "acme/dbt/PLANASONIX_API_KEY";
const withKeys = (keys: string, more = ""): Files => ({
  "acme/organization.yaml": `organization: { provider: planasonix, id: org_01acme${more} }
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

async function worldOf(files: Files, live: Files) {
  const targets = memoryTargets();
  const clock = fakeClock();
  const world = await createWorldNow({ files, live, clock, context: targets.context });
  open.world = world;
  const keys = (): readonly ApiServiceAccountKey[] =>
    world.sandbox.dump().organizations[0]?.service_account_keys ?? [];
  /** What the service says to whoever uses the secret that is at its place. */
  const use = async (secret = targets.secrets.get(target)): Promise<number> => {
    const headers = { authorization: `Bearer ${secret ?? ""}` };
    return (await fetch(`${world.sandbox.url}/api/user/profile`, { headers })).status;
  };
  return { world, targets, clock, keys, use };
}

const verbsOf = (plan: { readonly actions: readonly { readonly verb: string; readonly cause: string }[] }) =>
  plan.actions.map(({ verb, cause }) => `${verb} ${cause}`);

describe("a key with a target", () => {
  it("is created, delivered, noted, and then there is nothing to do", async () => {
    const { world, keys, use, targets } = await worldOf(withKey, withKeys("{}"));
    const { result, code } = await world.apply();
    expect(result?.outcomes).toMatchObject([{ status: "done" }]);
    expect(code).toBe(0);
    expect(keys()).toMatchObject([{ name: "deploy", delivered_at: expect.any(String) as unknown }]);
    expect(await use()).toBe(200);
    expect(verbsOf(await world.plan())).toEqual([]);
    expect(JSON.stringify(world.sandbox.dump())).not.toContain(targets.secrets.get(target));
  });

  it("is replaced when it is old, and the old one goes when its overlap is over", async () => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    const first = targets.secrets.get(target);
    clock.set(clock.now() + 89 * day);
    expect(verbsOf(await world.plan())).toEqual([]);
    clock.set(clock.now() + day);
    expect(verbsOf(await world.plan())).toEqual(["rotate_key due"]);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(2);
    expect([await use(first), await use()]).toEqual([200, 200]);
    expect(targets.secrets.get(target)).not.toBe(first);
    clock.set(clock.now() + day - 60_000);
    expect(verbsOf(await world.plan())).toEqual([]);
    clock.set(clock.now() + 60_000);
    const plan = await world.plan();
    expect(verbsOf(plan)).toEqual(["revoke_key due"]);
    expect(plan.findings).toEqual([]);
    expect((await world.apply()).code).toBe(0);
    expect([await use(first), await use()]).toEqual([401, 200]);
    expect(verbsOf(await world.plan())).toEqual([]);
  });

  it("is not created when its target is not allowed", async () => {
    const { world, keys, targets } = await worldOf(withKey, withKeys("{}"));
    targets.refuse.check = "MUSTER_DELIVER_TO does not list it.";
    const { code, result } = await world.apply();
    expect(code).toBe(4);
    expect(result?.outcomes).toMatchObject([{ status: "failed", message: targets.refuse.check }]);
    expect(keys()).toEqual([]);
  });

  it("is revoked again when its secret could not be delivered, and the old one stays", async () => {
    const { world, keys, targets, clock, use } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    clock.set(clock.now() + 90 * day);
    targets.refuse.deliver = "The repository is archived.";
    expect((await world.apply()).code).toBe(4);
    expect(keys()).toHaveLength(1);
    expect(await use()).toBe(200);
  });
});

describe("two keys", () => {
  it.each([
    ["an absolute path", (folder: string) => join(folder, "one.key")],
    ["a link on the way", () => "way/one.key"],
  ])("are not made for one file that one of them names by %s", async (_, other) => {
    const live = withKeys("{}");
    const world = await createWorldNow({ files: live });
    open.world = world;
    await symlink(world.folder, join(world.folder, "way"));
    const keyTo = (file: string): string => `{ scopes: [pipelines:run], deliver_to: { file: ${file} } }`;
    const filesTo = (second: string): Files =>
      withKeys(`{ one: ${keyTo("one.key")}, two: ${keyTo(second)}, three: ${keyTo("three.key")} }`);
    await world.setFiles(filesTo(other(world.folder)));
    const { result, code } = await world.apply();
    expect(result?.outcomes.map(({ action, status }) => `${action.key} ${status}`)).toEqual([
      "ci/one failed",
      "ci/three done",
      "ci/two failed",
    ]);
    expect(code).toBe(4);
    expect(existsSync(join(world.folder, "one.key"))).toBe(false);

    await world.setFiles(filesTo("two.key"));
    expect((await world.apply()).code).toBe(0);
    const secrets = await Promise.all(
      ["one.key", "two.key"].map((name) => readFile(join(world.folder, name), "utf8")),
    );
    expect(new Set(secrets).size).toBe(2);
    expect(verbsOf(await world.plan())).toEqual([]);
  });
});

describe("a service whose clock is off", () => {
  it.each([-180, 180])("by %i minutes has no key rotated until the clocks agree", async (minutes) => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    const first = targets.secrets.get(target);
    clock.set(clock.now() + 91 * day);
    const service = clock.now();
    clock.set(service + minutes * 60_000);
    await world.control("/sandbox/clock", { now: new Date(service).toISOString() });
    const { code, planned } = await world.apply();
    expect([code, planned.plan.withheld.map((item) => `${item.code} ${item.verb}`)]).toEqual([
      4,
      ["clock rotate_key"],
    ]);
    expect([keys().length, await use(first)]).toEqual([1, 200]);
  });

  it.each([-9, 9])("by %i minutes costs no key that works, and leaves one", async (minutes) => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    const now = new Date(clock.now() + minutes * 60_000).toISOString();
    await world.control("/sandbox/clock", { now });
    await world.apply();
    const first = targets.secrets.get(target);
    expect(verbsOf(await world.plan())).toEqual([]);
    clock.set(clock.now() + 91 * day);
    expect((await world.apply()).code).toBe(0);
    expect([await use(first), await use()]).toEqual([200, 200]);
    expect(verbsOf(await world.plan())).toEqual([]);
    clock.set(clock.now() + day);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(1);
    expect([await use(first), await use()]).toEqual([401, 200]);
    expect(verbsOf(await world.plan())).toEqual([]);
  });
});

describe("an answer that never comes", () => {
  it.each([
    ["timeout", "createServiceAccountKey"],
    ["timeout-after", "createServiceAccountKey"],
    ["timeout-after", "changeServiceAccountKey"],
  ])(
    "%s of %s costs no key that works",
    async (fault, route) => {
      const { world, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
      await world.apply();
      const first = targets.secrets.get(target);
      clock.set(clock.now() + 90 * day);
      const parsed = parseFault(`${fault}@${route}`);
      if ("error" in parsed) throw new Error(parsed.error);
      world.sandbox.addFault(parsed);
      // Somebody interrupts the run that waits.
      const stop = new AbortController();
      const running = world.apply({ signal: stop.signal });
      const isWaiting = (): boolean =>
        world.sandbox.requests().some((item) => item.route === route && item.status === "dropped");
      while (!isWaiting()) await new Promise((resolve) => void setTimeout(resolve, 2));
      stop.abort();
      expect((await running).code).toBe(4);
      expect([await use(first), await use(targets.secrets.get(target))]).toEqual([200, 200]);
      for (let days = 0; days < 3; days += 1) {
        expect((await world.apply()).code).toBe(0);
        clock.set(clock.now() + day);
      }
      expect([await use(first), await use()]).toEqual([401, 200]);
      expect(verbsOf(await world.plan())).toEqual([]);
    },
    30_000,
  );
});

describe("a rotation that is cut off", () => {
  it.each(["made", "before", "after"] as const)("%s its delivery loses no key that works", async (at) => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    const first = targets.secrets.get(target);
    clock.set(clock.now() + 90 * day);
    targets.crash.at = at;
    await expect(world.apply()).rejects.toThrow("the process ended");
    delete targets.crash.at;
    expect([await use(first), await use(targets.secrets.get(target))]).toEqual([200, 200]);
    // Whoever used what was delivered, though nobody noted it, has shown that it is in its place.
    const isInUse = at === "after";
    expect(verbsOf(await world.plan())).toEqual(isInUse ? [] : ["rotate_key due"]);
    expect((await world.apply()).code).toBe(0);
    expect([await use(first), await use()]).toEqual([200, 200]);
    expect(keys()).toHaveLength(isInUse ? 2 : 3);
    clock.set(clock.now() + 2 * day);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(1);
    expect([await use(first), await use()]).toEqual([401, 200]);
    expect(verbsOf(await world.plan())).toEqual([]);
  });

  it.each(["made", "before"] as const)("%s the delivery of a first key is made good", async (at) => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    targets.crash.at = at;
    await expect(world.apply()).rejects.toThrow("the process ended");
    delete targets.crash.at;
    expect((await world.apply()).code).toBe(0);
    expect(await use()).toBe(200);
    clock.set(clock.now() + 2 * day);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(1);
    expect(await use()).toBe(200);
  });

  const faults = ["429:2", "500", "502", "drop-before", "drop-after", "cut"];
  const writes = [1, 2];
  const rows = faults.flatMap((fault) => writes.map((nth) => [fault, nth] as const));
  it.each(rows)("by %s at write %i ends with a key in its place that works", async (fault, nth) => {
    const { world, keys, use, targets, clock } = await worldOf(withKey, withKeys("{}"));
    await world.apply();
    const first = targets.secrets.get(target);
    clock.set(clock.now() + 90 * day);
    const parsed = parseFault(`${fault}@write:${nth}`);
    if ("error" in parsed) throw new Error(parsed.error);
    world.sandbox.addFault(parsed);
    await world.apply();
    expect([await use(first), await use()]).toEqual([200, 200]);
    expect(targets.secrets.get(target)).not.toBe(first);
    clock.set(clock.now() + 2 * day);
    expect((await world.apply()).code).toBe(0);
    expect(keys()).toHaveLength(1);
    expect([await use(first), await use()]).toEqual([401, 200]);
  });
});

describe("a secret", () => {
  it("is in no plan, journal, result or audit log", async () => {
    const { world, targets, clock } = await worldOf(withKey, withKeys("{}"));
    const journal = memoryJournal();
    const results: unknown[] = [];
    for (const refusal of ["", "Refused.", ""]) {
      targets.refuse.deliver = refusal;
      const { result, second } = await world.apply({ journal_: journal });
      results.push(result, second, await world.plan(), world.sandbox.dump(), world.sandbox.requests());
      clock.set(clock.now() + 90 * day);
    }
    const written = JSON.stringify(results) + journal.text();
    const secrets = [...targets.hidden].filter((secret) => secret !== "plnx_sandbox_acme");
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) expect(written).not.toContain(secret);
  });
});

describe("the real process", () => {
  it("creates a key into a file, and shows its secret nowhere", async () => {
    const muster = buildMuster();
    try {
      const file = (name: string): string =>
        `{ deploy: { scopes: [pipelines:run], deliver_to: { file: ${name} } } }`;
      const { world, keys, use } = await worldOf(withKeys(file("deploy.key")), withKeys("{}"));
      const ran = await muster.run(["apply", "--yes", "--verbose", "--journal", "journal.jsonl"], {
        cwd: world.folder,
        env: world.context.env,
      });
      expect(ran.code, ran.stderr).toBe(0);
      const secret = (await readFile(join(world.folder, "deploy.key"), "utf8")).trim();
      expect(await use(secret)).toBe(200);
      expect(keys()).toHaveLength(1);
      const written = ran.stdout + ran.stderr + (await readFile(join(world.folder, "journal.jsonl"), "utf8"));
      expect(written).not.toContain(secret);
      expect(written).toContain("deploy.key");
    } finally {
      muster.remove();
    }
  }, 60_000);
});

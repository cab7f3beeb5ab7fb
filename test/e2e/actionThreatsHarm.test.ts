/** Harm that nobody meant, or that somebody did: mass removal, lock-out, other hands at the same time, a key that leaks. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { type ActionRun, type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import { startTrap } from "../fakes/trap.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
afterEach(() => world.close());

const settings = (more = ""): string =>
  `organization:\n  provider: planasonix\n  id: org_01jq8acme\n  unlisted: { members: remove }\n  drift: correct\n${more}`;
const admins = "  ana@acme.example: admin\n  kim@acme.example: admin\n";
const crowd = Array.from({ length: 10 }, (_, index) => `  p${index}@acme.example: viewer\n`).join("");
const files = (members: string, more = ""): Record<string, string> => ({
  "acme/organization.yaml": settings(more),
  "acme/members.yaml": `members:${members === "" ? " {}\n" : `\n${members}`}`,
});
const change = (members: string, more = ""): Record<string, string> =>
  Object.fromEntries(Object.entries(files(members, more)).map(([path, text]) => [`access/${path}`, text]));

async function start(members = admins + crowd, more = ""): Promise<void> {
  world = await createWorldHere({ files: files(members, more) });
  expect((await world.apply()).code).toBe(0);
  world.sandbox.resetRequests();
}

/** Plans a change and, merged, applies it: gives both runs. Nothing may be written. */
async function triesInVain(members: string, more = ""): Promise<readonly [ActionRun, ActionRun]> {
  const pull = world.open(change(members, more));
  const planned = await world.plan(pull);
  world.merge(pull);
  const applied = await world.apply();
  expect(world.writes()).toEqual([]);
  return [planned, applied];
}

describe("a change that would remove many", () => {
  it("by an emptied list, or by most of it, is blocked", async () => {
    await start();
    const [planned, applied] = await triesInVain("");
    expect([planned.code, applied.code]).toEqual([3, 3]);
    expect(planned.summary).toMatch(/`empty`[^]*`max_loss`|`max_loss`[^]*`empty`/);
    expect(planned.outputs).toMatchObject({ blocked: "true" });
  });

  it("by a slip of the pen is an error", async () => {
    await start();
    const pull = world.open({ "access/acme/members.yaml": `membrs:\n${admins}` });
    const planned = await world.plan(pull);
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("members");
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("by a read that stopped short is no plan to remove anybody", async () => {
    await start();
    for (const fault of ["truncated@membersx*", "empty@membersx*", "cut@membersx*", "html@membersx*"]) {
      await world.control("fault", { fault });
      const applied = await world.apply();
      expect([fault, applied.code === 0]).toEqual([fault, false]);
      await fetch(`${world.sandbox.url}/sandbox/fault`, { method: "DELETE" });
    }
    expect(world.writes()).toEqual([]);
    expect((await world.apply()).code).toBe(0);
  });

  it("by a first run only reports", async () => {
    world = await createWorldHere({
      files: files(admins + crowd),
      live: files(`${admins}${crowd}  stranger@acme.example: viewer\n`),
    });
    const applied = await world.apply();
    expect(applied.code).toBe(0);
    expect(applied.summary).toMatch(/adopt/i);
    expect(world.writes()).toEqual([]);
  });

  it("by taking an organization's files away removes nobody", async () => {
    await start();
    const pull = world.open({ "access/acme/members.yaml": null, "access/acme/organization.yaml": null });
    await world.plan(pull);
    world.merge(pull);
    await world.apply();
    expect(world.writes()).toEqual([]);
  });
});

describe("a change that would lock people out", () => {
  it("for lack of admins is blocked", async () => {
    await start();
    const [planned, applied] = await triesInVain(
      admins.replace("kim@acme.example: admin", "kim@acme.example: viewer") + crowd,
    );
    expect([planned.code, applied.code]).toEqual([3, 3]);
    expect(planned.summary).toContain("`min_admins`");
  });

  it("of the protected admin, or with the protection itself, is blocked", async () => {
    const guard = "  guards: { protected: [breakglass@acme.example], min_admins: 1 }\n";
    await start(`${admins}  breakglass@acme.example: admin\n${crowd}`, guard);
    const [planned, applied] = await triesInVain(`${admins}  breakglass@acme.example: viewer\n${crowd}`);
    expect([planned.code, applied.code]).toEqual([3, 3]);
    expect(planned.summary).toContain("`protected`");
  });

  it("of the key's own holder is blocked", async () => {
    await start(`${admins}  zoe@acme.example: admin\n${crowd}`);
    const made = (await world.control("token", {
      organization: "org_01jq8acme",
      email: "zoe@acme.example",
    })) as {
      data: { token: string };
    };
    world.merge(world.open(change(admins + crowd)));
    const applied = await world.apply({ env: { MUSTER_TOKEN_ACME: made.data.token } });
    expect(applied.code).toBe(3);
    expect(applied.summary).toContain("`self`");
    expect(world.writes()).toEqual([]);
  });

  it("when admins change hands never has fewer than there must be", async () => {
    await start(`${admins}  lee@acme.example: viewer\n  mia@acme.example: viewer\n${crowd}`);
    const pull = world.open(
      change(
        "  ana@acme.example: viewer\n  kim@acme.example: viewer\n  lee@acme.example: admin\n  mia@acme.example: admin\n" +
          crowd,
      ),
    );
    world.merge(pull);
    expect((await world.apply()).code).toBe(0);
    const audit = (await (await fetch(`${world.sandbox.url}/sandbox/audit`)).json()) as {
      data: readonly { active_admins: number }[];
    };
    expect(audit.data.length).toBeGreaterThanOrEqual(4);
    expect(Math.min(...audit.data.map((event) => event.active_admins))).toBeGreaterThanOrEqual(2);
  });
});

describe("somebody who looks like somebody else", () => {
  it("is an error: other letters, mixed scripts, names that read the same", async () => {
    await start();
    const changes = [
      { "access/acme/x.yaml": "members:\n  an\u0430@acme.example: admin\n" },
      { "access/acme/x.yaml": "teams:\n  fin: { name: F\u0456nance }\n" },
      { "access/acme/x.yaml": "teams:\n  one: { name: Copa }\n  two: { name: \u0421\u043e\u0440\u0430 }\n" },
      { "access/acme/x.yaml": "teams:\n  one: { name: Sales }\n  two: { name: SaIes }\n" },
    ];
    for (const files of changes) {
      const planned = await world.plan(world.open(files));
      expect([JSON.stringify(files), planned.code]).toEqual([JSON.stringify(files), 1]);
      expect(planned.log).toContain("::error file=access/acme/x.yaml");
    }
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("other hands at the same time", () => {
  it("are not overwritten: what changed between plan and write is stale", async () => {
    await start();
    world.merge(
      world.open(change(admins + crowd.replace("p0@acme.example: viewer", "p0@acme.example: editor"))),
    );
    let asked = 0;
    world.github.onRequest({ path: /\/git\/ref/ }, async () => {
      asked += 1;
      if (asked === 2) await world.control("edit", { email: "p0@acme.example", state: "deactivated" });
    });
    const applied = await world.apply();
    expect(asked).toBe(2);
    expect(applied.code).toBe(4);
    const [{ members } = { members: [] }] = world.sandbox.dump().organizations;
    expect(members.find(({ email }) => email === "p0@acme.example")).toMatchObject({
      state: "deactivated",
      role: "viewer",
    });
  });
});

describe("a key", () => {
  it("that the service repeats in its error appears nowhere", async () => {
    const echo = await startTrap(({ headers }) => {
      const said = `no such key: ${headers.authorization ?? ""} ${Buffer.from(headers.authorization ?? "").toString("base64")}`;
      return {
        status: 401,
        headers: { "content-type": "application/json", "x-request-id": said },
        body: JSON.stringify({ error: { code: "unauthorized", message: said, request_id: said } }),
      };
    });
    try {
      await start();
      const key = "canary-key-of-acme-0123456789";
      const pull = world.open(change(admins + crowd + "  rob@acme.example: viewer\n"));
      const planned = await world.plan(pull, {
        env: { MUSTER_TOKEN_ACME: key, MUSTER_API_ACME: echo.url },
        inputs: { hosts: `127.0.0.1:${echo.port}` },
      });
      expect(echo.caught()).toHaveLength(1);
      expect(planned.code).toBe(1);
      const log = planned.log.replace(`::add-mask::${key}\n`, "");
      const told = [
        log,
        planned.summary,
        JSON.stringify([planned.outputs, planned.files, world.github.state.comments]),
      ];
      for (const form of [key, Buffer.from(key).toString("base64"), encodeURIComponent(key)]) {
        expect(told.join("\n")).not.toContain(form);
      }
    } finally {
      await echo.close();
    }
  });
});

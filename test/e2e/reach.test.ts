/** How far a plan reaches: of files in commits, over approved connections only, with keys that may be there. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "../../src/run/context.ts";
import { isOffline, isPlanned, planAll, type OrganizationRun, type PlanRequest } from "../../src/run/plan.ts";
import { createWorld, type Files, type World } from "../fakes/world.ts";

const head = (api?: string, id = "org_01acme"): string =>
  `organization: { provider: planasonix, id: ${id}${api === undefined ? "" : `, api: "${api}"`} }\n`;
const people = "members:\n  ana@acme.example: { role: admin }\n  ben@acme.example: { role: admin }\n";
const kim = "  kim@contractor.example: { role: viewer }\n";
const files = (organization: string, members = people): Files => ({
  "acme/organization.yaml": organization,
  "acme/members.yaml": members,
});

let world: World;
let elsewhere: Server;
let reached: number;
let warnings: string[];
beforeEach(async () => {
  reached = 0;
  warnings = [];
  elsewhere = createServer((_, response) => response.end("{}"));
  elsewhere.on("connection", () => (reached += 1));
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  world = await createWorld({ files: files(head()) });
});
afterEach(async () => {
  elsewhere.closeAllConnections();
  await new Promise((resolve) => elsewhere.close(resolve));
  await world.close();
});

const portOf = (url: string): string => new URL(url).port;
const thief = (): string => `127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;

/** As on a runner: a key, loopback where it is listed, and nothing that names an address for the organization. */
function context(env: Context["env"] = {}): Context {
  const token = world.sandbox.organizations[0]?.token;
  return {
    ...world.context,
    env: { MUSTER_TOKEN_ACME: token, MUSTER_HOSTS: `127.0.0.1:${portOf(world.sandbox.url)}`, ...env },
    warn: (line) => warnings.push(line),
  };
}

/** Commits these files and gives the id. */
async function committed(wanted: Files): Promise<string> {
  await world.setFiles(wanted);
  return world.commit();
}

async function plan(request: Partial<PlanRequest>, as = context()) {
  const run = await planAll(as, { organizations: [], allowed: [], reach: "base_only", ...request });
  if (!run.ok) throw new Error("error" in run ? run.error : JSON.stringify(run.diagnostics));
  await run.close();
  return run;
}

const resultOf = (run: { readonly runs: readonly OrganizationRun[] }, key = "acme") => {
  const found = run.runs.find((item) => item.key === key)?.result;
  if (found === undefined) throw new Error(`no ${key}`);
  return found;
};

describe("a pull request that leaves the connection alone", () => {
  it("is planned over it, from commits, whatever lies on the disk", async () => {
    const base = await committed(files(head(world.sandbox.url)));
    const change = await committed(files(head(world.sandbox.url), people + kim));
    await world.setFiles({ "acme/organization.yaml": "this: is: no: yaml" });
    const run = await plan({ base, head: change });
    const result = resultOf(run);
    if (!isPlanned(result)) throw new Error(JSON.stringify(result));
    expect(result.plan.actions.map(({ verb, key, cause }) => [verb, key, cause])).toEqual([
      ["invite", "kim@contractor.example", "change"],
    ]);
    expect(result.plan.new_domains).toEqual(["contractor.example"]);
    expect(run.policyChanges).toEqual([]);
    expect(run.gone).toEqual([]);
    expect(run.baseOrganizations.map(({ key }) => key)).toEqual(["acme"]);
    expect(world.sandbox.requests().length).toBeGreaterThan(5);
  });

  it("reaches this machine only where it is listed with its port, also by MUSTER_API", async () => {
    const base = await committed(files(head(world.sandbox.url)));
    const other = await committed(files(head(), people));
    for (const hosts of ["", "127.0.0.1", `localhost:${portOf(world.sandbox.url)}`]) {
      expect(resultOf(await plan({ base, head: base }, context({ MUSTER_HOSTS: hosts })))).toHaveProperty(
        "error",
      );
      const env = { MUSTER_HOSTS: hosts, MUSTER_API_ACME: world.sandbox.url };
      const request = { base: other, head: other };
      expect(resultOf(await plan(request, context(env)))).toHaveProperty("error");
      const merged = { ...request, reach: "merged", listedLoopbackOnly: true } as const;
      expect(resultOf(await plan(merged, context(env)))).toHaveProperty("error");
    }
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("does not give the common key to an organization by taking another's files away", async () => {
    const two = {
      ...files(head(world.sandbox.url)),
      "zeta/organization.yaml": head(undefined, "org_01zeta"),
    };
    const base = await committed(two);
    const change = await committed(files(head(world.sandbox.url)));
    const env = { MUSTER_TOKEN_ACME: undefined, MUSTER_TOKEN: world.sandbox.organizations[0]?.token };
    const run = await plan({ base, head: change }, context(env));
    expect(resultOf(run)).toMatchObject({ error: expect.stringContaining("There is no key for acme") });
    expect(run.gone.map(({ organization }) => organization.key)).toEqual(["zeta"]);
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("a pull request that alters the connection", () => {
  const addresses = (): readonly string[] => [
    `http://${thief()}`,
    `http://${thief()}/v1`,
    `http://${thief()}/`,
    `http://localhost:${thief().split(":")[1] ?? ""}`,
    `https://${thief()}`,
    `https://localhost:${thief().split(":")[1] ?? ""}/api`,
    `${world.sandbox.url}/v1`,
    `${world.sandbox.url}/`,
    world.sandbox.url.replace("127.0.0.1", "localhost"),
    "https://api.planasonix.com",
    "https://api.planasonix.com/v1",
    "https://api.planasonix.com:443",
    "https://api.planasonix.com.evil.example",
    "https://evil.example",
    "https://evil.example/api.planasonix.com",
    "https://evil-api.planasonix.com.example",
    "https://127.0.0.1.evil.example",
    "https://API.PLANASONIX.COM",
    "http://[::1]:8080",
    "http://127.0.0.2:8080",
  ];

  it("is planned from files alone: no address of it gets a request, listed or not", async () => {
    const base = await committed(files(head(world.sandbox.url)));
    const hosts = [
      thief(),
      `localhost:${thief().split(":")[1] ?? ""}`,
      "evil.example",
      `127.0.0.1:${portOf(world.sandbox.url)}`,
    ];
    expect(addresses()).toHaveLength(20);
    for (const address of addresses()) {
      const change = await committed(files(head(address), people + kim));
      const run = await plan({ base, head: change }, context({ MUSTER_HOSTS: hosts.join(",") }));
      const result = resultOf(run);
      if (!isOffline(result)) throw new Error(`${address}: ${JSON.stringify(result)}`);
      expect(result.offline).toContain("alters its connection");
      expect(result.plan.actions.map(({ verb, key }) => [verb, key])).toEqual([
        ["invite", "kim@contractor.example"],
      ]);
      expect(run.policyChanges.map(({ setting, after, loosens }) => [setting, after, loosens])).toEqual([
        ["api", address, true],
      ]);
      expect([reached, world.sandbox.requests().length], address).toEqual([0, 0]);
    }
  });

  it("is planned from files alone also with another id, without the address, or for an organization that is new", async () => {
    const base = await committed(files(head(world.sandbox.url)));
    const moved = await committed(files(head(world.sandbox.url, "org_01other")));
    const bare = await committed(files(head()));
    const evil = await committed({
      ...files(head(world.sandbox.url)),
      "evil-base/organization.yaml": head(`http://${thief()}`, "org_01acme"),
      "evil-base/members.yaml": people,
    });
    const keys = {
      MUSTER_TOKEN_EVIL_BASE: "canary",
      MUSTER_HOSTS: `${thief()},127.0.0.1:${portOf(world.sandbox.url)}`,
    };
    for (const change of [moved, bare]) {
      expect(isOffline(resultOf(await plan({ base, head: change }, context(keys))))).toBe(true);
    }
    expect(world.sandbox.requests()).toEqual([]);
    const run = await plan({ base, head: evil }, context(keys));
    const added = resultOf(run, "evil-base");
    expect(isOffline(added) ? added.offline : "").toContain("new with this change");
    expect(isPlanned(resultOf(run))).toBe(true);
    expect(reached).toBe(0);
  });

  it("is planned from files alone where there is no base, or its files have errors", async () => {
    // The broken base stands on one that names another connection: what was merged last and can be read counts.
    const broken = await committed({ "acme/organization.yaml": "organization: { provider: planasonix }\n" });
    const change = await committed(files(head(world.sandbox.url)));
    for (const base of [null, undefined, broken]) {
      const request = { head: change, ...(base === undefined ? {} : { base }) };
      expect(isOffline(resultOf(await plan(request)))).toBe(true);
    }
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("offline", () => {
  it("looks for no key and asks nobody, whatever is there", async () => {
    const base = await committed(files(head(world.sandbox.url), people + kim));
    const change = await committed(files(head(world.sandbox.url)));
    const leaver = await committed(
      files(head(world.sandbox.url), `${people}  kim@contractor.example: { state: deactivated }\n`),
    );
    for (const env of [{}, { MUSTER_TOKEN_ACME: undefined }, { MUSTER_TOKEN_ACME: "broken key" }]) {
      const hidden: string[] = [];
      const as = { ...context(env), hide: (secret: string) => void hidden.push(secret) };
      const result = resultOf(await plan({ base, head: leaver, reach: "offline" }, as));
      if (!isOffline(result)) throw new Error(JSON.stringify(result));
      expect(result.plan.actions.map(({ verb, key }) => [verb, key])).toEqual([
        ["deactivate", "kim@contractor.example"],
      ]);
      expect(result.plan.notes.join()).toContain("what leavers own is not known offline");
      expect(result.plan).toMatchObject({ acting: "nobody (offline)", requests: 0 });
      expect(hidden).toEqual([]);
    }
    const unlisted = resultOf(await plan({ base, head: change, reach: "offline" }));
    expect(
      isOffline(unlisted) ? unlisted.plan.withheld.map(({ code, key }) => [code, key]) : unlisted,
    ).toEqual([["unmanaged", "kim@contractor.example"]]);
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("a key that can write, where only reading is wanted", () => {
  const keyWith = async (scopes: readonly string[] | null): Promise<string> => {
    const made = await world.control("/sandbox/token", { organization: "acme", scopes });
    return (made as { readonly data: { readonly token: string } }).data.token;
  };
  const ask = async (token: string) => {
    const base = await committed(files(head(world.sandbox.url)));
    world.sandbox.resetRequests();
    const run = await plan(
      { base, head: base, refuseWriteKeys: true },
      context({ MUSTER_TOKEN_ACME: token }),
    );
    return { result: resultOf(run), requests: world.sandbox.requests() };
  };

  it.each([
    ["that lists no scopes", null],
    ["with the scope to write", ["organization:read", "admin:organization"]],
    ["with a scope that nobody knows", ["organization:read", "something:new"]],
  ])("is refused %s, and is asked for nothing but itself", async (_, scopes) => {
    const token = await keyWith(scopes);
    const { result, requests } = await ask(token);
    expect(result).toMatchObject({ error: expect.stringContaining("can write") });
    expect(JSON.stringify(result)).not.toContain(token);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.path).toContain("profile");
  });

  it("is not refused when it can only read", async () => {
    const { result } = await ask(await keyWith(["organization:read"]));
    expect(isPlanned(result)).toBe(true);
  });
});

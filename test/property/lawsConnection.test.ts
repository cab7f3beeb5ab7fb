/** Law 10: no key goes anywhere on the word of a change that is not merged, or to a host that nobody listed. */
import { execFileSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Context } from "../../src/run/context.ts";
import { planAll, type Reach } from "../../src/run/plan.ts";
import { createWorld, organizationsOf, type Files, type World } from "../fakes/world.ts";
import {
  canary,
  filesOf,
  organizationId,
  reporting,
  seedOf,
  type Declared,
  type Live,
} from "./arbitraries.ts";

const admin = (name: string) => ({ email: `${name}@acme.example`, role: "admin", state: "active" as const });
const declared: Declared = {
  minAdmins: 2,
  unlisted: reporting,
  members: [admin("ana"), admin("ben"), admin("cai")],
  teams: [],
};
const live: Live = {
  members: [admin("ana"), admin("ben"), admin("dee")],
  invitations: [],
  teams: [],
  memberships: [],
};

/** Profile, organization, members, invitations, teams and their memberships, roles, shares, service accounts, keys. */
const requestsOfAPlan = 10;

let world: World;
let elsewhere: Server;
/** Whatever reached the other server: any connection counts, not only a whole request. */
let reached: number;
let warnings: string[];

beforeEach(async () => {
  reached = 0;
  warnings = [];
  elsewhere = createServer((_, response) => response.end("{}"));
  elsewhere.on("connection", () => (reached += 1));
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  world = await createWorld({
    files: filesOf(declared),
    sandbox: { seed: { version: 1, organizations: [seedOf(live, { token: canary })] } },
  });
});
afterEach(async () => {
  elsewhere.closeAllConnections();
  await new Promise((resolve) => elsewhere.close(resolve));
  await world.close();
});

const otherPort = (): number => (elsewhere.address() as AddressInfo).port;

/** As on a runner: a key, and nothing that overrides the address. */
const context = (): Context => ({
  ...world.context,
  env: { MUSTER_TOKEN_ACME: canary },
  warn: (line) => warnings.push(line),
});

function commit(): void {
  const git = (...args: readonly string[]): void => {
    const settings = [
      "commit.gpgsign=false",
      "core.hooksPath=/dev/null",
      "user.name=Ana",
      "user.email=ana@acme.example",
    ];
    execFileSync("git", [...settings.flatMap((setting) => ["-c", setting]), ...args], { cwd: world.folder });
  };
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "base");
}

const at = (api: string | undefined): Files => filesOf(declared, undefined, api);

async function planWithBase(files: Files, reach: Reach) {
  await world.setFiles(files);
  const run = await planAll(context(), { organizations: [], allowed: [], reach, base: "HEAD" });
  if (!run.ok) throw new Error("error" in run ? run.error : JSON.stringify(run.diagnostics));
  await run.close();
  const result = run.runs[0]?.result;
  if (result === undefined) throw new Error("no organization");
  return result;
}

describe("a connection that is changed and not merged", () => {
  it("is not used: the organization is read where the base says, and the plan is blocked as an adoption", async () => {
    await world.setFiles(at(world.sandbox.url));
    commit();
    const changes = fc.record({
      api: fc.constantFrom("listener", "listener/v1", "default", "localhost", "same"),
      id: fc.constantFrom(organizationId, "org_02other"),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ api, id }) => {
        fc.pre(api !== "same" || id !== organizationId);
        world.sandbox.resetRequests();
        const addresses: Record<string, string | undefined> = {
          listener: `http://127.0.0.1:${otherPort()}`,
          "listener/v1": `http://127.0.0.1:${otherPort()}/v1`,
          localhost: `http://localhost:${otherPort()}`,
          default: undefined,
          same: world.sandbox.url,
        };
        const files = Object.fromEntries(
          Object.entries(at(addresses[api])).map(([path, text]) => [path, text.replace(organizationId, id)]),
        );
        const result = await planWithBase(files, "at_hand");
        if ("error" in result) throw new Error(result.error);
        expect(reached).toBe(0);
        expect(world.sandbox.requests()).toHaveLength(requestsOfAPlan);
        expect(result.plan.findings.map((finding) => finding.guard)).toEqual(["adoption"]);
        expect(result.plan.actions.length + result.plan.withheld.length).toBeGreaterThan(0);
        expect(warnings.at(-1)).toContain("is not merged");
      }),
      { numRuns: 12 },
    );
  });

  it("is used once it is merged", async () => {
    await world.setFiles(at(`http://127.0.0.1:${otherPort()}`));
    commit();
    const result = await planWithBase(at(world.sandbox.url), "merged");
    if ("error" in result) throw new Error(result.error);
    expect(reached).toBe(0);
    expect(world.sandbox.requests()).toHaveLength(requestsOfAPlan);
    expect(result.plan.findings.map((finding) => finding.guard)).toEqual(["adoption"]);
  });
});

/** All of them lead to the listening server, or look as if they led to a host that is fine. */
const oddAddresses = (port: number): readonly string[] => [
  `http://2130706433:${port}`,
  `http://0x7f000001:${port}`,
  `http://0x7f.1:${port}`,
  `http://0177.0.0.1:${port}`,
  `http://127.1:${port}`,
  `http://127.0.0.1.:${port}`,
  `http://0.0.0.0:${port}`,
  `http://[::ffff:127.0.0.1]:${port}`,
  `http://[0:0:0:0:0:ffff:7f00:1]:${port}`,
  `http://api.planasonix.com@127.0.0.1:${port}`,
  `https://api.planasonix.com@127.0.0.1:${port}`,
  `http://ana:secret@127.0.0.1:${port}`,
  `http://127.0.0.1:${port}/?next=https://api.planasonix.com`,
  `http://127.0.0.1:${port}/#api.planasonix.com`,
  `http://127.0.0.1:${port}\\@api.planasonix.com`,
  `http:\\\\127.0.0.1:${port}`,
  `http://127.0.0.1:${port}/v1/../../x`,
  `http://127.0.0.1:${port}/%2e%2e/x`,
  `http://１２７.0.0.1:${port}`,
  `http://LOCALHOST.:${port}`,
  `ftp://127.0.0.1:${port}`,
  `//127.0.0.1:${port}`,
  `127.0.0.1:${port}`,
  "http://api.planasonix.com",
  "https://api.planasonix.com.elsewhere.example",
  "https://api-planasonix.com",
  "https://api.planasonix.com:8443",
  "https://api.planasonix.com.",
  "https://xn--api-planasonix-x9b.com",
  "https://acme.planasonixapis.com",
];

describe("a host that nobody listed", () => {
  it("gets no request, whether the files or the environment name it", async () => {
    for (const address of oddAddresses(otherPort())) {
      // In the files it is an error there, or when the connection is made.
      let files: Files | undefined = at(JSON.stringify(address));
      try {
        organizationsOf(files);
      } catch {
        files = undefined;
      }
      for (const [api, env] of [
        [files, {}],
        [at(undefined), { MUSTER_API_ACME: address }],
      ] as const) {
        if (api === undefined) continue;
        await world.setFiles(api);
        const run = await planAll(
          { ...context(), env: { ...context().env, ...env } },
          { organizations: [], allowed: [], reach: "merged" },
        );
        if (!run.ok) throw new Error(`${address}: the files are no longer read`);
        await run.close();
        const result = run.runs[0]?.result;
        expect(result, address).toHaveProperty("error");
        const said = result !== undefined && "error" in result ? result.error : "";
        // It was refused by what it is, not because nothing answered there.
        expect(said).toMatch(/^The (address|key) /);
        expect(said).not.toContain("secret");
        expect(reached, address).toBe(0);
      }
    }
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("gets requests once it is listed outside of the files", async () => {
    const { port } = new URL(world.sandbox.url);
    await world.setFiles(at(undefined));
    const env = {
      MUSTER_TOKEN_ACME: canary,
      MUSTER_API_ACME: `http://127.0.0.1:${port}`,
      MUSTER_HOSTS: `127.0.0.1:${port}`,
    };
    const run = await planAll({ ...context(), env }, { organizations: [], allowed: [], reach: "merged" });
    if (!run.ok) throw new Error("not planned");
    await run.close();
    expect(run.runs[0]?.result).toHaveProperty("plan");
    expect(world.sandbox.requests()).toHaveLength(requestsOfAPlan);
  });
});

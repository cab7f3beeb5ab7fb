/** A key goes nowhere that a change which is not merged names, nowhere that nobody listed, and along no redirect. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type ActionWorld } from "../fakes/action.ts";
import { createWorldHere } from "../fakes/worldHere.ts";
import { startTrap, type Trap } from "../fakes/trap.ts";
import type { Change } from "../fakes/origin.ts";

// Each test starts processes, some a dozen: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000 });

let world: ActionWorld;
let trap: Trap;
const more: Trap[] = [];
beforeAll(async () => {
  trap = await startTrap();
});
afterAll(async () => {
  await trap.close();
});
afterEach(async () => {
  await world.close();
  await Promise.all(more.splice(0).map((it) => it.close()));
  // Whatever a test is about: this server must never hear of it.
  expect(trap.caught()).toEqual([]);
});

const members = "members:\n  ana@acme.example: admin\n  kim@acme.example: admin\n";
const file = (id: string, api?: string): string =>
  `organization:\n  provider: planasonix\n  id: org_01jq8${id}\n${api === undefined ? "" : `  api: ${JSON.stringify(api)}\n`}${members}`;
const path = (key: string): string => `${key}/organization.yaml`;
const keyAt = (index: number): string => `o${String(index + 1).padStart(2, "0")}`;

/** Files of one organization for each address; undefined names none. */
const organizations = (addresses: readonly (string | undefined)[]): Record<string, string> =>
  Object.fromEntries(addresses.map((api, index) => [path(keyAt(index)), file(keyAt(index), api)]));
const below = (files: Readonly<Record<string, string>>): Change =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`access/${name}`, text]));

/** Only the files say where organizations are, and all that leaves this machine passes the trap. */
const filesDecide = (count: number): Record<string, string> => ({
  ...Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`MUSTER_API_${keyAt(index).toUpperCase()}`, ""]),
  ),
  HTTPS_PROXY: trap.url,
  https_proxy: trap.url,
});

/** Addresses that a file may hold: the trap's under many names, and look-alikes of the service's own. */
const lookAlikes = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}`,
  `http://localhost:${port}`,
  `http://LOCALHOST:${port}`,
  `http://[::1]:${port}`,
  `http://[0:0:0:0:0:0:0:1]:${port}`,
  `http://127.1:${port}`,
  `http://2130706433:${port}`,
  `http://0x7f000001:${port}`,
  `http://0177.0.0.1:${port}`,
  `http://127.0.0.1:${port}/v1`,
  "https://evil.example",
  "https://evil.example:8443",
  "https://evil.example/api.planasonix.com",
  "https://api.planasonix.com.evil.example",
  "https://api-planasonix.com",
  "https://xapi.planasonix.com",
  "https://planasonix.com",
  "https://api.planasonix.com:8443",
  "https://api.planasonix.com.",
  "https://api.planasonix.com//evil.example",
  "https://api.planasonix.co\u043c",
  "https://xn--pi-6kc.planasonix.com",
  "https://[2001:db8::1]",
  "https://[::ffff:127.0.0.1]",
];

const listedToo = [
  "localhost",
  "[::1]",
  "evil.example",
  "evil.example:8443",
  "api.planasonix.com.evil.example",
  "api-planasonix.com",
  "xapi.planasonix.com",
  "planasonix.com",
  "api.planasonix.com:8443",
];

interface Part {
  readonly failures: readonly { readonly organization: string; readonly message: string }[];
  readonly plans: readonly { readonly organization: string; readonly offline?: string }[];
}

describe("an address that a pull request names", () => {
  it("is never asked, even one that is listed: the organization is planned from the files, and that is said", async () => {
    const addresses = lookAlikes(trap.port);
    world = await createWorldHere({ files: organizations(addresses.map(() => undefined)) });
    const pull = world.open(below(organizations(addresses)));
    const hosts = [`127.0.0.1:${trap.port}`, `localhost:${trap.port}`, `[::1]:${trap.port}`, ...listedToo];
    const planned = await world.plan(pull, {
      env: filesDecide(addresses.length),
      inputs: { hosts: hosts.join(",") },
    });
    const part = JSON.parse(planned.files["part.json"] ?? "") as Part;
    expect(part.failures).toEqual([]);
    expect(part.plans.map(({ organization }) => organization)).toEqual(addresses.map((_, at) => keyAt(at)));
    for (const { offline } of part.plans) expect(offline).toContain("This change alters its connection");
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toContain("planned from the files alone");
    expect(world.comment(pull.number, "<!-- muster:plan -->")).toMatch(/CAUTION.*\n.*loosens[^]*`api`/);
    expect(world.sandbox.requests()).toEqual([]);
    expect(planned.code).toBe(0);
  });

  it("is never asked when it continues, leaves or doubles the path of the merged one", async () => {
    const base = `http://127.0.0.1:${trap.port}/v1`;
    const heads = [`${base}x`, `${base}/x`, `http://127.0.0.1:${trap.port}`, `${base}/`, `${base}//`];
    world = await createWorldHere({ files: organizations(heads.map(() => base)) });
    const pull = world.open(below(organizations(heads)));
    const planned = await world.plan(pull, {
      env: filesDecide(heads.length),
      inputs: { hosts: `127.0.0.1:${trap.port}` },
    });
    const { plans } = JSON.parse(planned.files["part.json"] ?? "") as Part;
    expect(plans.map(({ offline }) => offline !== undefined)).toEqual(heads.map(() => true));
  });

  it("is an error where it is no address that a key could go to", async () => {
    const wrong = [
      "https://api.planasonix.com@evil.example",
      `https://api.planasonix.com:443@127.0.0.1:${trap.port}`,
      "https://user:password@api.planasonix.com",
      "http://api.planasonix.com",
      "http://evil.example",
      "http://127.0.0.1.evil.example",
      "//evil.example",
      "evil.example",
      "ftp://api.planasonix.com",
      "javascript:0",
      "https://api.planasonix.com?to=evil.example",
      "https://api.planasonix.com#evil.example",
      "https:\\\\evil.example",
      `http://0.0.0.0:${trap.port}`,
      `http://[::]:${trap.port}`,
    ];
    world = await createWorldHere({ files: organizations(wrong.map(() => undefined)) });
    const pull = world.open(below(organizations(wrong)));
    const planned = await world.plan(pull, {
      env: filesDecide(wrong.length),
      inputs: { hosts: `127.0.0.1:${trap.port},0.0.0.0:${trap.port},evil.example` },
    });
    expect(planned.code).toBe(1);
    expect(planned.summary).toContain(`${wrong.length} errors in the files`);
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("is never asked for another id, a new organization, or one whose files take another's place", async () => {
    const files = { ...organizations([undefined]), [path("old")]: file("old") };
    world = await createWorldHere({ files });
    const pull = world.open({
      [`access/${path("o01")}`]: file("old"),
      [`access/${path("old")}`]: null,
      [`access/${path("new")}`]: file("new"),
      [`access/${path("newer")}`]: file("newer", trap.url),
    });
    const planned = await world.plan(pull, {
      env: {
        MUSTER_TOKEN_NEW: "a-key-of-new-0123",
        MUSTER_API_NEW: world.sandbox.url,
        MUSTER_TOKEN: "common-key-0123",
      },
      inputs: { hosts: `${new URL(world.sandbox.url).host},127.0.0.1:${trap.port}` },
    });
    const { plans } = JSON.parse(planned.files["part.json"] ?? "") as Part;
    expect(
      plans.map(({ organization, offline }) => [organization, offline?.split(" ", 4).join(" ")]),
    ).toEqual([
      ["new", "Its connection is new"],
      ["newer", "Its connection is new"],
      ["o01", "This change alters its"],
      // Shown for what it means; nothing is asked about it.
      ["old", "its files are gone."],
    ]);
    expect(world.sandbox.requests()).toEqual([]);
  });

  it("is an error for a service that is not built, and nothing is asked", async () => {
    world = await createWorldHere({ files: organizations([undefined]) });
    const pull = world.open({
      [`access/${path("o01")}`]: file("o01", trap.url).replace("planasonix", "okta"),
    });
    const planned = await world.plan(pull, { inputs: { hosts: `127.0.0.1:${trap.port}` } });
    expect(planned.code).toBe(1);
    expect(planned.log).toMatch(/^::error file=access\/o01\/organization\.yaml,line=2/m);
    expect(world.sandbox.requests()).toEqual([]);
  });
});

describe("an address that merged files name", () => {
  it("gets no key unless it is the service's own, or is listed exactly", async () => {
    const addresses = lookAlikes(trap.port);
    world = await createWorldHere({ files: organizations([undefined]) });
    world.push("main", below(organizations(addresses)));
    const applied = await world.apply({
      env: {
        ...filesDecide(addresses.length),
        ...Object.fromEntries(
          addresses.map((_, index) => [
            `MUSTER_TOKEN_${keyAt(index).toUpperCase()}`,
            `fake-key-of-${keyAt(index)}`,
          ]),
        ),
      },
      // This machine without its port, and look-alikes of what the files name.
      inputs: {
        hosts: "127.0.0.1, localhost, [::1], 127.0.0.1:1, example, api.planasonix.com, .evil.example, *",
      },
    });
    expect(applied.code).toBe(1);
    for (const [index] of addresses.entries()) {
      expect(applied.log).toMatch(
        new RegExp(`^::error title=muster::${keyAt(index)}: The (?:key may|address)`, "m"),
      );
    }
  });

  it("gets no key on a pull request on this machine's word that is without a port", async () => {
    world = await createWorldHere({ files: organizations([undefined]) });
    const pull = world.open({ [`access/o01/members.yaml`]: "members:\n  lee@acme.example: viewer\n" });
    const planned = await world.plan(pull, {
      env: { MUSTER_API_O01: trap.url },
      inputs: { hosts: "127.0.0.1" },
    });
    expect(planned.code).toBe(1);
    expect(planned.log).toContain("only where MUSTER_HOSTS names it with its port");
  });
});

const redirects = [301, 302, 303, 307, 308] as const;

describe("a redirect", () => {
  it("of the live organization is not followed, whatever its kind", async () => {
    const servers = await Promise.all(
      redirects.map((status) =>
        startTrap(({ url }) => ({ status, headers: { location: `${trap.url}${url ?? ""}` } })),
      ),
    );
    more.push(...servers);
    world = await createWorldHere({ files: organizations(servers.map(() => undefined)) });
    const change = Object.fromEntries(
      servers.map((_, index) => [
        `access/${keyAt(index)}/more.yaml`,
        "members:\n  lee@acme.example: viewer\n",
      ]),
    );
    const planned = await world.plan(world.open(change), {
      env: Object.fromEntries(servers.map(({ url }, index) => [`MUSTER_API_O0${index + 1}`, url])),
      inputs: { hosts: servers.map(({ port }) => `127.0.0.1:${port}`).join(",") },
    });
    expect(planned.code).toBe(1);
    for (const [index, status] of redirects.entries()) {
      expect(servers[index]?.caught()[0]).toMatch(/^GET .*\+key$/);
      expect(planned.log).toMatch(new RegExp(`^::error title=muster::o0${index + 1}: .*${status}`, "m"));
    }
  });

  it("of a write is not followed", async () => {
    world = await createWorldHere({ files: organizations([undefined]) });
    expect((await world.apply()).code).toBe(0);
    world.merge(world.open({ "access/o01/more.yaml": "members:\n  lee@acme.example: viewer\n" }));
    world.sandbox.resetRequests();
    await world.control("fault", { fault: `redirect:${trap.url}/v1@writex*` });
    expect((await world.apply()).code).toBe(4);
    expect(world.writes()).toHaveLength(1);
  });

  it("of GitHub's API is not followed, on reading and on writing", async () => {
    world = await createWorldHere({ files: organizations([undefined]) });
    const pull = world.open({ "access/o01/more.yaml": "members:\n  lee@acme.example: viewer\n" });
    for (const status of redirects) {
      const headers = { location: `${trap.url}/repos/acme/access/git/ref/heads/main` };
      const heal = world.github.fail({ path: /^\/repos\/acme\/access\/git\/ref/ }, { status, headers });
      const planned = await world.plan(pull);
      expect(planned.code).toBe(1);
      expect(planned.log).toContain("Redirects are not followed with a token");
      heal();
    }
    for (const status of [307, 308]) {
      const heal = world.github.fail(
        { method: "POST" },
        { status, headers: { location: `${trap.url}/comments` } },
      );
      const planned = await world.plan(pull, { inputs: { "require-reviewed": "true" } });
      expect(planned.code).toBe(1);
      heal();
    }
    expect(world.github.state.comments).toEqual([]);
  });

  it("of an artifact is followed once, without the token", async () => {
    const storage = await startTrap(() => ({ status: 302, headers: { location: `${trap.url}/next.zip` } }));
    more.push(storage);
    world = await createWorldHere({ files: organizations([undefined]) });
    expect((await world.apply()).code).toBe(0);
    const journal = world.github.state.artifacts.find(({ name }) => name === "muster-journal");
    if (journal === undefined) throw new Error("no journal was uploaded");
    journal.location = `${storage.url}/journal.zip?signature=of-a-minute`;
    const applied = await world.apply();
    expect(applied.code).toBe(0);
    expect(applied.log).toContain("The journal of the run before could not be read");
    expect(storage.caught()).toEqual(["GET /journal.zip?signature=of-a-minute"]);
  });
});

describe("a list's next page", () => {
  it("at another origin is not asked, and half a list is no list", async () => {
    world = await createWorldHere({ files: organizations([undefined]) });
    const pull = world.open({ "access/o01/more.yaml": "members:\n  lee@acme.example: viewer\n" });
    const { apiUrl } = world.github;
    const { port } = new URL(apiUrl);
    const rest = "/repos/acme/access/issues/1/comments?page=2";
    const targets = [
      `${trap.url}${rest}`,
      `http://localhost:${trap.port}${rest}`,
      `http://127.0.0.1:${port}@127.0.0.1:${trap.port}${rest}`,
      `//127.0.0.1:${trap.port}${rest}`,
      `https://evil.example${rest}`,
    ];
    for (const target of targets) {
      const heal = world.github.fail(
        { method: "GET", path: /\/comments$/ },
        { status: 200, body: [], headers: { link: `<${target}>; rel="next"` } },
      );
      const planned = await world.plan(pull, {
        env: { HTTPS_PROXY: trap.url, https_proxy: trap.url },
        inputs: { "require-reviewed": "true" },
      });
      expect(planned.code).toBe(1);
      expect(planned.log).toContain("next page is not below the API's own address");
      heal();
    }
    expect(world.github.requests({ method: "POST", path: /^\/repos\// })).toEqual([]);
  });
});

/** Servers that answer as GitHub may, and as it mostly does not: null where there is none, fields that nobody knows, lists in another order. */
import { createServer, request, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.ts";
import type { OrganizationSeed } from "../../src/sandbox/github/seed.ts";
import { everybody, githubWorld, section, type GitHubWorld } from "../fakes/githubWorld.ts";
import { buildMuster, type Muster } from "./muster.ts";

interface Answered {
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
}
type Bend = (answer: Answered, asked: { readonly method: string; readonly path: string }) => Answered;

const servers: Server[] = [];
let muster: Muster;
beforeAll(() => {
  muster = buildMuster();
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => muster.remove());

/** Stands before the embedded GitHub, and bends what it answers. */
async function bentBefore(world: GitHubWorld, bend: Bend): Promise<string> {
  const server = createServer((req, res) => {
    const { method = "GET", url = "/" } = req;
    const { host, hostname, port } = new URL(world.sandbox.url);
    const onward = request(
      { hostname, port, path: url, method, headers: { ...req.headers, host } },
      (came) => {
        const parts: Buffer[] = [];
        came.on("data", (part: Buffer) => parts.push(part));
        came.on("end", () => {
          const text = Buffer.concat(parts).toString();
          const { "content-length": _, "transfer-encoding": __, ...headers } = came.headers;
          const body: unknown = text === "" ? undefined : JSON.parse(text);
          const answer = bend({ body, headers, status: came.statusCode ?? 500 }, { method, path: url });
          res.writeHead(answer.status, answer.headers);
          res.end(answer.body === undefined ? "" : JSON.stringify(answer.body));
        });
      },
    );
    req.pipe(onward);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Every object of a value, changed. */
function each(value: unknown, change: (object: Record<string, unknown>) => Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => each(item, change));
  if (typeof value !== "object" || value === null) return value;
  return change(
    Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, each(inner, change)])),
  );
}

const isEmpty = new Set([
  "description",
  "email",
  "parent",
  "notification_setting",
  "plan",
  "suspended_at",
  "type",
]);
const files = {
  "acme/organization.yaml": `${section}members: { ${everybody} }\nteams:\n  sre: { name: sre, members: [mia, lee], shares: { repositories: { deploy: push } } }\n  ops: {}\nroles: { auditor: { granted_to: { teams: [sre], members: [] } } }\n`,
};
/** As the files say. */
const organization: Partial<OrganizationSeed> = {
  repositories: ["deploy"],
  teams: [
    { name: "sre", members: { lee: "member", mia: "member" }, repositories: { deploy: "push" } },
    { name: "ops" },
  ],
  roles: [{ name: "auditor", teams: ["sre"] }],
};
const open = () =>
  githubWorld({
    files,
    organization,
    // Every list has several pages.
    sandbox: { clock: systemClock, pageSize: 1 },
  });
const run = async (bend: Bend, args: readonly string[] = ["plan", "--exit-code"]) => {
  const world = await open();
  const api = await bentBefore(world, bend);
  const ran = await muster.run(args, { cwd: world.folder, env: { ...world.env, MUSTER_API_ACME: api } });
  return { world, ran };
};

describe("an organization that is as its files say", () => {
  it.each<[string, Bend]>([
    [
      "fields that nobody knows",
      (it) => ({ ...it, body: each(it.body, (object) => ({ ...object, novel: [null] })) }),
    ],
    [
      "null where there is none",
      (it) => ({
        ...it,
        body: each(it.body, (object) =>
          Object.fromEntries(
            Object.entries(object).map(([name, inner]) => [name, isEmpty.has(name) ? null : inner]),
          ),
        ),
      }),
    ],
    [
      "nothing where there is none",
      (it) => ({
        ...it,
        body: each(it.body, (object) =>
          Object.fromEntries(
            Object.entries(object).filter(([name, inner]) => inner !== null && !isEmpty.has(name)),
          ),
        ),
      }),
    ],
    [
      "lists backwards",
      (it) => ({ ...it, body: Array.isArray(it.body) ? [...(it.body as unknown[])].reverse() : it.body }),
    ],
    ["an ETag", (it) => ({ ...it, headers: { ...it.headers, etag: 'W/"1"' } })],
    [
      "links without quotes, beside others",
      (it) => ({
        ...it,
        headers: {
          ...it.headers,
          ...(it.headers["link"] === undefined
            ? {}
            : {
                link: `<https://next.example/>; rel="first", ${String(it.headers["link"]).replace('"next"', "next")}`,
              }),
        },
      }),
    ],
  ])("plans nothing from answers with %s", async (_, bend) => {
    const { ran } = await run(bend);
    expect(`${ran.code} ${ran.stdout}${ran.stderr}`).toMatch(/^0 [^]*No changes/);
  });
});

/** What a query is called. */
const queryIn = (body: unknown): string => {
  const data = (body as { readonly data?: Record<string, unknown> | null } | undefined)?.data;
  if (data === undefined || data === null) return "";
  const [first = ""] = Object.keys(data);
  const organization = (data["organization"] ?? {}) as Record<string, unknown>;
  if (first === "organization")
    return ["membersWithRole", "teams"].find((name) => name in organization) ?? "repositories";
  return /^t\d/.test(first) ? "more" : /^u\d/.test(first) ? "people" : first;
};

describe("an answer that says of itself that it is not whole", () => {
  it.each(["viewer", "membersWithRole", "teams", "more", "people", "repositories"])(
    "an error beside the data of %s: nothing is taken for gone",
    async (query) => {
      let bent = 0;
      const world = await open();
      await world.setFiles({
        "acme/organization.yaml": files["acme/organization.yaml"]
          .replace("mia: member", "mia: member, zed: member")
          .replace("id: acme,", "id: acme, unlisted: { members: remove, teams: delete },")
          .replace("deploy: push", "deploy: push, novel: pull"),
      });
      const api = await bentBefore(world, (it) => {
        if (queryIn(it.body) !== query) return it;
        bent += 1;
        const errors = [{ type: "INTERNAL", message: "Timeout on validation of query", path: [] }];
        return { ...it, body: { ...(it.body as object), errors } };
      });
      const ran = await muster.run(["plan"], {
        cwd: world.folder,
        env: { ...world.env, MUSTER_API_ACME: api },
      });
      expect(bent, "it was asked").toBeGreaterThan(0);
      expect(ran.stdout).not.toMatch(/^!? *- /m);
      if (query !== "viewer") expect(ran.stdout + ran.stderr).toMatch(/Timeout on validation of query/);
    },
  );

  it("a renamed organization: a redirect, with what to look at", async () => {
    const { ran } = await run((it, { path }) =>
      /\/orgs\/acme$/.test(path)
        ? {
            status: 301,
            headers: { location: "https://api.github.example/organizations/9001" },
            body: { message: "Moved Permanently" },
          }
        : it,
    );
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("check the address, and the organization's login, which may have changed");
  });

  it("an answer 304 that nobody asked for: said as what it is", async () => {
    const { ran } = await run((it, { path }) =>
      path.includes("/invitations") ? { ...it, status: 304, body: undefined } : it,
    );
    expect(ran.stdout + ran.stderr).toContain(
      "something between here and GitHub answers from a store of its own",
    );
    expect(ran.stdout).not.toMatch(/^!? *- /m);
  });

  it("links to another host: only the page is taken of them, and nothing is asked there", async () => {
    const { ran } = await run((it) => ({
      ...it,
      headers: {
        ...it.headers,
        ...(it.headers["link"] === undefined
          ? {}
          : { link: String(it.headers["link"]).replace("<?", "<https://127.0.0.1:9/stolen?after=x&") }),
      },
    }));
    expect(`${ran.code} ${ran.stdout}${ran.stderr}`).toMatch(/^0 [^]*No changes/);
  });

  it.each<[string, (object: Record<string, unknown>, count: number) => Record<string, unknown>, RegExp]>([
    [
      "cursors that go round",
      (object, count) =>
        "hasNextPage" in object
          ? { ...object, hasNextPage: true, endCursor: count % 2 === 0 ? "Y3Vyc29yOjA=" : "Y3Vyc29yOjE=" }
          : object,
      /leads back to one before it/,
    ],
    [
      "a count that grows from page to page",
      (object, count) =>
        typeof object["totalCount"] === "number" ? { ...object, totalCount: 4 + count } : object,
      /GitHub counts \d+ and gave 4/,
    ],
    [
      "members of which GitHub does not tell the role",
      (object) =>
        object["role"] === "ADMIN" || object["role"] === "MEMBER" ? { ...object, role: null } : object,
      /GitHub counts 4 and gave 0/,
    ],
    [
      "members without a number",
      (object) => (object["login"] === "mia" ? { ...object, databaseId: null } : object),
      // Whoever is called so may be nobody, or somebody without a number: that is not guessed.
      /GitHub counts 4 and gave 3|GraphQL People: GitHub's answer is not as documented/,
    ],
    [
      "two teams of one slug",
      (object) => (object["slug"] === "ops" ? { ...object, slug: "SRE" } : object),
      /two teams of one slug, (?:SRE and sre|sre and SRE)/,
    ],
  ])("%s: said, and nothing is taken for gone", async (_, change, words) => {
    let count = 0;
    const { ran, world } = await run((it, { path }) => {
      if (!path.endsWith("/graphql")) return it;
      count += 1;
      return { ...it, body: each(it.body, (object) => change(object, count)) };
    });
    expect(ran.stdout + ran.stderr).toMatch(words);
    expect(ran.stdout).not.toMatch(/^!? *- /m);
    expect(world.sandbox.requests().length).toBeLessThan(60);
  });
});

describe("limits at any request of a read", () => {
  const reads = [
    "graphql",
    "organization",
    "invitations",
    "failedInvitations",
    "teams",
    "outsideCollaborators",
    "roles",
    "roleTeams",
  ];
  const forms = [
    "429",
    "429:30",
    "secondary",
    "secondary:5",
    "secondary-text",
    "limited",
    "502",
    "drop-after",
  ];
  it.each(reads.flatMap((route) => forms.map((form) => [form, route] as const)))(
    "%s at %s: the plan is the same",
    async (form, route) => {
      const world = await githubWorld({ files, organization });
      world.fault(`${form}@${route}:2`);
      world.fault(`${form}@${route}`);
      const told = await world.plan();
      expect([...told.does, ...told.withheld]).toEqual([]);
      expect(told.text).not.toContain("not read");
    },
  );
});

describe("an answer that is legal and lacks somebody", () => {
  it("null in the list of members: that list counts as not read, and nobody is taken for gone", async () => {
    const { ran } = await run((it) => ({
      ...it,
      body: each(it.body, (object) =>
        Array.isArray(object["edges"]) && JSON.stringify(object["edges"]).includes('"ADMIN"')
          ? { ...object, edges: [null] }
          : object,
      ),
    }));
    expect(ran.stdout).toMatch(/GitHub counts 4 and gave 2/);
    expect(ran.stdout).not.toMatch(/- remove/);
  });

  it("a page that comes again and again ends the list, which counts as not read", async () => {
    const { ran, world } = await run((it, { path }) =>
      path.includes("/invitations")
        ? { ...it, headers: { ...it.headers, link: '<?page=2>; rel="next"' } }
        : it,
    );
    expect(ran.stdout + ran.stderr).toContain("held nothing new");
    expect(world.sandbox.requests().filter(({ route }) => route === "invitations").length).toBeLessThan(4);
  });

  it("a repository that was renamed after the plan: a redirect of that one, and the rest goes on", async () => {
    const world = await open();
    await world.setFiles({
      "acme/organization.yaml": files["acme/organization.yaml"]
        .replace("deploy: push", "deploy: admin")
        .replace("  ops: {}", "  ops: { members: [lee] }"),
    });
    const api = await bentBefore(world, (it, { method, path }) =>
      method === "PUT" && path.includes("/repos/")
        ? {
            status: 307,
            headers: { location: "https://api.github.example/repositories/1" },
            body: { message: "Moved" },
          }
        : it,
    );
    const ran = await muster.run(["apply", "--yes"], {
      cwd: world.folder,
      env: { ...world.env, MUSTER_API_ACME: api },
    });
    expect(ran.code).toBe(4);
    expect(ran.stdout).toContain("was renamed or moved meanwhile");
    expect(ran.stdout).toMatch(/done +\+ join team +lee in ops/);
  });
});

describe("a state that an organization may be in", () => {
  const rows = (...added: readonly object[]): Bend => {
    return (it, { path }) =>
      /\/orgs\/acme\/invitations\?.*\bpage=1\b/.test(path)
        ? { ...it, body: [...(it.body as unknown[]), ...added] }
        : it;
  };
  const row = {
    login: null,
    email: null,
    role: "direct_member",
    created_at: "2026-11-28T10:00:00.000+02:00",
  };

  it("archived: said before anything is sent", async () => {
    const { ran } = await run((it, { path }) =>
      /\/orgs\/acme$/.test(path)
        ? { ...it, body: { ...(it.body as object), archived_at: "2026-10-01T10:00:00+02:00" } }
        : it,
    );
    expect(`${ran.code} ${ran.stdout}`).toMatch(/^0 [^]*the organization is archived since 2026-10-01/);
  });

  it("somebody invited to pay, or to hire, is no member to be", async () => {
    const { ran } = await run(
      rows(
        { ...row, id: 998, email: "pay@acme.example", role: "billing_manager" },
        { ...row, id: 999, login: "hiring-hal", role: "hiring_manager" },
      ),
    );
    expect(`${ran.code} ${ran.stdout}`).toMatch(/^0 /);
    expect(ran.stdout).toContain(
      "2 invitations to something else than membership are open and not managed here: hiring-hal as hiring_manager, pay@acme.example as billing_manager",
    );
  });

  it("invitations that name nobody are told apart by their numbers", async () => {
    const { ran } = await run(rows({ ...row, id: 998 }, { ...row, id: 999 }));
    expect(ran.stdout).toMatch(/998[^]*999/);
  });

  it("an invitation that an identity provider sent is left to it", async () => {
    const world = await open();
    await world.setFiles({
      "acme/organization.yaml": files["acme/organization.yaml"].replace(
        "id: acme,",
        "id: acme, unlisted: { invitations: cancel },",
      ),
    });
    const sent = { ...row, id: 998, email: "new@acme.example", invitation_source: "scim" };
    const api = await bentBefore(world, rows(sent));
    const ran = await muster.run(["apply", "--yes"], {
      cwd: world.folder,
      env: { ...world.env, MUSTER_API_ACME: api },
    });
    expect(ran.stdout + ran.stderr).toMatch(/new@acme\.example is provisioned by somebody else/);
    expect(
      world.sandbox
        .requests()
        .filter(({ method, route }) => (method !== "POST" ? false : route !== "graphql")),
    ).toEqual([]);
    expect(world.sandbox.requests().some(({ method }) => method === "DELETE")).toBe(false);
  });
});

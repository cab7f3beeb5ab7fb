/**
 * A small GitHub over real HTTP on loopback: state in memory, the permissions of each token enforced route by route,
 * every request recorded, faults on demand; artifacts come from a second port, as they come from another host there.
 */
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono, type Context } from "hono";
import type { Server } from "node:http";
import { createFaults, matches, replyOf, type Fault, type Matcher } from "./faults.ts";
import { isAllowed, type Permissions } from "./permissions.ts";
import { badToken, forbidden, notFound, ok, textIn, type Reply } from "./reply.ts";
import { routes, type Asking } from "./routes.ts";
import { sealingReady } from "./secretsRoutes.ts";
import { errorShape, publicUserShape, type Site } from "./shapes.ts";
import { addingTo, emptyState, type Adding, type FakeRepository, type FakeState } from "./state.ts";

export interface FakeGitHubOptions {
  readonly repository?: Partial<FakeRepository>;
  /** Tokens of jobs: what each may do. */
  readonly tokens?: Readonly<Record<string, Permissions>>;
  /** `/api/v3` for a GitHub Enterprise Server. */
  readonly basePath?: string;
  /** RFC 3339. */
  readonly now?: string;
}

export interface RequestRecord {
  readonly method: string;
  /** Below the API's address, without the query. */
  readonly path: string;
  readonly query: string;
  readonly hasAuthorization: boolean;
  /** Parsed JSON, or the text that is none. */
  readonly body: unknown;
}

export interface FakeGitHub {
  /** `http://127.0.0.1:PORT`, with the base path. */
  readonly apiUrl: string;
  readonly storageUrl: string;
  /** Everything there is; change it at will. */
  readonly state: FakeState;
  readonly add: Adding;
  /** A new token; a job's own unless told. */
  token(text: string, token: { permissions: Permissions; login?: string; isJob?: boolean }): string;
  /** Makes matching requests go wrong; the call that it gives takes that back. */
  fail(matcher: Matcher, fault: Fault): () => void;
  /** Called when a matching request has come, before it is answered. */
  onRequest(matcher: Matcher, hook: (record: RequestRecord) => void | Promise<void>): void;
  /** To the API, in order of arrival. */
  requests(matcher?: Matcher): readonly RequestRecord[];
  /** To the storage of artifacts. */
  storageRequests(): readonly RequestRecord[];
  resetRequests(): void;
  /** Cuts what is still open and frees the ports. */
  close(): Promise<void>;
}

type Bound = { Bindings: HttpBindings };

interface World {
  readonly state: FakeState;
  readonly basePath: string;
  readonly faults: ReturnType<typeof createFaults>;
  readonly hooks: { matcher: Matcher; hook: (record: RequestRecord) => void | Promise<void> }[];
  requests: RequestRecord[];
  stored: RequestRecord[];
  apiUrl: string;
  storageUrl: string;
}

export async function startFakeGitHub(options: FakeGitHubOptions = {}): Promise<FakeGitHub> {
  const world: World = {
    state: emptyState(options.repository ?? {}, options.now ?? "2026-11-02T09:00:00Z"),
    basePath: options.basePath ?? "",
    faults: createFaults(),
    hooks: [],
    requests: [],
    stored: [],
    apiUrl: "",
    storageUrl: "",
  };
  const token: FakeGitHub["token"] = (text, { login = "github-actions[bot]", isJob = true, permissions }) => {
    world.state.tokens.set(text, { login, isJob, permissions });
    return text;
  };
  for (const [text, permissions] of Object.entries(options.tokens ?? {})) token(text, { permissions });
  await sealingReady;
  const api = createAdaptorServer({ fetch: apiApp(world).fetch }) as Server;
  const storage = createAdaptorServer({ fetch: storageApp(world).fetch }) as Server;
  world.apiUrl = `${await listen(api)}${world.basePath}`;
  world.storageUrl = await listen(storage);
  return {
    apiUrl: world.apiUrl,
    storageUrl: world.storageUrl,
    state: world.state,
    add: addingTo(world.state),
    token,
    fail: (matcher, fault) => world.faults.add(matcher, fault),
    onRequest: (matcher, hook) => void world.hooks.push({ matcher, hook }),
    requests: (matcher = {}) => world.requests.filter(({ method, path }) => matches(matcher, method, path)),
    storageRequests: () => [...world.stored],
    resetRequests: () => {
      world.requests = [];
      world.stored = [];
    },
    close: async () => void (await Promise.all([stop(api), stop(storage)])),
  };
}

function apiApp(world: World): Hono<Bound> {
  const app = new Hono<Bound>();
  const below = world.basePath;
  for (const route of routes) {
    const answer = (context: Context<Bound>) =>
      serve({ world, context, answer: (record) => routed({ world, context, record, route }) });
    app.on(route.method, `${below}/repos/:owner/:repo${route.path}`, answer);
    app.on(route.method, `${below}/repositories/:repository${route.path}`, answer);
  }
  app.get(`${below}/user`, (context) => serve({ world, context, answer: () => userReply(world, context) }));
  app.post(`${below.replace(/\/v3$/, "")}/graphql`, (context) =>
    serve({ world, context, answer: (record) => viewerReply(world, context, record) }),
  );
  app.all("*", (context) => serve({ world, context, answer: () => notFound }));
  return app;
}

function storageApp(world: World): Hono<Bound> {
  const app = new Hono<Bound>();
  app.all("*", (context) => {
    const url = new URL(context.req.url);
    world.stored.push({ ...recordOf(context, url.pathname), body: undefined });
    const id = Number(/^\/artifacts\/(\d+)\.zip$/.exec(url.pathname)?.[1] ?? "0");
    const artifact = world.state.artifacts.find((item) => item.id === id);
    if (artifact === undefined || url.searchParams.get("signature") === null) return context.text("no", 403);
    return new Response(Uint8Array.from(artifact.zip), { headers: { "content-type": "application/zip" } });
  });
  return app;
}

interface Serving {
  readonly world: World;
  readonly context: Context<Bound>;
  readonly answer: (record: RequestRecord) => Reply;
}

async function serve({ world, context, answer }: Serving): Promise<Response> {
  const url = new URL(context.req.url);
  const path = url.pathname.slice(world.basePath.length);
  const record: RequestRecord = { ...recordOf(context, path), body: parsed(await context.req.text()) };
  world.requests.push(record);
  for (const { matcher, hook } of world.hooks) {
    if (matches(matcher, record.method, record.path)) await hook(record);
  }
  const fault = world.faults.take(record.method, record.path);
  if (fault === undefined) return respond(answer(record));
  const real = fault.afterEffect === true ? answer(record) : undefined;
  if (fault.drop === true) {
    context.env.incoming.socket.destroy();
    return RESPONSE_ALREADY_SENT;
  }
  if (fault.cut === true) return cut(context, real ?? answer(record));
  return respond(replyOf(fault));
}

/** Promises the whole answer and sends the first half. */
function cut(context: Context<Bound>, { status, body }: Reply): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const { outgoing } = context.env;
  outgoing.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  outgoing.write(text.slice(0, Math.ceil(text.length / 2)), () => context.env.incoming.socket.destroy());
  return RESPONSE_ALREADY_SENT;
}

function respond({ status, body, headers = {} }: Reply): Response {
  const isText = typeof body === "string";
  const type = isText ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
  const text = isText ? body : JSON.stringify(body);
  return new Response(status === 204 ? null : text, {
    status,
    headers: {
      "content-type": type,
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": "4999",
      ...headers,
    },
  });
}

interface Routed {
  readonly world: World;
  readonly context: Context<Bound>;
  readonly record: RequestRecord;
  readonly route: (typeof routes)[number];
}

function routed({ world, context, record, route }: Routed): Reply {
  const token = tokenOf(world, context);
  if (token === undefined) return badToken;
  const param = (name: string): string => context.req.param(name) ?? "";
  const id = param("repository");
  const name = `${param("owner")}/${param("repo")}`.toLowerCase();
  const all = [world.state, ...world.state.others];
  const found = all.find(({ repository }) =>
    id !== "" ? id === String(repository.id) : name === repository.fullName.toLowerCase(),
  );
  if (found === undefined) {
    // A name leads to its former holder only as long as nobody else has it.
    const former = all.find(({ repository }) => id === "" && name === repository.formerName?.toLowerCase());
    return former === undefined ? notFound : moved({ world, record, name, id: former.repository.id });
  }
  const { repository, settings } = found;
  const state = found === world.state ? world.state : { ...world.state, repository, settings };
  const site: Site = { state, apiUrl: world.apiUrl };
  const query = new URL(context.req.url).searchParams;
  const asking: Asking = { site, token, param, query, body: record.body, storageUrl: world.storageUrl };
  const demands = typeof route.demands === "function" ? route.demands(asking) : route.demands;
  return isAllowed(token.permissions, demands) ? route.answer(asking) : forbidden;
}

interface Moved {
  readonly world: World;
  readonly record: RequestRecord;
  /** The former one. */
  readonly name: string;
  readonly id: number;
}

function moved({ world, record, name, id }: Moved): Reply {
  const rest = record.path.slice("/repos/".length + name.length);
  const location = `${world.apiUrl}/repositories/${id}${rest}`;
  return {
    status: 301,
    body: { ...errorShape(301, "Moved Permanently"), url: location },
    headers: { location },
  };
}

function userReply(world: World, context: Context<Bound>): Reply {
  const token = tokenOf(world, context);
  if (token === undefined) return badToken;
  return token.isJob
    ? forbidden
    : ok(publicUserShape(token.login, { state: world.state, apiUrl: world.apiUrl }));
}

/** Whoever a token acts for may ask this way. */
function viewerReply(world: World, context: Context<Bound>, { body }: RequestRecord): Reply {
  const token = tokenOf(world, context);
  if (token === undefined) return badToken;
  return textIn(body, "query") === "query { viewer { login } }"
    ? ok({ data: { viewer: { login: token.login } } })
    : ok({ errors: [{ message: "The fake answers no other query." }] });
}

function tokenOf({ state }: World, context: Context<Bound>) {
  const text = /^(?:Bearer|token) (\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  return text === undefined ? undefined : state.tokens.get(text);
}

function recordOf(context: Context<Bound>, path: string): Omit<RequestRecord, "body"> {
  return {
    method: context.req.method,
    path,
    query: new URL(context.req.url).search.slice(1),
    hasAuthorization: context.req.header("authorization") !== undefined,
  };
}

function parsed(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (typeof address !== "object" || address === null) throw new Error("the server has no port");
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

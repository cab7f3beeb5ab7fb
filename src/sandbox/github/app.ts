/** The HTTP side of the embedded GitHub: REST and GraphQL, at the root as at github.com's API, and below /api as at a server of one's own. */
import { createMeter, type Budget, type Meter } from "../kit/rate.ts";
import { appOf, bearerOf, mintToken, principalOf } from "./auth.ts";
import { notFound, refusal, type Answer, type Call, type Permission, type Principal } from "./call.ts";
import { addControlRoutes } from "./control.ts";
import type { Fault, RouteName } from "./fault.ts";
import { ended, exchanged, type Open, type SandboxApp, type SandboxContext } from "../kit/exchange.ts";
import type { Silence } from "../kit/fault.ts";
import { bend, replace } from "./faultServer.ts";
import { answerQuery } from "./graphql.ts";
import { expireInvitations } from "./people.ts";
import { routes, showAccount, showUser } from "./routes.ts";
import { installation as installationBody } from "./shapes.ts";
import { organizationOf } from "./state.ts";
import { nowOf, type RequestRecord, type Running } from "./world.ts";
import { jsonIn } from "../../model/jsonIn.ts";

/** What a request comes to: an answer of GitHub's, given who asks. */
type Handler = (call: Omit<Call, "principal"> & { readonly bearer: string }) => Answer | Promise<Answer>;

/** Adds GitHub to an application. */
export function addGitHub(app: SandboxApp, running: Running): void {
  const meter = createMeter(running.rateLimit);
  const add = (method: string, path: string, name: RouteName, handle: Handler): void => {
    for (const base of ["", "/api/v3"]) {
      const written = base + path.replaceAll(/\{(\w+)\}/g, ":$1");
      app.on(method, written, (context) => exchange({ running, meter, context, name, handle }));
    }
  };
  for (const route of routes) {
    add(route.method, route.path, route.name, (call) =>
      withPrincipal(running, call, (principal) => {
        const organization = organizationOf(running.world, call.path["org"] ?? call.path["owner"] ?? "");
        const to = route.method === "GET" ? "read" : "write";
        if (organization === undefined || (running.ownServer && route.path.includes("invitations")))
          return notFound;
        if (!principal.may(organization, route.needs, to)) return lacks(principal, route.needs, to);
        return route.answer({ ...call, principal, organization });
      }),
    );
  }
  add("GET", "/users/{username}", "user", (call) =>
    withPrincipal(running, call, (principal) => showUser({ ...call, principal })),
  );
  add("GET", "/user/{account_id}", "user", (call) =>
    withPrincipal(running, call, (principal) => showAccount({ ...call, principal })),
  );
  add("GET", "/orgs/{org}/installation", "installation", (call) => showInstallation(running, call));
  add("POST", "/app/installations/{installation_id}/access_tokens", "accessToken", (call) =>
    makeToken(running, call),
  );
  for (const path of ["/graphql", "/api/graphql"])
    app.post(path, (context) =>
      exchange({
        running,
        meter,
        context,
        name: "graphql",
        handle: (call) => withPrincipal(running, call, (principal) => query(running, call, principal)),
      }),
    );
  addControlRoutes(app, running);
}

function withPrincipal(
  running: Running,
  { bearer, now }: { readonly bearer: string; readonly now: number },
  then: (principal: Principal) => Answer | Promise<Answer>,
): Answer | Promise<Answer> {
  const principal = principalOf(running.world, bearer, now);
  return principal === undefined ? refusal(401, "Bad credentials") : then(principal);
}

/** A right is missing: an app is told which one it takes; a person is told that there is no such thing, or to be an owner. */
function lacks(principal: Principal, permission: Permission, to: "read" | "write"): Answer {
  if (principal.account !== null)
    return to === "read" ? notFound : refusal(403, "You must be an organization owner.");
  const answer = refusal(403, "Resource not accessible by integration");
  return { ...answer, headers: { "x-accepted-github-permissions": `${permission}=${to}` } };
}

function query(running: Running, { body }: Pick<Call, "body">, principal: Principal): Promise<Answer> {
  const source = typeof body["query"] === "string" ? body["query"] : "";
  const given = body["variables"];
  return answerQuery({
    world: running.world,
    viewer: principal.account,
    sees: (organization) => principal.may(organization, "members", "read"),
    budget: {
      limit: running.rateLimit,
      remaining: running.rateLimit,
      resetAt: new Date(nowOf(running)).toISOString(),
    },
    pageSize: running.pageSize,
    ownServer: running.ownServer,
    source,
    variables: typeof given === "object" && given !== null ? { ...given } : {},
  }).then((answered) => ({ status: 200, body: answered }));
}

function showInstallation({ world }: Running, { bearer, now, path }: Parameters<Handler>[0]): Answer {
  const signer = appOf(world, bearer, now);
  if (signer === undefined) return refusal(401, "A JSON web token could not be decoded");
  const organization = organizationOf(world, path["org"] ?? "");
  const found = signer.installations.find((it) => it.organization === organization?.id);
  if (organization === undefined || found === undefined) return notFound;
  return { status: 200, body: installationBody(organization, signer, found) };
}

function makeToken({ world }: Running, { bearer, now, path, body }: Parameters<Handler>[0]): Answer {
  const signer = appOf(world, bearer, now);
  if (signer === undefined) return refusal(401, "A JSON web token could not be decoded");
  const found = signer.installations.find(({ id }) => id === Number(path["installation_id"]));
  if (found === undefined) return notFound;
  if (found.suspendedAt !== null) return refusal(403, "This installation has been suspended");
  const asked = body["permissions"];
  const made = mintToken(world, found, {
    asked: typeof asked === "object" && asked !== null ? { ...asked } : undefined,
    now,
  });
  if (made === undefined)
    return refusal(422, "The permissions requested are not granted to this installation.");
  const { token, expiresAt: expires_at, permissions } = made;
  return { status: 201, body: { token, expires_at, permissions } };
}

interface Exchange {
  readonly running: Running;
  readonly meter: Meter;
  readonly context: SandboxContext;
  readonly name: RouteName;
  readonly handle: Handler;
}

async function exchange({ running, meter, context, name, handle }: Exchange): Promise<Response> {
  const { req } = context;
  const text = req.method === "GET" ? "" : await req.text();
  const body = bodyOf(text);
  const log = openRecord(running, context, { name, body });
  const { fault, bends } = running.faults.next(name, isReading(req.method, body) ? "GET" : req.method);
  const wait = bends.reduce((sum, { amount = 0 }) => sum + amount, 0);
  if (wait > 0) await running.clock.sleep(wait);
  const now = nowOf(running);
  expireInvitations(running.world, now);
  const bearer = bearerOf(req.header("Authorization"));
  const budget = meter(bearer, now);
  const headers = headersOf({ running, bearer, budget, now });
  const settled = await answered({ fault, budget, now, headers }, () =>
    handle({
      world: running.world,
      path: pathOf(context),
      query: new URL(req.url).searchParams,
      body,
      now,
      bearer,
      pageSize: running.pageSize,
      ownServer: running.ownServer,
    }),
  );
  return ended(context, log, settled);
}

interface Answering {
  readonly fault: Fault | undefined;
  readonly budget: Budget;
  readonly now: number;
  readonly headers: Readonly<Record<string, string>>;
}

async function answered(
  { fault, budget, now, headers }: Answering,
  handle: () => Answer | Promise<Answer>,
): Promise<Response | Silence> {
  const send = (answer: Answer): Response => respond(answer, headers);
  const before = fault === undefined ? undefined : replace(fault, now);
  if (typeof before === "string") return before;
  if (before !== undefined) return send(before);
  if (budget.exceeded) return send(refusal(403, "API rate limit exceeded for this token."));
  const made = await handle();
  const after = fault === undefined ? made : bend(fault, made);
  return typeof after === "string" ? after : send(after);
}

function respond(
  { status, body, text, headers: own = {} }: Answer,
  headers: Readonly<Record<string, string>>,
): Response {
  const all = {
    ...headers,
    ...own,
    ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
  };
  return new Response(text ?? (body === undefined ? null : JSON.stringify(body)), { status, headers: all });
}

interface Told {
  readonly running: Running;
  readonly bearer: string;
  readonly budget: Budget;
  readonly now: number;
}

function headersOf({ running, bearer, budget, now }: Told): Record<string, string> {
  const scopes = principalOf(running.world, bearer, now)?.scopes;
  return {
    date: new Date(now).toUTCString(),
    "x-github-request-id": `SANDBOX:${running.requests.length}`,
    "x-ratelimit-limit": String(budget.limit),
    "x-ratelimit-remaining": String(budget.remaining),
    "x-ratelimit-reset": String(Math.ceil(budget.resetAt / 1000)),
    ...(scopes === undefined || scopes === null ? {} : { "x-oauth-scopes": scopes.join(", ") }),
  };
}

function pathOf(context: SandboxContext): Readonly<Record<string, string>> {
  const params: Readonly<Record<string, string>> = context.req.param();
  return params;
}

function bodyOf(text: string): Readonly<Record<string, unknown>> {
  const read = jsonIn(text);
  return typeof read === "object" && read !== null ? { ...read } : {};
}

/** A GraphQL query reads, although it is a POST. */
function isReading(method: string, body: Readonly<Record<string, unknown>>): boolean {
  return method === "GET" || typeof body["query"] === "string";
}

function openRecord(
  running: Running,
  context: SandboxContext,
  { name, body }: { readonly name: RouteName; readonly body: Readonly<Record<string, unknown>> },
): Open<RequestRecord> {
  const operation = /\bquery\s+(\w+)/.exec(String(body["query"] ?? ""))?.[1];
  const log = { ...exchanged(context, name), ...(operation === undefined ? {} : { operation }) };
  running.requests.push(log);
  return log;
}

/** From a request that reached the server to its answer: rights, versions, repeated keys, body, effect. No waiting, so that requests never interleave here. */
import { createHash } from "node:crypto";
import { routes, type Route, type RouteName } from "../../providers/planasonix/contract.ts";
import { authorize, type Principal } from "./auth.ts";
import type { Call } from "./call.ts";
import type { SandboxContext } from "../kit/exchange.ts";
import { handlers } from "./handlers.ts";
import type { Budget } from "../kit/rate.ts";
import { refuse, type Effect, type Refusal } from "./refusal.ts";
import type { Answer } from "./respond.ts";
import { currentVersion } from "./version.ts";
import type { World } from "./world.ts";
import { jsonIn } from "../../model/jsonIn.ts";

/** What was answered to an `Idempotency-Key`, and to which request. */
interface Answered {
  readonly fingerprint: string;
  readonly answer: Answer;
}

/** One request with everything that its answer depends on. */
export interface Incoming {
  readonly world: World;
  readonly context: SandboxContext;
  /** null for a path that is no route. */
  readonly name: RouteName | null;
  readonly principal: Principal | Refusal;
  readonly budget: Budget;
  /** As text. */
  readonly body: string;
  readonly now: number;
  /** By organization id and key. Lives as long as the server. */
  readonly answered: Map<string, Answered>;
}

/** The answer, with its effect done. */
export function answerRoute(incoming: Incoming): Answer | Refusal {
  const { name, principal, context } = incoming;
  if (!principal.ok) return principal;
  if (incoming.budget.exceeded)
    return refuse(429, "rate_limited", "Too many requests; wait as Retry-After says.");
  if (name === null)
    return refuse(404, "no_such_route", `There is no ${context.req.method} ${context.req.path}.`);
  const route: Route = routes[name];
  const forbidden = authorize(principal, {
    asks: name === "profile" ? "own profile" : route.method === "GET" ? "to read" : "to write",
    organization: context.req.param("org"),
    named: context.req.header("X-Organization-ID"),
  });
  if (forbidden !== undefined) return forbidden;
  const body = readBody(route, incoming.body);
  if (!body.ok) return body;
  const call: Call = {
    principal,
    organization: principal.organization,
    doing: { actor: principal.actor, now: incoming.now },
    id: context.req.param("id") ?? "",
    team: context.req.param("team") ?? "",
    member: context.req.param("member") ?? "",
    key: context.req.param("key") ?? "",
    query: new URL(context.req.url).searchParams,
    pageSize: incoming.world.pageSize,
    body: body.value,
  };
  return route.method === "POST" ? answerOnce(incoming, name, call) : answerCall(incoming, name, call);
}

function answerCall({ context }: Incoming, name: RouteName, call: Call): Answer | Refusal {
  const stale = checkVersion(context.req.header("If-Match"), name, call);
  if (stale !== undefined) return stale;
  // The body was checked against this very route's schema, which the union of handlers cannot express.
  const handle = handlers[name] as (call: Call) => Answer | Refusal;
  return handle(call);
}

/** The same key gives one effect and the same answer. Refusals had no effect, so they are not remembered. */
function answerOnce(incoming: Incoming, name: RouteName, call: Call): Answer | Refusal {
  const key = incoming.context.req.header("Idempotency-Key");
  if (key === undefined) return answerCall(incoming, name, call);
  const place = `${call.organization.id} ${key}`;
  const fingerprint = createHash("sha256")
    .update(`${incoming.context.req.path}\n${incoming.body}`)
    .digest("hex");
  const earlier = incoming.answered.get(place);
  if (earlier !== undefined) {
    if (earlier.fingerprint === fingerprint) return earlier.answer;
    return refuse(422, "idempotency_key_reused", "This Idempotency-Key belongs to a different request.");
  }
  const answer = answerCall(incoming, name, call);
  if (answer.ok) {
    const { repeatedBody: body = answer.body, ...first } = answer;
    const repeated = { ...first, ...(body === undefined ? {} : { body }) };
    incoming.answered.set(place, { fingerprint, answer: repeated });
  }
  return answer;
}

/** A version is only stale where there is an object; a missing one is left to the route's own 404. */
function checkVersion(header: string | undefined, name: RouteName, call: Call): Refusal | undefined {
  if (header === undefined || routes[name].method === "GET") return undefined;
  const current = currentVersion(name, call);
  if (current === undefined && name !== "putTeamMembership") return undefined;
  const accepted = header.split(",").map((tag) =>
    tag
      .trim()
      .replace(/^W\//, "")
      .replace(/^"?(.*?)"?$/, '"$1"'),
  );
  if (current !== undefined && (accepted.includes(current) || accepted.includes('"*"'))) return undefined;
  return refuse(412, "precondition_failed", "The object changed since the version that If-Match names.");
}

function readBody(route: Route, text: string): Effect<unknown> {
  if (route.request === undefined) return { ok: true, value: undefined };
  if (text.length > 1024 * 1024) return refuse(413, "too_large", "The body is larger than 1 MB.");
  const value = jsonIn(text);
  if (value === undefined) return refuse(400, "invalid_json", "The body is not JSON.");
  const parsed = route.request.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "body" : issue.path.join(".");
  return refuse(422, "invalid", `${where}: ${issue?.message ?? "not valid"}.`);
}
